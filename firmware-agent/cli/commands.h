#pragma once

// What each command does. They print and return the exit code.

#include "firmware-agent/cli/options.h"

namespace peapod::cli {

int run(const Arguments& arguments);
int apply(const Arguments& arguments);
int get(const Arguments& arguments);
int describe(const Arguments& arguments);
int logs(const Arguments& arguments);
int exec(const Arguments& arguments);
int delete_pods(const Arguments& arguments);
int events(const Arguments& arguments);
int check(const Arguments& arguments);
int config(const Arguments& arguments);
int explain(const Arguments& arguments);
int version(const Arguments& arguments);
int completion(const Arguments& arguments);

}  // namespace peapod::cli

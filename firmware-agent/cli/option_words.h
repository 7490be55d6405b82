#pragma once

#include <vector>

#include "firmware-agent/cli/command.h"
#include "firmware-agent/cli/option_table.h"

namespace peapod::cli {

// The options of one command in the order of its help: its own, then those of every command.
std::vector<const OptionSpec*> options_of(const Command& command);

// Those of every command; they may stand before its name too.
std::vector<const OptionSpec*> global_options();

// Reads words and options in any order, with getopt_long. On a mistake prints it and returns false. With
// `stop_at_word` it ends before the first word, whose index in `argv` it returns in `next`.
bool parse_options(int argc, char** argv, const std::vector<const OptionSpec*>& accepted, bool stop_at_word,
                   Arguments& arguments, int& next);

}  // namespace peapod::cli

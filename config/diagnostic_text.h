#pragma once

// Diagnostics as people and programs read them. `source` is the text they are about, so that its lines can be shown;
// an empty one when there is none.

#include <string>
#include <string_view>

#include "config/diagnostic.h"

namespace peapod::config {

//   pod.yaml:9:14: spec.containers[0].image: Required value
//       9 |   - name: main
//         |     ^~~~
// `color` adds the escape sequences of a terminal.
void append_text(std::string& out, const Diagnostics& diagnostics, const std::string& file, std::string_view source,
                 bool color);

// The elements of a JSON array, for `check -o json`: {"file", "line", "column", "endColumn", "path", "reason",
// "severity", "message"}; the three numbers are absent when there is no place, "path" when there is none. Fields may be
// added; these keep their meaning.
void append_json(std::string& out, const Diagnostics& diagnostics, const std::string& file, std::string_view source);

}  // namespace peapod::config

#pragma once

// The end of a container's log as plain text, for terminationMessagePolicy FallbackToLogsOnError.

#include <cstddef>
#include <string>
#include <string_view>

#include "platform/sys/result.h"

namespace peapod::runtime {

inline constexpr std::size_t kTailBytesMax =
    2048;  // kubelet kuberuntime_container.go, MaxContainerTerminationMessageLog*.
inline constexpr std::size_t kTailLinesMax = 80;

// The last bytes_max bytes of the text of the last lines_max lines. Reads at most 32 KiB of the file, which
// must be a regular file and no link. A line that is not in the CRI format counts as text.
Result<std::string> tail_log(const std::string& path, std::size_t bytes_max = kTailBytesMax,
                             std::size_t lines_max = kTailLinesMax);

// The same from the raw end of a log file that begins with a whole line. Pure.
std::string tail_text(std::string_view raw, std::size_t bytes_max, std::size_t lines_max);

}  // namespace peapod::runtime

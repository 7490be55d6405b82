#pragma once

// What a test may leave behind: two pictures of the box are taken, and what is in the second but not in the
// first is a leak. Meant for a process in a box of its own (isolated_box.h): on a box shared with others
// their things show too.

#include <set>
#include <string>
#include <vector>

namespace peapod::test {

// Each entry is a sentence that names the thing, so that a difference can be printed as it is.
using Traces = std::set<std::string>;

// Processes that descend from this one, orphans included when it is a subreaper; their network namespaces;
// mounts of our mount namespace; groups below every cgroup hierarchy mounted here; files below `directories`
// (symbolic links are not followed); and our own open descriptors. Children and orphans that are dead are
// reaped: wait for your own before.
Traces take_traces(const std::vector<std::string>& directories);

// What is in `after` only.
std::vector<std::string> left_behind(const Traces& before, const Traces& after);

}  // namespace peapod::test

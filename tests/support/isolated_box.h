#pragma once

// A box of its own for a test binary: the tests run in new PID, mount, network, UTS and cgroup namespaces,
// with lo up and the host name "testbox". Whatever they leave behind goes with them, nothing of theirs meets
// the host or another run, and a leak check sees their things only.
//
// On cgroup v1 and hybrid hosts the tests live in a fresh group "peapod-test-<pid>" of each hierarchy that
// peapod uses, which looks like the root from inside. On a pure v2 host the cgroup tree is the host's.

#include <functional>

namespace peapod::test {

// Runs `tests` in the box, in a child process that is a subreaper, and returns what it returned (0..255).
// Fails loudly (returns 1 and says why) where the box cannot be made: it needs root.
int run_in_isolated_box(const std::function<int()>& tests);

}  // namespace peapod::test

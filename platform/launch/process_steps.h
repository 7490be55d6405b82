#pragma once

// The steps that every process of a container ends with, whether it is the container's own or was added to
// it: where it is accounted, its streams, who it is, and the exec.

#include <span>
#include <string>
#include <vector>

#include "platform/launch/step_writer.h"

namespace peapod::platform {

// The descriptors of standard streams, and the pipe for the child's failure.
struct ProcessStreams {
  StepWriter::Arg in, out, error, report;
  bool tty = false;
};

// Clones with these namespaces into the cgroup: at birth where it is known to be safe, else by writing to
// cgroup.procs.
void add_clone(StepWriter& steps, unsigned long flags, const CgroupPlacement& cgroup);

// The kernel's OOM score. Lowering it may be refused: then it stays as it is. /proc must still be the host's.
void add_oom_score(StepWriter& steps, int score);

void add_session(StepWriter& steps);

// Makes the streams 0, 1 and 2, the report 3 and closes everything else: nothing that could lead out (a
// directory of the host) is open when the working directory is entered or the program starts
// (CVE-2024-21626).
void add_streams(StepWriter& steps, const ProcessStreams& streams);

// From root to what `credentials` says. Order: bounding set, groups, ids, capabilities, no_new_privs.
void add_credentials(StepWriter& steps, const Credentials& credentials);

// Working directory, umask 022, no signal blocked, and the program: looked up in PATH of `env` unless it has
// a slash. EINVAL without argv, E2BIG for a PATH of more than 64 directories.
Result<void> add_exec(StepWriter& steps, const std::string& working_dir, std::span<const std::string> argv,
                      std::span<const std::string> env);

}  // namespace peapod::platform

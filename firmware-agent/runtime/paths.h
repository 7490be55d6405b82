#pragma once

#include <string>

namespace peapod::runtime {

// Everything an agent reads and writes. Without a root these are the system's places; with one (--root or
// PEAPOD_ROOT) all of them are below it, so that two agents never meet.
struct Paths {
  std::string manifests;  // /etc/kubernetes/manifests        DIR/manifests
  std::string run;        // /run/peapod          (tmpfs)     DIR/run
  std::string lib;        // /var/lib/peapod                  DIR/lib
  std::string log;        // /run/peapod/log                  DIR/log
  std::string images;  // /usr/share/peapod/images         DIR/images: archives and layouts that are there to be found
  std::string socket;  // /run/peapod/peapod.sock          DIR/run/peapod.sock
  std::string config;  // /etc/peapod/agent.yaml           DIR/agent.yaml: the agent's settings
  std::string cgroup;  // kubepods                         kubepods-<16 hex digits of DIR>: below each hierarchy's root

  static Paths system();
  static Paths under(const std::string& root);
  // --root if given, else PEAPOD_ROOT, else the system's.
  static Paths choose(const std::string& root_option);
};

}  // namespace peapod::runtime

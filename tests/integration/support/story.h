#pragma once

// What containers and hooks of a test tell of themselves, each with the time: lines "<seconds since boot> <words>" that
// they append to one file by the script /story/say, in the order in which it happened.

#include <string>
#include <vector>

namespace peapod::test {

class Story {
 public:
  // Makes `directory` with the script; a pod mounts it as a hostPath at /story.
  explicit Story(std::string directory);

  // A volume and its mount, as lines of a manifest's flow style.
  std::string volume() const { return "{name: story, hostPath: {path: " + directory_ + "}}"; }
  static std::string mount() { return "{name: story, mountPath: /story}"; }

  struct Line {
    double at = 0;  // Seconds since boot, in steps of 0.01.
    std::string words;
  };
  std::vector<Line> lines() const;

  // When these words were first said; fails the test and returns -1 when they never were.
  double at(const std::string& words) const;
  double last_at(const std::string& words) const;
  bool told(const std::string& words) const;

  // Seconds since boot, now.
  static double now();

  // How short an interval of `seconds` that begins with a told line may look: telling takes time, a tenth of a second
  // here and more on an emulated machine.
  static double at_least(double seconds);

 private:
  std::string directory_;
};

}  // namespace peapod::test

#pragma once

// Pods for tests of resources: written as manifests, so that defaults are those of the reader.

#include <gtest/gtest.h>

#include <string>

#include "config/load.h"

namespace peapod::runtime {

inline constexpr std::int64_t kMi = 1 << 20;

// `spec` is a flow mapping's inside: "containers: [{resources: {limits: {cpu: 1}}}]"; names and images are added.
inline config::PodSpec spec_of(const std::string& spec) {
  std::string text = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {" + spec + "}\n";
  int number = 0;
  for (std::size_t at = text.find("{c"); at != std::string::npos; at = text.find("{c", at + 1)) {
    const bool is_container = text.compare(at, 3, "{c}") == 0 || text.compare(at, 4, "{c, ") == 0;
    if (is_container) text.replace(at + 1, 1, "name: c" + std::to_string(++number) + ", image: i");
  }
  const config::Loaded loaded = config::load_pods(text);
  EXPECT_EQ(config::render(loaded.diagnostics, "pod"), "") << text;
  return loaded.pods.empty() ? config::PodSpec{} : loaded.pods[0].spec;
}

// A container of spec_of() with requests and limits, e.g. of("cpu: 1", "cpu: 2, memory: 1Gi").
inline std::string of(const std::string& requests, const std::string& limits) {
  return "{c, resources: {requests: {" + requests + "}, limits: {" + limits + "}}}";
}

inline config::PodSpec pod_of(const std::string& containers, const std::string& rest = "") {
  return spec_of("containers: [" + containers + "]" + (rest.empty() ? "" : ", " + rest));
}

}  // namespace peapod::runtime

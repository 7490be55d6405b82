#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "firmware-agent/runtime/probe_run.h"
#include "tests/unit/runtime/network_box.h"
#include "tests/unit/runtime/test_loop.h"

namespace peapod::test {

// A pod's network for probes to connect to, and what they told.
class ProbeTest : public testing::Test {
 protected:
  static constexpr core::Millis kPlenty = 10'000;

  void SetUp() override {
    if (!box_.usable()) GTEST_SKIP() << "NOT TESTED: a network namespace cannot be made; run as root";
  }

  struct Seen {
    core::ProbeOutcome outcome;
    std::string text;
    bool warning;
  };

  runtime::ProbeDone remember() {
    return [this](const runtime::ProbeReport& report) {
      seen_.push_back({report.outcome, std::string(report.text), report.warning});
    };
  }

  Seen run(runtime::ProbeRun& probe, core::Millis timeout = kPlenty) {
    const std::size_t before = seen_.size();
    probe.start(box_.fd(), timeout);
    EXPECT_EQ(seen_.size(), before) << "never from start()";
    EXPECT_TRUE(loop_.run_until([&] { return seen_.size() > before; }));
    EXPECT_FALSE(probe.busy());
    return seen_.back();
  }

  int free_port() const { return NetworkBox::port_of(box_.listen("127.0.0.1").get()); }

  NetworkBox box_;
  TestLoop loop_;
  std::vector<Seen> seen_;
};

}  // namespace peapod::test

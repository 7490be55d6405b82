#include "platform/launch/signals.h"

#include <gtest/gtest.h>

#include <csignal>

namespace peapod::platform {
namespace {

TEST(SignalNumber, IsByNameOrNumber) {
  EXPECT_EQ(signal_number("SIGQUIT"), SIGQUIT);
  EXPECT_EQ(signal_number("QUIT"), SIGQUIT);
  EXPECT_EQ(signal_number("3"), 3);
  EXPECT_EQ(signal_number("SIGRTMIN"), SIGRTMIN);
  EXPECT_EQ(signal_number("SIGRTMIN+3"), SIGRTMIN + 3);
  EXPECT_EQ(signal_number("RTMAX-1"), SIGRTMAX - 1);
}

TEST(SignalNumber, RefusesWhatIsNone) {
  for (const char* name : {"", "0", "-1", "65", "SIG", "SIGNONE", "TERM ", "15x", "RTMIN+99", "RTMAX+1", "RTMIN+"}) {
    EXPECT_EQ(signal_number(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace peapod::platform

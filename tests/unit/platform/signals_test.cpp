#include "platform/launch/signals.h"

#include <gtest/gtest.h>

#include <csignal>

namespace peapod::platform {
namespace {

TEST(SignalNumber, IsByNameOrNumber) {
  EXPECT_EQ(signal_number("SIGQUIT"), SIGQUIT);
  EXPECT_EQ(signal_number("QUIT"), SIGQUIT);
  EXPECT_EQ(signal_number("3"), 3);
  EXPECT_EQ(signal_number("SIGPOLL"), SIGIO);
  EXPECT_EQ(signal_number("SIGRTMIN"), 34) << "as in every image, whatever the libc of the agent keeps for itself";
  EXPECT_EQ(signal_number("SIGRTMIN+3"), 37);
  EXPECT_EQ(signal_number("RTMAX-1"), 63);
}

TEST(SignalNumber, RefusesWhatIsNone) {
  for (const char* name : {"", "0", "-1", "65", "SIG", "SIGNONE", "TERM ", "15x", "RTMIN+99", "RTMAX+1", "RTMIN+"}) {
    EXPECT_EQ(signal_number(name), std::nullopt) << name;
  }
}

TEST(SignalName, LeadsBackToItsNumber) {
  for (int number = 1; number <= 64; ++number) {
    if (number == 32 || number == 33) continue;  // Those of the C library.
    EXPECT_EQ(signal_number(signal_name(number)), number) << signal_name(number);
  }
  EXPECT_EQ(signal_name(SIGTERM), "SIGTERM");
  EXPECT_EQ(signal_name(SIGIO), "SIGIO");
  EXPECT_EQ(signal_name(34), "SIGRTMIN");
  EXPECT_EQ(signal_name(49), "SIGRTMIN+15");
  EXPECT_EQ(signal_name(50), "SIGRTMAX-14");
  EXPECT_EQ(signal_name(64), "SIGRTMAX");
}

}  // namespace
}  // namespace peapod::platform

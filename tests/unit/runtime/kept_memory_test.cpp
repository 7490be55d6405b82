#include "firmware-agent/runtime/kept_memory.h"

#include <gtest/gtest.h>

#include <cstring>

namespace peapod::runtime {
namespace {

TEST(KeptMemory, ServesTheSameDemandsAgainWithoutAskingTheSystem) {
  KeptMemory memory;
  const auto demand = [&] {
    void* const first = memory.take(100);
    void* second = memory.take_zeroed(10, 10);
    EXPECT_NE(first, second);
    EXPECT_EQ(std::string(static_cast<char*>(second), 100), std::string(100, '\0'));
    std::memset(first, 'x', 100);
    std::memset(second, 'y', 100);
    second = memory.resize(second, 5000);
    EXPECT_EQ(std::string(static_cast<char*>(second), 100), std::string(100, 'y'));
    memory.give_back(second);
    memory.give_back(first);
    memory.give_back(memory.take(0));
  };
  demand();
  const std::size_t held = memory.held();
  for (int i = 0; i < 100; ++i) demand();
  EXPECT_EQ(memory.held(), held);
}

TEST(KeptMemory, SmallDemandsDoNotTakeLargeBlocks) {
  KeptMemory memory;
  memory.give_back(memory.take(100'000));
  const std::size_t held = memory.held();
  void* const small = memory.take(10);
  EXPECT_GT(memory.held(), held);
  void* const large = memory.take(100'000);
  EXPECT_LT(memory.held(), held + 1000) << "the large block was still there";
  memory.give_back(small);
  memory.give_back(large);
}

TEST(KeptMemory, KeepsAReserve) {
  KeptMemory memory;
  memory.reserve(100, 3);
  const std::size_t held = memory.held();
  void* const blocks[] = {memory.take(100), memory.take(90), memory.take(100)};
  EXPECT_EQ(memory.held(), held);
  void* const one_more = memory.take(100);
  EXPECT_GT(memory.held(), held);
  memory.give_back(one_more);
  for (void* const block : blocks) memory.give_back(block);
}

TEST(KeptMemory, RefusesWhatOverflows) {
  KeptMemory memory;
  EXPECT_EQ(memory.take(SIZE_MAX), nullptr);
  EXPECT_EQ(memory.take_zeroed(SIZE_MAX / 2, 4), nullptr);
  memory.give_back(nullptr);
  EXPECT_EQ(memory.held(), 0u);
}

}  // namespace
}  // namespace peapod::runtime

#include <gtest/gtest.h>

#include "tests/support/cmocka_listener.h"
#include "tests/support/isolated_box.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  peapod::test::install_cmocka_listener();
  return peapod::test::run_in_isolated_box([] { return RUN_ALL_TESTS(); });
}

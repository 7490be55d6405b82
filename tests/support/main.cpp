#include <gtest/gtest.h>

#include "tests/support/cmocka_listener.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  peapod::test::install_cmocka_listener();
  return RUN_ALL_TESTS();
}

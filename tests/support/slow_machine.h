#pragma once

namespace peapod::test {

// Everything takes many times as long: under a sanitizer, and where deadlines are longer (PEAPOD_TEST_TIME_FACTOR).
// What enumerates does less then.
bool machine_is_slow();

}  // namespace peapod::test

#include "tests/support/emulation.h"

#include <sys/prctl.h>

namespace peapod::test {

// Every kernel since 3.4 answers this; QEMU does not hand it on.
bool under_user_emulation() {
  int subreaper = 0;
  return prctl(PR_GET_CHILD_SUBREAPER, &subreaper, 0, 0, 0) != 0;
}

}  // namespace peapod::test

#include "platform/sys/result.h"

#include <cstring>

namespace peapod {

std::string Error::message() const { return code == 0 ? what : what + ": " + std::strerror(code); }

}  // namespace peapod

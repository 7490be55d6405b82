#include "firmware-agent/cli/terminal.h"

#include <sys/ioctl.h>

namespace peapod::cli {

std::optional<TerminalSize> terminal_size(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return std::nullopt;
  return TerminalSize{size.ws_col, size.ws_row};
}

RawTerminal::RawTerminal(int fd) : fd_(fd) {
  termios settings{};
  if (tcgetattr(fd, &settings) != 0) return;
  before_ = settings;
  cfmakeraw(&settings);
  tcsetattr(fd, TCSADRAIN, &settings);
}

RawTerminal::~RawTerminal() {
  if (before_) tcsetattr(fd_, TCSADRAIN, &*before_);
}

}  // namespace peapod::cli

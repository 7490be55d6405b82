#pragma once

// The terminal of the user: raw while a command runs in it, as it was afterwards; and its size.

#include <termios.h>

#include <cstdint>
#include <optional>

namespace peapod::cli {

struct TerminalSize {
  std::uint16_t columns = 0;
  std::uint16_t rows = 0;
};

// Nothing when `fd` is no terminal.
std::optional<TerminalSize> terminal_size(int fd);

class RawTerminal {
 public:
  explicit RawTerminal(int fd);
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

 private:
  int fd_;
  std::optional<termios> before_;
};

}  // namespace peapod::cli

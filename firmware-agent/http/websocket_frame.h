#pragma once

// WebSocket frames (RFC 6455 section 5) to messages and back. Pure: knows no socket.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace peapod::http {

enum class Opcode : std::uint8_t { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

// Close codes of RFC 6455 section 7.4.1.
inline constexpr std::uint16_t kCloseNormal = 1000;
inline constexpr std::uint16_t kCloseProtocolError = 1002;
inline constexpr std::uint16_t kCloseTooBig = 1009;

// Appends one final frame. Clients give a mask, servers must not.
void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::optional<std::uint32_t> mask);

// The payload of a Close frame.
std::string close_payload(std::uint16_t code, std::string_view reason);

class FrameDecoder {
 public:
  using OnMessage = std::function<void(Opcode, std::string_view payload)>;

  // `expect_mask` is true on the server's side. Messages over `message_bytes_max` end with kCloseTooBig.
  FrameDecoder(bool expect_mask, std::size_t message_bytes_max)
      : expect_mask_(expect_mask), message_bytes_max_(message_bytes_max) {}

  // Calls `on_message` for each whole message and each control frame. Returns 0, or the code to close with;
  // nothing may be fed after that.
  std::uint16_t feed(std::string_view bytes, const OnMessage& on_message);

 private:
  struct Frame {
    bool final = false;
    Opcode opcode = Opcode::Continuation;
    std::size_t head_bytes = 0;
    std::uint64_t payload_bytes = 0;
    std::uint8_t mask[4] = {};
  };
  // Reads a frame's head from the start of `bytes`: its size, 0 when more bytes are needed, or sets `error`.
  std::size_t read_head(std::string_view bytes, Frame& frame, std::uint16_t& error) const;
  std::uint16_t check(const Frame& frame) const;
  void deliver(const Frame& frame, std::string_view masked, const OnMessage& on_message);

  bool expect_mask_;
  std::size_t message_bytes_max_;
  std::string buffer_;                // Of an incomplete frame.
  std::string message_;               // Fragments so far.
  std::optional<Opcode> fragmented_;  // Kind of the message being collected.
};

}  // namespace peapod::http

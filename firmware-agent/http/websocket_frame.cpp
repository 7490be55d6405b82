#include "firmware-agent/http/websocket_frame.h"

namespace peapod::http {
namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kMasked = 0x80;

bool is_control(Opcode opcode) { return static_cast<std::uint8_t>(opcode) >= 8; }

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::optional<std::uint32_t> mask) {
  out.push_back(static_cast<char>(kFinal | static_cast<std::uint8_t>(opcode)));
  const std::uint8_t masked = mask ? kMasked : 0;
  if (payload.size() < 126) {
    out.push_back(static_cast<char>(masked | payload.size()));
  } else if (payload.size() <= 0xFFFF) {
    out.push_back(static_cast<char>(masked | 126));
    append_big_endian(out, payload.size(), 2);
  } else {
    out.push_back(static_cast<char>(masked | 127));
    append_big_endian(out, payload.size(), 8);
  }
  if (!mask) {
    out.append(payload);
    return;
  }
  const std::size_t key = out.size();
  append_big_endian(out, *mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) out.push_back(static_cast<char>(payload[i] ^ out[key + i % 4]));
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, code, 2);
  payload.append(reason.substr(0, 123));  // A control frame carries at most 125 bytes.
  return payload;
}

std::size_t FrameDecoder::read_head(std::string_view bytes, Frame& frame, std::uint16_t& error) const {
  if (bytes.size() < 2) return 0;
  const std::uint8_t first = byte_at(bytes, 0);
  const std::uint8_t second = byte_at(bytes, 1);
  frame.final = (first & kFinal) != 0;
  frame.opcode = static_cast<Opcode>(first & 0x0F);
  if ((first & kReserved) != 0 || ((second & kMasked) != 0) != expect_mask_) {
    error = kCloseProtocolError;
    return 0;
  }
  const std::uint8_t short_length = second & 0x7F;
  const std::size_t length_bytes = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
  const std::size_t mask_bytes = expect_mask_ ? 4 : 0;
  frame.head_bytes = 2 + length_bytes + mask_bytes;
  if (bytes.size() < frame.head_bytes) return 0;
  frame.payload_bytes = length_bytes == 0 ? short_length : 0;
  for (std::size_t i = 0; i < length_bytes; ++i) frame.payload_bytes = frame.payload_bytes << 8 | byte_at(bytes, 2 + i);
  for (std::size_t i = 0; i < mask_bytes; ++i) frame.mask[i] = byte_at(bytes, 2 + length_bytes + i);
  error = check(frame);
  return error == 0 ? frame.head_bytes : 0;
}

std::uint16_t FrameDecoder::check(const Frame& frame) const {
  switch (frame.opcode) {
    case Opcode::Continuation:
      if (!fragmented_) return kCloseProtocolError;
      break;
    case Opcode::Text:
    case Opcode::Binary:
      if (fragmented_) return kCloseProtocolError;
      break;
    case Opcode::Close:
    case Opcode::Ping:
    case Opcode::Pong:
      return frame.final && frame.payload_bytes <= 125 ? 0 : kCloseProtocolError;
    default:
      return kCloseProtocolError;
  }
  return frame.payload_bytes > message_bytes_max_ - message_.size() ? kCloseTooBig : 0;
}

void FrameDecoder::deliver(const Frame& frame, std::string_view masked, const OnMessage& on_message) {
  std::string plain(masked);
  if (expect_mask_) {
    for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<char>(plain[i] ^ frame.mask[i % 4]);
  }
  if (is_control(frame.opcode)) return on_message(frame.opcode, plain);
  if (frame.opcode != Opcode::Continuation) fragmented_ = frame.opcode;
  message_ += plain;
  if (!frame.final) return;
  const Opcode kind = *fragmented_;
  fragmented_.reset();
  std::string whole;
  whole.swap(message_);
  on_message(kind, whole);
}

std::uint16_t FrameDecoder::feed(std::string_view bytes, const OnMessage& on_message) {
  buffer_.append(bytes);
  std::size_t at = 0;
  std::uint16_t error = 0;
  for (;;) {
    const std::string_view rest = std::string_view(buffer_).substr(at);
    Frame frame;
    const std::size_t head = read_head(rest, frame, error);
    if (head == 0 || rest.size() - head < frame.payload_bytes) break;
    const std::size_t payload = static_cast<std::size_t>(frame.payload_bytes);
    deliver(frame, rest.substr(head, payload), on_message);
    at += head + payload;
  }
  buffer_.erase(0, at);
  return error;
}

}  // namespace peapod::http

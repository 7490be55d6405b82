#include <gtest/gtest.h>

#include "firmware-agent/http/base64.h"
#include "firmware-agent/http/sha1.h"
#include "firmware-agent/http/websocket_frame.h"
#include "firmware-agent/http/websocket_handshake.h"

namespace peapod::http {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) out.append({"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]});
  return out;
}

std::string base64(std::string_view text) {
  return base64_encode({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// Vectors of FIPS 180-4 and RFC 4648.
TEST(Sha1, Vectors) {
  EXPECT_EQ(hex(sha1("")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex(sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(hex(sha1(std::string(1'000'000, 'a'))), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Base64, Vectors) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

TEST(Handshake, AcceptsTheKeyOfRfc6455) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(Handshake, NeedsEveryHeader) {
  Request request;
  request.method = "GET";
  request.headers = {{"upgrade", "WebSocket"},
                     {"Connection", "keep-alive, Upgrade"},
                     {"Sec-WebSocket-Version", "13"},
                     {"Sec-WebSocket-Key", "x"},
                     {"Sec-WebSocket-Protocol", "v5.channel.k8s.io, v4.channel.k8s.io"}};
  EXPECT_TRUE(is_websocket_upgrade(request));
  constexpr std::string_view kSupported[] = {"v4.channel.k8s.io", "other"};
  EXPECT_EQ(choose_subprotocol(request, kSupported), "v4.channel.k8s.io");
  constexpr std::string_view kOther[] = {"other"};
  EXPECT_EQ(choose_subprotocol(request, kOther), "");
  for (std::size_t i = 0; i < 4; ++i) {
    Request less = request;
    less.headers.erase(less.headers.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(is_websocket_upgrade(less)) << i;
  }
  request.method = "POST";
  EXPECT_FALSE(is_websocket_upgrade(request));
}

struct Seen {
  Opcode opcode;
  std::string payload;
  bool operator==(const Seen&) const = default;
};

struct Sink {
  std::vector<Seen> seen;
  FrameDecoder::OnMessage receiver() {
    return [this](Opcode opcode, std::string_view payload) { seen.push_back({opcode, std::string(payload)}); };
  }
};

std::string masked(Opcode opcode, std::string_view payload) {
  std::string frame;
  append_frame(frame, opcode, payload, 0x12345678);
  return frame;
}

TEST(Frames, RoundTripAtEveryLengthClassAndByteByByte) {
  for (const std::size_t size : {0UL, 1UL, 125UL, 126UL, 127UL, 65535UL, 65536UL, 100'000UL}) {
    const std::string payload(size, 'x');
    Sink sink;
    FrameDecoder decoder(true, 1 << 20);
    EXPECT_EQ(decoder.feed(masked(Opcode::Binary, payload), sink.receiver()), 0);
    EXPECT_EQ(sink.seen, (std::vector<Seen>{{Opcode::Binary, payload}})) << size;
  }
  Sink sink;
  FrameDecoder decoder(true, 1000);
  for (const char c : masked(Opcode::Binary, "hello")) EXPECT_EQ(decoder.feed({&c, 1}, sink.receiver()), 0);
  EXPECT_EQ(sink.seen, (std::vector<Seen>{{Opcode::Binary, "hello"}}));
}

TEST(Frames, AControlFrameMayStandBetweenFragments) {
  std::string bytes = masked(Opcode::Text, "he");
  bytes[0] = static_cast<char>(bytes[0] & 0x7F);  // Not final.
  bytes += masked(Opcode::Ping, "p");
  std::string middle = masked(Opcode::Continuation, "ll");
  middle[0] = static_cast<char>(middle[0] & 0x7F);
  bytes += middle + masked(Opcode::Continuation, "o");
  Sink sink;
  FrameDecoder decoder(true, 1000);
  EXPECT_EQ(decoder.feed(bytes, sink.receiver()), 0);
  EXPECT_EQ(sink.seen, (std::vector<Seen>{{Opcode::Ping, "p"}, {Opcode::Text, "hello"}}));
}

std::uint16_t code_of(const std::string& bytes, bool server = true) {
  Sink sink;
  FrameDecoder decoder(server, 1000);
  return decoder.feed(bytes, sink.receiver());
}

TEST(Frames, BreachesOfTheProtocolAreNamed) {
  std::string unmasked;
  append_frame(unmasked, Opcode::Binary, "x", std::nullopt);
  EXPECT_EQ(code_of(unmasked), kCloseProtocolError);
  EXPECT_EQ(code_of(unmasked, false), 0);
  EXPECT_EQ(code_of(masked(Opcode::Binary, "x"), false), kCloseProtocolError);
  EXPECT_EQ(code_of(masked(Opcode::Continuation, "x")), kCloseProtocolError);
  EXPECT_EQ(code_of(masked(static_cast<Opcode>(3), "x")), kCloseProtocolError);
  EXPECT_EQ(code_of(masked(Opcode::Ping, std::string(126, 'x'))), kCloseProtocolError);
  std::string reserved = masked(Opcode::Binary, "x");
  reserved[0] = static_cast<char>(reserved[0] | 0x40);
  EXPECT_EQ(code_of(reserved), kCloseProtocolError);
  std::string first = masked(Opcode::Text, "a");
  first[0] = static_cast<char>(first[0] & 0x7F);
  EXPECT_EQ(code_of(first + masked(Opcode::Text, "b")), kCloseProtocolError);
}

TEST(Frames, TheLimitIsOfTheWholeMessage) {
  EXPECT_EQ(code_of(masked(Opcode::Binary, std::string(1000, 'x'))), 0);
  EXPECT_EQ(code_of(masked(Opcode::Binary, std::string(1001, 'x'))), kCloseTooBig);
  std::string first = masked(Opcode::Binary, std::string(600, 'x'));
  first[0] = static_cast<char>(first[0] & 0x7F);
  EXPECT_EQ(code_of(first + masked(Opcode::Continuation, std::string(401, 'x'))), kCloseTooBig);
  // A length near 2^64 must not wrap around.
  EXPECT_EQ(code_of(std::string("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff....", 14)), kCloseTooBig);
}

TEST(Frames, ClosePayloadHoldsTheCode) {
  EXPECT_EQ(close_payload(1000, "bye"), std::string("\x03\xe8") + "bye");
  EXPECT_EQ(close_payload(1000, std::string(500, 'x')).size(), 125U);
}

}  // namespace
}  // namespace peapod::http

#pragma once

// One peer of the server, on any libuv stream: reads requests one at a time, gives each to the handler, and
// writes its answer, whole or as a stream, or turns into a WebSocket. It deletes itself when its handles are
// closed.

#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "firmware-agent/http/request.h"
#include "firmware-agent/http/request_parser.h"
#include "firmware-agent/http/websocket_frame.h"

namespace peapod::http {

// What outlives the call of the handler: a watch, a log being followed, an exec. Owned by its connection and
// destroyed from the loop after the answer has ended or the peer is gone.
class Activity {
 public:
  virtual ~Activity() = default;
  virtual void drained() {}  // All that was written has been taken by the peer.
  virtual void received(std::string_view message) { (void)message; }  // A WebSocket message.
};

class Connection {
 public:
  using Handler = std::function<void(Request, Connection&)>;
  using OnClosed = std::function<void(Connection&)>;

  // Accepts the waiting peer of `listener`; `handler` outlives the connection. `on_closed` is the last call.
  static Connection* accept(uv_stream_t* listener, const Handler& handler, OnClosed on_closed);

  // Exactly one of these answers a request. `extra_headers` is whole lines.
  void respond(int status, std::string_view content_type, std::string_view body, std::string_view extra_headers = {});
  void begin_stream(std::string_view content_type,
                    std::unique_ptr<Activity> activity);  // Status 200, chunked.
  void begin_websocket(const Request& request, std::string_view subprotocol, std::unique_ptr<Activity> activity);

  // In a stream: one chunk.
  void write(std::string_view data);
  void end_stream();
  // In a WebSocket: one binary message; then the closing handshake.
  void send(std::string_view message);
  void close_websocket(std::uint16_t code);
  void hold_reading(bool held);  // Back-pressure: while held the peer's bytes stay in the kernel.

  std::size_t queued_bytes() const;  // Written but not taken. Over kQueuedBytesMax the peer is cut off.
  bool is_open() const { return mode_ != Mode::Closing; }
  uv_loop_t* loop() const { return pipe_.loop; }

  // Drops the peer at once.
  void close();

 private:
  //   Reading --request--> Answering --end--> Ending --all written--> Reading, or Closing
  //                            '--> Upgraded --closing handshake--> Ending
  // Draining reads and drops what a refused peer still sends, so that it can read why.
  enum class Mode : std::uint8_t { Reading, Answering, Upgraded, Ending, Draining, Closing };

  Connection(uv_loop_t* loop, const Handler& handler, OnClosed on_closed);
  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&pipe_); }
  const uv_stream_t* stream() const { return reinterpret_cast<const uv_stream_t*>(&pipe_); }
  void start_reading();
  void arm(std::uint64_t timeout_ms);
  void received(std::string_view bytes);
  void parse();
  void receive_frames(std::string_view bytes);
  void peer_ended();
  void write_raw(std::string bytes);
  void written();
  void finish_answer();
  void drain();

  uv_pipe_t pipe_;
  uv_timer_t timer_;
  const Handler& handler_;
  OnClosed on_closed_;
  Mode mode_ = Mode::Reading;
  RequestParser parser_;
  FrameDecoder decoder_;
  std::string pending_;  // Received but not yet parsed: the peer sends ahead of our answer.
  std::unique_ptr<Activity> activity_;
  bool keep_alive_ = true;
  bool continue_sent_ = false;
  bool peer_ended_ = false;
  int writes_pending_ = 0;
  bool close_sent_ = false;
};

}  // namespace peapod::http

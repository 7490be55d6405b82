#pragma once

// The client's side of an exec: a WebSocket of Kubernetes' remote command protocol (see api/exec_stream.h), and the
// exchange of bytes with the user's own standard streams.

#include <optional>
#include <string>

#include "firmware-agent/api/exec_stream.h"
#include "firmware-agent/cli/terminal.h"
#include "firmware-agent/http/websocket_frame.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::cli {

class ExecSession {
 public:
  // `fd` is connected and past the handshake; `received` is what has come behind it.
  ExecSession(UniqueFd fd, std::string received);

  // Until the command has ended: its exit code. With `pass_stdin` standard input is passed on until its end.
  Result<int> run(bool pass_stdin, bool tty);

 private:
  Result<void> send(http::Opcode opcode, std::string_view payload);
  Result<void> send(api::Channel channel, std::string_view data);
  Result<void> send_size();
  Result<void> read_stdin();
  Result<void> read_socket();
  Result<void> feed(std::string_view bytes);
  void receive(std::string_view message);

  UniqueFd fd_;
  std::string received_;
  http::FrameDecoder decoder_;
  bool stdin_open_ = false;
  bool closed_ = false;
  std::string status_;  // The Status at the end, as JSON.
  std::string pongs_;   // Payloads to answer pings with, at most one at a time.
};

// What a Status says of a command: its exit code. Prints the message of any other failure.
int exit_code_of(std::string_view status_json);

}  // namespace peapod::cli

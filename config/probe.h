#pragma once

// How a container is asked whether it is well, and what is run at its start and end.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/box.h"

namespace peapod::config {

// A port by number or by the name of a containerPort; validation has made sure that the name exists.
struct PortRef {
  std::int32_t number = 0;  // 0 when the name is used.
  std::string name;
};

enum class UriScheme : std::uint8_t { Http, Https };

struct HttpHeader {
  std::string name;
  std::string value;
};

struct ExecAction {
  std::vector<std::string> command;
};

struct HttpGetAction {
  std::string path = "/";
  PortRef port;
  std::string host;  // Empty: the pod itself.
  UriScheme scheme = UriScheme::Http;
  std::vector<HttpHeader> headers;
};

struct TcpSocketAction {
  PortRef port;
  std::string host;  // Empty: the pod itself.
};

struct GrpcAction {
  std::int32_t port = 0;  // 1..65535.
  std::string service;
};

struct SleepAction {
  std::int64_t seconds = 0;
};

// Exactly one member is set.
struct Handler {
  std::optional<ExecAction> exec;
  std::optional<HttpGetAction> http_get;
  std::optional<TcpSocketAction> tcp_socket;  // Probes only.
  std::optional<GrpcAction> grpc;             // Probes only.
  std::optional<SleepAction> sleep;           // Hooks only.
};

struct Probe {
  Handler handler;
  std::int32_t initial_delay_seconds = 0;
  std::int32_t timeout_seconds = 1;
  std::int32_t period_seconds = 10;
  std::int32_t success_threshold = 1;
  std::int32_t failure_threshold = 3;
  std::optional<std::int64_t> termination_grace_period_seconds;
};

struct Lifecycle {
  std::optional<Handler> post_start;
  std::optional<Handler> pre_stop;
  std::string stop_signal;  // "SIGUSR1"; empty: the image's.
};

}  // namespace peapod::config

#include "config/json_writer.h"
#include "config/names.h"
#include "config/schema/limits.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

void read_port(const Field& field, const Type&, const Row&, void* out) {
  PortRef unused;
  PortRef& port = out == nullptr ? unused : *static_cast<PortRef*>(out);
  if (field.is_number()) {
    field.read(port.number, 1, kPortMax);
  } else {
    field.read(port.name, port_name);
  }
}

void write_port(JsonWriter& json, const Type&, const void* value) {
  const PortRef& port = *static_cast<const PortRef*>(value);
  if (port.name.empty()) {
    json.value(port.number);
  } else {
    json.value(port.name);
  }
}

bool is_port_empty(const Type&, const void* value) {
  const PortRef& port = *static_cast<const PortRef*>(value);
  return port.number == 0 && port.name.empty();
}

#ifdef PEAPOD_NO_TLS
constexpr const char* kHttpsRefusal = "is not supported: this peapod was built without TLS (PEAPOD_TLS)";
#else
constexpr const char* kHttpsRefusal = nullptr;
#endif

constexpr Choice kSchemes[] = {choice("HTTP", UriScheme::Http), choice("HTTPS", UriScheme::Https, kHttpsRefusal)};

constexpr Row kHeaderRows[] = {
    {.name = "name",
     .member = member<&HttpHeader::name>,
     .text = "Name of the header.",
     .required = true,
     .rule = header_name},
    {.name = "value",
     .member = member<&HttpHeader::value>,
     .text = "Its value.",
     .print = Print::Always,
     .rule = one_line},
};

constexpr Row kExecRows[] = {
    {.name = "command",
     .member = member<&ExecAction::command>,
     .text = "Program and arguments, run in the container without a shell; status 0 is success.",
     .required = true},
};

constexpr Row kHttpGetRows[] = {
    {.name = "path",
     .member = member<&HttpGetAction::path>,
     .text = "Path of the request.",
     .default_value = "/",
     .rule = no_blanks},
    {.name = "port",
     .member = member<&HttpGetAction::port>,
     .text = "Number, or name of a port of the container.",
     .required = true},
    {.name = "host",
     .member = member<&HttpGetAction::host>,
     .text = "IP address to connect to; the pod itself when not given.",
     .rule = no_blanks},
    {.name = "scheme",
     .member = member<&HttpGetAction::scheme>,
     .text = "HTTP, or HTTPS without verification of the certificate.",
     .default_value = "HTTP"},
    {.name = "httpHeaders", .member = member<&HttpGetAction::headers>, .text = "Headers to send; may repeat."},
};

void finish_http_get(const Field&, void* object) {
  std::string& path = static_cast<HttpGetAction*>(object)->path;
  if (!path.starts_with('/')) path.insert(path.begin(), '/');
}

constexpr Row kTcpSocketRows[] = {
    {.name = "port",
     .member = member<&TcpSocketAction::port>,
     .text = "Number, or name of a port of the container.",
     .required = true},
    {.name = "host",
     .member = member<&TcpSocketAction::host>,
     .text = "IP address to connect to; the pod itself when not given.",
     .rule = no_blanks},
};

constexpr Row kGrpcRows[] = {
    {.name = "port",
     .member = member<&GrpcAction::port>,
     .text = "Port of the gRPC health service.",
     .required = true,
     .min = 1,
     .max = kPortMax},
    {.name = "service",
     .member = member<&GrpcAction::service>,
     .text = "Service to ask about.",
     .print = Print::Always},
};

constexpr Row kSleepRows[] = {
    {.name = "seconds",
     .member = member<&SleepAction::seconds>,
     .text = "How long to sleep; at most terminationGracePeriodSeconds.",
     .min = 0,
     .max = kSecondsMax,
     .print = Print::Always},
};

void finish_sleep(const Field& field, void*) { field.require("seconds"); }

}  // namespace

template <>
constinit const Type TypeOf<PortRef>::value = {
    .name = "IntOrString", .read = read_port, .write = write_port, .empty = is_port_empty};

template <>
constinit const Type TypeOf<UriScheme>::value = choice_type("URIScheme", kSchemes);

template <>
constinit const Type TypeOf<HttpHeader>::value = object_type("HTTPHeader", kHeaderRows);

template <>
constinit const Type TypeOf<ExecAction>::value = object_type("ExecAction", kExecRows);

template <>
constinit const Type TypeOf<HttpGetAction>::value = object_type("HTTPGetAction", kHttpGetRows, finish_http_get);

template <>
constinit const Type TypeOf<TcpSocketAction>::value = object_type("TCPSocketAction", kTcpSocketRows);

template <>
constinit const Type TypeOf<GrpcAction>::value = object_type("GRPCAction", kGrpcRows);

template <>
constinit const Type TypeOf<SleepAction>::value = object_type("SleepAction", kSleepRows, finish_sleep);

}  // namespace peapod::config::schema

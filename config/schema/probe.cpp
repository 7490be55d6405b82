#include "config/schema/limits.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

// With hooks `sleep` instead of `grpc`; a handler that is refused has its own complaint.
void check_one_handler(const Field& field, const Handler& handler, std::string_view names) {
  const int given = handler.exec.has_value() + handler.http_get.has_value() + handler.tcp_socket.has_value() +
                    handler.grpc.has_value() + handler.sleep.has_value();
  if (given == 1) return;
  if (given > 1) {
    // At every one but the first, as the API does.
    bool first = true;
    for (const char* key : {"exec", "httpGet", "tcpSocket", "grpc", "sleep"}) {
      if (!field.member(key).present()) continue;
      if (!first) field.member(key).forbidden("may not specify more than 1 handler type");
      first = false;
    }
    return;
  }
  if (!field.member("tcpSocket").present() && !field.member("grpc").present()) {
    field.required("must specify a handler type: " + std::string(names));
  }
}

#ifdef PEAPOD_NO_GRPC
constexpr Verdict kGrpcVerdict = Verdict::Refused;
constexpr const char* kGrpcReason = "is not supported: this peapod was built without gRPC probes (PEAPOD_GRPC)";
#else
constexpr Verdict kGrpcVerdict = Verdict::Runs;
constexpr const char* kGrpcReason = "";
#endif

constexpr const char* kExecText = "Runs a program in the container.";
constexpr const char* kHttpGetText = "Sends an HTTP GET request; a status from 200 to 399 is success.";

constexpr Row kProbeRows[] = {
    {.name = "exec", .member = member<&Probe::handler, &Handler::exec>, .text = kExecText},
    {.name = "httpGet", .member = member<&Probe::handler, &Handler::http_get>, .text = kHttpGetText},
    {.name = "tcpSocket", .member = member<&Probe::handler, &Handler::tcp_socket>, .text = "Opens a TCP connection."},
    {.name = "grpc",
     .member = member<&Probe::handler, &Handler::grpc>,
     .text = "Asks the gRPC health service (grpc.health.v1.Health/Check).",
     .verdict = kGrpcVerdict,
     .reason = kGrpcReason},
    {.name = "initialDelaySeconds",
     .member = member<&Probe::initial_delay_seconds>,
     .text = "Seconds from the start of the container to the first probe.",
     .min = 0},
    {.name = "timeoutSeconds",
     .member = member<&Probe::timeout_seconds>,
     .text = "Seconds after which a probe has failed.",
     .default_value = "1",
     .zero_is_default = true,
     .min = 1},
    {.name = "periodSeconds",
     .member = member<&Probe::period_seconds>,
     .text = "Seconds from one probe to the next.",
     .default_value = "10",
     .zero_is_default = true,
     .min = 1},
    {.name = "successThreshold",
     .member = member<&Probe::success_threshold>,
     .text = "Successes in a row that make it well; 1 in a liveness or startup probe.",
     .default_value = "1",
     .zero_is_default = true,
     .min = 1},
    {.name = "failureThreshold",
     .member = member<&Probe::failure_threshold>,
     .text = "Failures in a row that make it ill.",
     .default_value = "3",
     .zero_is_default = true,
     .min = 1},
    {.name = "terminationGracePeriodSeconds",
     .member = member<&Probe::termination_grace_period_seconds>,
     .text = "Grace period when this probe ends the container, instead of the pod's; not in a readiness probe.",
     .min = 1,
     .max = kSecondsMax},
};

constexpr Row kHookRows[] = {
    {.name = "exec", .member = member<&Handler::exec>, .text = kExecText},
    {.name = "httpGet",
     .member = member<&Handler::http_get>,
     .text = "Sends an HTTP GET request; any answer is success."},
    {.name = "tcpSocket",
     .text = "Never run, in Kubernetes neither.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: it is deprecated and Kubernetes never runs it, use exec, httpGet or sleep"},
    {.name = "sleep", .member = member<&Handler::sleep>, .text = "Sleeps."},
};

constexpr Row kLifecycleRows[] = {
    {.name = "postStart",
     .member = member<&Lifecycle::post_start>,
     .text = "Run beside the program as soon as it is started; when it fails the container is ended."},
    {.name = "preStop",
     .member = member<&Lifecycle::pre_stop>,
     .text = "Run before the stop signal is sent; its time counts as grace."},
    {.name = "stopSignal",
     .member = member<&Lifecycle::stop_signal>,
     .text = "Signal that asks the program to end, as in \"SIGUSR1\", instead of the image's; needs spec.os."},
};

}  // namespace

template <>
constinit const Type TypeOf<Probe>::value = object_type(
    "Probe", kProbeRows,
    [](const Field& field, void* object) {
      check_one_handler(field, static_cast<Probe*>(object)->handler, "exec, httpGet, tcpSocket or grpc");
    },
    true);

template <>
constinit const Type TypeOf<Handler>::value = object_type(
    "LifecycleHandler", kHookRows,
    [](const Field& field, void* object) {
      check_one_handler(field, *static_cast<Handler*>(object), "exec, httpGet or sleep");
    },
    true);

template <>
constinit const Type TypeOf<Lifecycle>::value = object_type("Lifecycle", kLifecycleRows);

}  // namespace peapod::config::schema

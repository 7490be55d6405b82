#include "config/schema/described.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kOlderForm = "is never written: events have the form of core/v1, with a count";

constexpr Row kReferenceRows[] = {
    described_row("kind", kText, "Its kind."),
    described_row("namespace", kText, "Its namespace."),
    described_row("name", kText, "Its name."),
    described_row("uid", kText, "Its unique id."),
    described_row("apiVersion", kText, "Version of its API."),
    described_row("resourceVersion", kText, "Version of the object."),
    described_row("fieldPath", kText, "The part that is meant, as in spec.containers{web}."),
};
constexpr Type kReference = described_type("ObjectReference", kReferenceRows);

constexpr Row kSourceRows[] = {
    described_row("component", kText, "Program that reports it."),
    described_row("host", kText, "Node it runs on."),
};
constexpr Type kSource = described_type("EventSource", kSourceRows);

constexpr Row kSeriesRows[] = {
    described_row("count", kNumber, "How often it has happened."),
    described_row("lastObservedTime", kTime, "When it happened last."),
};
constexpr Type kSeries = described_type("EventSeries", kSeriesRows);

constexpr Row kRows[] = {
    described_row("apiVersion", kText, "\"v1\"."),
    described_row("kind", kText, "\"Event\"."),
    described_row("metadata", TypeOf<ObjectMeta>::value, "Its name and namespace."),
    described_row("involvedObject", kReference, "What it has happened to."),
    described_row("reason", kText, "What has happened, in one word."),
    described_row("message", kText, "What has happened, in words; at most 1024 bytes."),
    described_row("source", kSource, "Who reports it."),
    described_row("firstTimestamp", kTime, "When it happened first."),
    described_row("lastTimestamp", kTime, "When it happened last."),
    described_row("count", kNumber, "How often it has happened."),
    described_row("type", kText, "Normal or Warning."),
    described_row("eventTime", kTime, "Always null: lastTimestamp says it."),
    never_written("series", kSeries, "How often it has happened, in the newer form.", kOlderForm),
    never_written("action", kText, "What was done about it.", kOlderForm),
    never_written("related", kReference, "A second object it concerns.", kOlderForm),
    described_row("reportingComponent", kText, "Program that reports it."),
    described_row("reportingInstance", kText, "Node it runs on."),
};

}  // namespace

constinit const Type kEvent = described_type("Event", kRows);

}  // namespace peapod::config::schema

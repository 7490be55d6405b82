#include "firmware-agent/api/route.h"

#include <vector>

#include "firmware-agent/http/url.h"

namespace peapod::api {
namespace {

std::optional<Resource> parse_resource(std::string_view word) {
  for (const Resource resource : {Resource::Pods, Resource::Events, Resource::Nodes}) {
    if (name(resource) == word) return resource;
  }
  return std::nullopt;
}

// Unescaped, without empty segments. Nothing when an escape is malformed.
std::optional<std::vector<std::string>> split(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    if (segment.empty()) continue;
    auto plain = http::percent_decode(segment, false);
    if (!plain) return std::nullopt;
    segments.push_back(std::move(*plain));
  }
  return segments;
}

}  // namespace

std::string_view name(Resource resource) {
  switch (resource) {
    case Resource::Pods:
      return "pods";
    case Resource::Events:
      return "events";
    case Resource::Nodes:
      return "nodes";
  }
  return {};
}

std::optional<Route> parse_route(std::string_view path) {
  static constexpr std::string_view kPrefix = "/api/v1/";
  if (!path.starts_with(kPrefix)) return std::nullopt;
  const auto segments = split(path.substr(kPrefix.size()));
  if (!segments) return std::nullopt;
  Route route;
  std::size_t at = 0;
  if (segments->size() >= 3 && (*segments)[0] == "namespaces") {
    route.namespace_ = (*segments)[1];
    at = 2;
  }
  const std::size_t left = segments->size() - at;
  const auto resource = left > 0 ? parse_resource((*segments)[at]) : std::nullopt;
  if (!resource || left > 3) return std::nullopt;
  route.resource = *resource;
  if (left > 1) route.name = (*segments)[at + 1];
  if (left > 2) route.subresource = (*segments)[at + 2];
  const bool namespaced = route.resource != Resource::Nodes;
  if (namespaced != (at > 0) && !(namespaced && route.name.empty())) return std::nullopt;
  if (!route.subresource.empty() && route.resource != Resource::Pods) return std::nullopt;
  return route;
}

}  // namespace peapod::api

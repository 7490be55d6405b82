#pragma once

// Which object a URL path means.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peapod::api {

enum class Resource : std::uint8_t { Pods, Events, Nodes };

std::string_view name(Resource resource);  // "pods".

struct Route {
  Resource resource = Resource::Pods;
  std::string namespace_;   // Empty: of all namespaces, or a resource without one.
  std::string name;         // Empty: the collection.
  std::string subresource;  // "log", "exec", "resize", "ephemeralcontainers", "status", or empty.
};

// Of paths below /api/v1/; nothing for any other.
std::optional<Route> parse_route(std::string_view path);

}  // namespace peapod::api

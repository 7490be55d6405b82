#include <cstdio>

#include "config/object_printer.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/kind.h"
#include "firmware-agent/cli/object_list.h"
#include "firmware-agent/cli/table_printer.h"
#include "firmware-agent/cli/target.h"
#include "firmware-agent/cli/watch_lines.h"

namespace peapod::cli {
namespace {

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

// One `get`: what is asked for and how it is shown.
class Listing {
 public:
  Listing(const Options& options, const Kind& kind)
      : options_(options),
        kind_(kind),
        client_(options.socket_path()),
        as_table_(options.output.empty() || options.output == "wide"),
        table_({options.output == "wide", options.all_namespaces && kind.namespaced, !options.no_headers}) {}

  // Shows the collection, or one object.
  int show(const std::string& name) {
    auto reply = client_.ask({"GET", target_of(name), {}, accept(), {}});
    if (!reply) return complain(reply.error());
    if (!reply->ok()) return complain(*reply);
    const auto answer = parse_json(reply->body);
    show_answer(answer, name.empty());
    if (!options_.watch) return 0;
    return watch(name, std::string(text_at(answer, {"metadata", "resourceVersion"})));
  }

 private:
  std::string_view accept() const { return as_table_ ? kAsTable : kAsJson; }

  // A watch is always of a collection, so there a name is a field selector.
  std::string target_of(const std::string& name) const {
    const std::string in_path = options_.watch ? std::string() : name;
    std::string text = target(kind_.resource, namespace_for(options_, kind_), in_path);
    std::string fields = options_.field_selector;
    if (options_.watch && !name.empty()) fields += (fields.empty() ? "metadata.name=" : ",metadata.name=") + name;
    if (!options_.selector.empty()) add_query(text, "labelSelector", options_.selector);
    if (!fields.empty()) add_query(text, "fieldSelector", fields);
    return text;
  }

  void show_answer(const Json& answer, bool is_list) {
    const bool empty_table = as_table_ && items(at(answer, "rows")).Empty();
    if (empty_table && !options_.watch) {
      const std::string where = namespace_for(options_, kind_);
      std::fprintf(stderr, where.empty() ? "No resources found\n" : "No resources found in %s namespace.\n",
                   where.c_str());
    } else if (as_table_) {
      if (!empty_table) print(table_.print(answer));
    } else if (options_.output == "name") {
      show_names(answer, is_list || options_.watch);
    } else if (options_.watch) {
      for (const Json& item : items(at(answer, "items"))) show_object(item);
    } else {
      if (is_list) show_object(as_list(answer));
      if (!is_list) show_object(answer);
    }
  }

  void show_object(const Json& object) {
    if (options_.output == "name") {
      print(std::string(kind_.singular) + "/" + std::string(text_at(object, {"metadata", "name"})) + "\n");
    } else if (options_.output == "json") {
      print(config::to_json_text(object));
    } else {
      if (options_.watch && std::exchange(separator_needed_, true)) print("---\n");
      print(config::to_yaml_text(object));
    }
  }

  void show_names(const Json& answer, bool is_list) {
    if (!is_list) return show_object(answer);
    for (const Json& item : items(at(answer, "items"))) show_object(item);
  }

  int watch(const std::string& name, const std::string& version) {
    Reply refused;
    auto watch = open_watch(client_, target_of(name), accept(), version, refused);
    if (!watch) return complain(watch.error());
    if (!*watch) return complain(refused);
    for (;;) {
      auto more = (*watch)->read([&](const Json& event) {
        const Json& object = at(event, "object");
        as_table_ ? print(table_.print(object)) : show_object(object);
        return true;
      });
      if (!more) return complain(more.error());
      if (!*more) return 0;
    }
  }

  const Options& options_;
  const Kind& kind_;
  ApiClient client_;
  bool as_table_;
  TablePrinter table_;
  bool separator_needed_ = false;
};

}  // namespace

int get(const Arguments& arguments) {
  const ObjectNames objects = read_object_names(arguments.words, nullptr);
  if (objects.kind == nullptr) return 1;
  if (!objects.names.empty() && arguments.options.all_namespaces) {
    std::fprintf(stderr, "error: a resource cannot be retrieved by name across all namespaces\n");
    return 1;
  }
  if (objects.names.size() > 1 && arguments.options.watch) {
    std::fprintf(stderr, "error: only one name can be watched\n");
    return 1;
  }
  Listing listing(arguments.options, *objects.kind);
  if (objects.names.empty()) return listing.show({});
  int result = 0;
  for (const std::string& name : objects.names) result |= listing.show(name);
  return result;
}

}  // namespace peapod::cli

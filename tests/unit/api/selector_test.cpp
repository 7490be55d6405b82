#include <gtest/gtest.h>

#include "firmware-agent/api/field_selector.h"
#include "firmware-agent/api/label_selector.h"
#include "firmware-agent/api/route.h"

namespace peapod::api {
namespace {

bool selects(const char* selector, const config::Labels& labels) {
  const auto parsed = LabelSelector::parse(selector);
  EXPECT_TRUE(parsed) << selector;
  return parsed && parsed->matches(labels);
}

TEST(LabelSelector, Matches) {
  const config::Labels labels = {{"app", "web"}, {"tier", "front"}};
  for (const char* yes : {"", "app=web", "app==web", "app = web", "app!=db", "other!=x", "app", "!other",
                          "app in (db, web)", "app notin (db)", "other notin (a)", "app=web,tier in (front,back),!x"}) {
    EXPECT_TRUE(selects(yes, labels)) << yes;
  }
  for (const char* no : {"app=db", "app!=web", "other=x", "other", "!app", "app in (a,b)", "app notin (web)",
                         "other in (a)", "app=web,tier=back"}) {
    EXPECT_FALSE(selects(no, labels)) << no;
  }
}

TEST(LabelSelector, RefusesNonsense) {
  for (const char* bad : {"=x", "a=b=c", "app in web", "app in (a", "app on (a)", "a b", "!", "a=$", ",,"}) {
    EXPECT_FALSE(LabelSelector::parse(bad)) << bad;
  }
}

TEST(FieldSelector, Matches) {
  const auto value_of = [](std::string_view field) -> std::string_view {
    return field == "metadata.name" ? "web" : "";
  };
  EXPECT_TRUE(FieldSelector::parse("metadata.name=web")->matches(value_of));
  EXPECT_TRUE(FieldSelector::parse("metadata.name==web,status.phase!=Running")->matches(value_of));
  EXPECT_FALSE(FieldSelector::parse("metadata.name!=web")->matches(value_of));
  EXPECT_FALSE(FieldSelector::parse("status.phase=Running")->matches(value_of));
  EXPECT_FALSE(FieldSelector::parse("metadata.name"));
  EXPECT_FALSE(FieldSelector::parse("=x"));
  EXPECT_EQ(FieldSelector::parse("a=1,b=2")->unknown_field({"a"}), "b");
  EXPECT_EQ(FieldSelector::parse("a=1")->unknown_field({"a"}), "");
}

TEST(Route, IsRead) {
  const auto exec = parse_route("/api/v1/namespaces/default/pods/web%2D1/exec");
  ASSERT_TRUE(exec);
  EXPECT_EQ(exec->resource, Resource::Pods);
  EXPECT_EQ(exec->namespace_, "default");
  EXPECT_EQ(exec->name, "web-1");
  EXPECT_EQ(exec->subresource, "exec");
  EXPECT_TRUE(parse_route("/api/v1/pods"));
  EXPECT_TRUE(parse_route("/api/v1/namespaces/x/events"));
  EXPECT_EQ(parse_route("/api/v1/nodes/box")->name, "box");
}

TEST(Route, RefusesOtherPaths) {
  for (const char* path :
       {"/", "/api/v1", "/api/v1/", "/api/v1/secrets", "/api/v1/pods/web", "/api/v1/namespaces",
        "/api/v1/namespaces/default", "/api/v1/namespaces/x/nodes", "/api/v1/namespaces/x/pods/a/b/c",
        "/api/v1/nodes/box/proxy", "/apis/v1/pods", "/api/v1/namespaces/x/pods/%zz"}) {
    EXPECT_FALSE(parse_route(path)) << path;
  }
}

}  // namespace
}  // namespace peapod::api

// The documents that are made from the rows of config/schema are up to date.

#include "field_list.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "golden_corpus.h"

namespace peapod::config::schema {
namespace {

constexpr std::string_view kBegin = "<!-- fields: begin -->\n";
constexpr std::string_view kEnd = "<!-- fields: end -->";

void expect_up_to_date(const std::string& path, const std::string& wanted) {
  if (std::getenv("PEAPOD_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << wanted;
  EXPECT_TRUE(file_text(path) == wanted) << path
                                         << " is stale, refresh it by: PEAPOD_UPDATE_GOLDEN=1 build/host/unit_config "
                                            "--gtest_filter='FieldList.*'";
}

TEST(FieldList, TheReadmeShowsWhatIsSupported) {
  if (!is_complete_build()) GTEST_SKIP() << "NOT TESTED: built without gRPC or TLS";
  const std::string path = std::string(PEAPOD_SOURCE_DIR) + "/README.md";
  const std::string readme = file_text(path);
  const std::size_t begin = readme.find(kBegin);
  const std::size_t end = readme.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_LT(begin, end);
  expect_up_to_date(path, readme.substr(0, begin + kBegin.size()) + support_table() + readme.substr(end));
}

TEST(FieldList, TheCompleteListIsUpToDate) {
  if (!is_complete_build()) GTEST_SKIP() << "NOT TESTED: built without gRPC or TLS";
  expect_up_to_date(
      std::string(PEAPOD_SOURCE_DIR) + "/config/fields.md",
      "# Every field of a manifest\n\nMade from the rows of `config/schema/`, as `peapod explain` shows them.\n"
      "What is \"refused so far\" is to come; a field below a refused one is refused with it.\n\n" +
          field_list());
}

}  // namespace
}  // namespace peapod::config::schema

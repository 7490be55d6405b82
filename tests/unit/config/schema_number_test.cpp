// Numbers by the range of their row: what is taken, and in which words it is refused.

#include <gtest/gtest.h>

#include "config/schema/types.h"
#include "config/yaml_tree.h"

namespace peapod::config::schema {
namespace {

// Reads a mapping into `out`; its complaints, one in a line.
template <class T>
std::string read(const std::string& text, T& out) {
  Diagnostics diagnostics;
  Diagnostics notes;
  const Tree tree = Tree::parse(text, diagnostics);
  Reading reading{tree, diagnostics, notes};
  read_object(Field(reading, tree.roots().front()), TypeOf<T>::value, &out);
  std::string complaints;
  for (const Diagnostic& diagnostic : diagnostics) complaints += diagnostic.path + ": " + diagnostic.message + "\n";
  return complaints;
}

TEST(SchemaNumber, AFileModeIsOctalWithALeadingZero) {
  struct Row {
    const char* text;
    std::int32_t mode;
  };
  for (const Row& row : {Row{"0644", 0644}, {"0777", 0777}, {"420", 0644}, {"0", 0}, {"00", 0}, {"511", 0777}}) {
    KeyToPath item;
    EXPECT_EQ(read(std::string("{key: k, path: p, mode: ") + row.text + "}", item), "") << row.text;
    EXPECT_EQ(item.mode, row.mode) << row.text;
  }
}

TEST(SchemaNumber, AFileModeOutsideItsRangeIsRefused) {
  KeyToPath item;
  EXPECT_EQ(read("{key: k, path: p, mode: 01000}", item),
            "mode: Invalid value: 01000: must be a number between 0 and 0777 (octal), both inclusive\n");
  EXPECT_EQ(read("{key: k, path: p, mode: 644}", item),
            "mode: Invalid value: 644: must be a number between 0 and 0777 (octal), both inclusive\n");
  EXPECT_EQ(read("{key: k, path: p, mode: -1}", item),
            "mode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive\n");
  EXPECT_NE(read("{key: k, path: p, mode: 0888}", item), "");
  EXPECT_NE(read("{key: k, path: p, mode: \"0644\"}", item), "");
}

TEST(SchemaNumber, ZeroMeansTheDefaultWhereGoCannotTell) {
  for (const char* zero : {"0", "-0"}) {
    Probe probe;
    EXPECT_EQ(read(std::string("{exec: {command: [a]}, periodSeconds: ") + zero + "}", probe), "");
    EXPECT_EQ(probe.period_seconds, 10) << zero;
  }
}

TEST(SchemaNumber, RangesAreSaidAsTheApiServerDoes) {
  Probe probe;
  EXPECT_EQ(read("{exec: {command: [a]}, periodSeconds: -1}", probe),
            "periodSeconds: Invalid value: -1: must be greater than or equal to 0\n");
  EXPECT_EQ(read("{exec: {command: [a]}, initialDelaySeconds: 2147483648}", probe),
            "initialDelaySeconds: Invalid value: 2147483648: must be less than or equal to 2147483647\n");
  ContainerPort port;
  EXPECT_EQ(read("{containerPort: 70000}", port),
            "containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive\n");
  SecurityContext context;
  EXPECT_EQ(read("{runAsUser: -1}", context),
            "runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive\n");
  EXPECT_EQ(read("{runAsUser: 99999999999999999999}", context),
            "runAsUser: Invalid value: 99999999999999999999: must be less than or equal to 9223372036854775807\n");
}

}  // namespace
}  // namespace peapod::config::schema

#include "firmware-agent/runtime/pod_record.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "tests/unit/runtime/scratch_directory.h"

namespace peapod::runtime {
namespace {

using testing::ElementsAre;

Record sample() {
  return {{{"uid", "u-1"},
           {"manifest", "kind: Pod\n"},
           {"state", std::string("\0\1\xff", 3)},
           {"", "no key"},
           {"empty", ""}}};
}

TEST(PodRecord, ComesBackAsItWas) {
  const auto back = decode_record(encode_record(sample()));
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->fields, sample().fields);
  EXPECT_TRUE(decode_record(encode_record({}))->fields.empty());
}

TEST(PodRecord, BytesAreTheFormatOfTheHeader) {
  EXPECT_EQ(encode_record({{{"a", "bc"}}}).substr(0, 16), std::string("peapodR1\x0b\0\0\0\0\0\0\0", 16));
  EXPECT_EQ(encode_record({{{"a", "bc"}}}).substr(20), std::string("\1\0\0\0a\2\0\0\0bc", 11));
}

TEST(PodRecord, NoDamageGoesUnnoticed) {
  const std::string good = encode_record(sample());
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(decode_record(good.substr(0, size))) << size;
  EXPECT_FALSE(decode_record(good + "x"));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(decode_record(bad)) << "bit " << bit;
  }
}

TEST(PodRecord, FileIsReplacedAsAWhole) {
  const test::ScratchDirectory scratch;
  for (const Durability durability : {Durability::Tmpfs, Durability::Flash}) {
    ASSERT_TRUE(write_record(scratch / "a.pod", sample(), durability));
    ASSERT_TRUE(write_record(scratch / "a.pod", {{{"k", "v"}}}, durability));
    EXPECT_THAT(scratch.names(), ElementsAre("a.pod"));
    EXPECT_EQ(read_record(scratch / "a.pod")->fields.at("k"), "v");
    EXPECT_TRUE(remove_record(scratch / "a.pod", durability));
    EXPECT_TRUE(remove_record(scratch / "a.pod", durability)) << "gone already is fine";
  }
  EXPECT_EQ(read_record(scratch / "a.pod").error().code, ENOENT);
}

TEST(PodRecord, AFailedWriteLeavesTheOldOne) {
  const test::ScratchDirectory scratch;
  ASSERT_TRUE(write_record(scratch / "a.pod", {{{"k", "old"}}}, Durability::Tmpfs));
  const auto too_much =
      write_record(scratch / "a.pod", {{{"k", std::string(kRecordBytesMax, 'x')}}}, Durability::Tmpfs);
  EXPECT_EQ(too_much.error().code, EFBIG);
  std::filesystem::create_directory(scratch / "a.pod.tmp");
  EXPECT_FALSE(write_record(scratch / "a.pod", {{{"k", "new"}}}, Durability::Tmpfs));
  EXPECT_EQ(read_record(scratch / "a.pod")->fields.at("k"), "old");
}

TEST(PodRecord, DamagedOnesAreSetAsideAndTheRestIsLoaded) {
  const test::ScratchDirectory scratch;
  ASSERT_TRUE(write_record(scratch / "b.pod", {{{"k", "b"}}}, Durability::Tmpfs));
  ASSERT_TRUE(write_record(scratch / "d.pod", {{{"k", "d"}}}, Durability::Tmpfs));
  scratch.write("a.pod", "garbage");
  scratch.write("c.pod", encode_record(sample()).substr(0, 40));
  scratch.write("e.pod.tmp", "half of a write");
  scratch.write("note.txt", "not ours");

  std::vector<std::string> taken;
  const auto damaged = load_records(scratch.path(), ".pod", [&](const std::string& path, Record record) {
    taken.push_back(path + " " + record.fields.at("k"));
  });
  ASSERT_TRUE(damaged) << damaged.error().message();
  EXPECT_THAT(taken, ElementsAre((scratch / "b.pod") + " b", (scratch / "d.pod") + " d"));
  ASSERT_EQ(damaged->size(), 2u);
  EXPECT_EQ((*damaged)[0].path, scratch / "a.pod");
  EXPECT_EQ((*damaged)[0].moved_to, scratch / "quarantine/a.pod");
  EXPECT_THAT((*damaged)[0].reason, testing::HasSubstr("not a record"));
  EXPECT_THAT((*damaged)[1].reason, testing::HasSubstr("cut short"));
  EXPECT_THAT(scratch.names(), ElementsAre("b.pod", "d.pod", "note.txt", "quarantine"));
  EXPECT_EQ(scratch.read("quarantine/a.pod"), "garbage");
}

TEST(PodRecord, AMissingDirectoryHoldsNone) {
  const test::ScratchDirectory scratch;
  const auto damaged = load_records(scratch / "missing", ".pod", [](const std::string&, Record) { FAIL(); });
  ASSERT_TRUE(damaged);
  EXPECT_TRUE(damaged->empty());
}

}  // namespace
}  // namespace peapod::runtime

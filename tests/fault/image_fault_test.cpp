#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "platform/images/image_store.h"
#include "tests/fault/every_call.h"
#include "tests/support/command.h"

namespace peapod::test {
namespace {

// A docker-archive of one layer: a directory, a file, a symbolic link and a hard link.
constexpr char kMakeArchive[] = R"(set -e
cd "$1"; mkdir root; cd root; mkdir d; echo text > d/file; ln -s d/file link; ln d/file hard; cd ..
tar -cf layer.tar -C root d link hard
sum=$(sha256sum layer.tar | cut -d ' ' -f 1)
echo '{"os":"linux","config":{"Cmd":["/d/file"]},"rootfs":{"type":"layers","diff_ids":["sha256:'$sum'"]}}' > config.json
echo '[{"Config":"config.json","RepoTags":["tiny:latest"],"Layers":["layer.tar"]}]' > manifest.json
tar -cf tiny.tar manifest.json config.json layer.tar
rm -r root layer.tar config.json manifest.json)";

TEST(ImageFault, AnInterruptedLoadIsNoImage) {
  char directory[] = "/tmp/image_fault.XXXXXX";
  ASSERT_NE(mkdtemp(directory), nullptr);
  const std::string top = directory;
  const CommandResult made = run_command({"sh", "-c", kMakeArchive, "sh", top});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto reference = platform::parse_image_reference("tiny");
  ASSERT_TRUE(reference.has_value());

  bool loaded = false;
  FaultOperation operation;
  operation.directories = {top};
  operation.run = [&] {
    platform::ImageStore store(top + "/lib", top);
    loaded = static_cast<bool>(store.load(top + "/tiny.tar"));
    return loaded;
  };
  operation.clean_up = [&] {
    platform::ImageStore store(top + "/lib", top);
    const auto image = store.find(*reference);
    // What is found is whole, whatever load() said.
    EXPECT_TRUE(image.has_value() || !loaded);
    if (image) {
      ASSERT_EQ(image->layers.size(), 1U);
      EXPECT_TRUE(std::filesystem::exists(store.layers_directory() + "/" + image->layers[0] + "/hard"));
      EXPECT_TRUE(std::filesystem::is_symlink(store.layers_directory() + "/" + image->layers[0] + "/link"));
    }
    // A failed load leaves at most what the next one sweeps away; that next one must work.
    const auto again = store.load(top + "/tiny.tar");
    EXPECT_TRUE(again) << again.error().message();
    EXPECT_TRUE(store.find(*reference).has_value());
    std::filesystem::remove_all(top + "/lib/images");
  };
  for (int error : {EIO, ENOSPC}) {
    const FaultSummary summary = fail_every_call(operation, error);
    EXPECT_GT(summary.failures, 20) << "of " << summary.calls << " calls: are they still wrapped?";
  }
  std::filesystem::remove_all(top);
}

}  // namespace
}  // namespace peapod::test

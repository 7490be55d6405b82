#include "firmware-agent/runtime/image_choice.h"

#include <utility>

#include "firmware-agent/runtime/event_text.h"

namespace peapod::runtime {
namespace {

ImageChoice refuse(core::StartFailure reason, std::string message) {
  return {SetupFailure{reason, std::move(message)}, std::nullopt};
}

ImageChoice absent(const Node& node, const config::Container& container) {
  if (container.image_pull_policy == config::PullPolicy::Never) {
    return refuse(core::StartFailure::ErrImageNeverPull, never_pull_message(container.image));
  }
  const std::string problems = node.images->source_problems();
  return refuse(core::StartFailure::ErrImagePull,
                "image \"" + container.image +
                    "\" is not present and registries are not supported yet: put an archive of it " +
                    "(docker save, or an OCI layout) into " + node.options.paths.images +
                    (problems.empty() ? problems : "; " + problems));
}

}  // namespace

bool is_host_image(const config::Container& container) {
  const auto reference = platform::parse_image_reference(container.image);
  return reference && reference->repository == platform::kHostImage;
}

void choose_image(Node& node, const config::Container& container, std::function<void(ImageChoice)> done) {
  const std::optional<platform::ImageReference> reference = platform::parse_image_reference(container.image);
  if (!reference) {
    return done(refuse(core::StartFailure::InvalidImageName,
                       "Failed to apply default image tag \"" + container.image + "\": not a valid image reference"));
  }
  if (reference->repository == platform::kHostImage) return done({});
  // Always: an archive that is newer than what is unpacked goes first. Else what is unpacked is good enough.
  std::optional<platform::Image> image = node.images->find(*reference);
  if (image && container.image_pull_policy != config::PullPolicy::Always) return done({std::nullopt, std::move(image)});
  const std::string source = node.images->find_source(*reference);
  if (source.empty()) return done(image ? ImageChoice{std::nullopt, std::move(image)} : absent(node, container));
  node.image_loads->load(
      source, [&node, reference = *reference, source, done = std::move(done)](const Result<void>& loaded) {
        if (!loaded) return done(refuse(core::StartFailure::ErrImagePull, loaded.error().message()));
        std::optional<platform::Image> unpacked = node.images->find(reference);
        if (!unpacked)
          return done(refuse(core::StartFailure::ErrImagePull, "'" + source + "' does not hold " + reference.text()));
        done({std::nullopt, std::move(unpacked)});
      });
}

}  // namespace peapod::runtime

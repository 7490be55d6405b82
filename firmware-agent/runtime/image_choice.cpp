#include "firmware-agent/runtime/image_choice.h"

#include <utility>

namespace peapod::runtime {
namespace {

ImageChoice refuse(core::StartFailure reason, std::string message) {
  return {SetupFailure{reason, std::move(message)}, std::nullopt};
}

ImageChoice absent(const Node& node, const config::Container& container) {
  if (container.image_pull_policy == config::PullPolicy::Never) {
    return refuse(core::StartFailure::ErrImageNeverPull,
                  "Container image \"" + container.image + "\" is not present with pull policy of Never");
  }
  return refuse(core::StartFailure::ErrImagePull,
                "image \"" + container.image +
                    "\" is not present and registries are not supported yet: put an archive of it " +
                    "(docker save, or an OCI layout) into " + node.options.paths.images);
}

}  // namespace

bool is_host_image(const config::Container& container) {
  const auto reference = platform::parse_image_reference(container.image);
  return reference && reference->repository == platform::kHostImage;
}

void choose_image(Node& node, const config::Container& container, std::function<void(ImageChoice)> done) {
  const std::optional<platform::ImageReference> reference = platform::parse_image_reference(container.image);
  if (!reference) {
    return done(
        refuse(core::StartFailure::InvalidImageName,
               "Failed to apply default image tag \"" + container.image + "\": not a valid image reference"));
  }
  if (reference->repository == platform::kHostImage) return done({});
  if (std::optional<platform::Image> image = node.images->find(*reference))
    return done({std::nullopt, std::move(image)});

  const std::string source = node.images->find_source(*reference);
  if (source.empty()) return done(absent(node, container));
  node.image_loads->load(
      source, [&node, reference = *reference, source, done = std::move(done)](const Result<void>& loaded) {
        if (!loaded) return done(refuse(core::StartFailure::ErrImagePull, loaded.error().message()));
        std::optional<platform::Image> image = node.images->find(reference);
        if (!image)
          return done(
              refuse(core::StartFailure::ErrImagePull, "'" + source + "' does not hold " + reference.text()));
        done({std::nullopt, std::move(image)});
      });
}

}  // namespace peapod::runtime

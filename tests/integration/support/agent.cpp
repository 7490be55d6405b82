#include "tests/integration/support/agent.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

constexpr char kProgram[] = PEAPOD_BINARY_DIR "/peapod";

}  // namespace

Agent::~Agent() {
  if (running()) crash();
}

bool Agent::start(const std::vector<std::string>& options) {
  fs::create_directories(root_ + "/manifests");
  fs::create_directories(root_ + "/images");
  fs::create_directories(given());
  std::vector<std::string> arguments = {kProgram, "agent", "--root", root_};
  arguments.insert(arguments.end(), options.begin(), options.end());
  pid_ = start_command(arguments, {}, log_path());
  return eventually(std::chrono::seconds(20),
                    [&] {
                      // An agent that ended at once need not be waited for.
                      if (waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
                      return !running() || peapod({"get", "pods"}).exit_code == 0;
                    }) &&
         running();
}

int Agent::stop(std::chrono::seconds deadline) {
  if (!running()) return -1;
  kill(pid_, SIGTERM);
  const int exit_code = wait_for_exit(pid_, deadline);
  if (exit_code >= 0) pid_ = 0;
  return exit_code;
}

void Agent::crash() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

CommandResult Agent::peapod(std::vector<std::string> arguments, const CommandOptions& options) const {
  arguments.insert(arguments.begin(), {kProgram, "--root", root_});
  return run_command(arguments, options);
}

void Agent::add_manifest(const std::string& file_name, const std::string& text) const {
  const std::string hidden = root_ + "/manifests/." + file_name;
  write_text(hidden, text);
  fs::rename(hidden, root_ + "/manifests/" + file_name);
}

void Agent::remove_manifest(const std::string& file_name) const { fs::remove(root_ + "/manifests/" + file_name); }

void Agent::remove_all_manifests() const {
  for (const fs::directory_entry& entry : fs::directory_iterator(root_ + "/manifests")) fs::remove(entry.path());
}

bool Agent::add_image(const std::string& name) const {
  const fs::path script = fs::path(PEAPOD_SOURCE_DIR) / "toolchains/images" / ("make-" + name + "-image.sh");
  const fs::path image = fs::path(PEAPOD_BINARY_DIR) / "images" / (name + ".tar");
  if (!fs::exists(image) || fs::last_write_time(image) < fs::last_write_time(script)) {
    fs::create_directories(image.parent_path());
    CommandOptions options;
    options.deadline = std::chrono::minutes(5);
    const CommandResult made = run_command({script.string(), image.string()}, options);
    if (made.exit_code != 0) {
      std::fprintf(stderr, "%s: %s%s\n", script.c_str(), made.out.c_str(), made.err.c_str());
      return false;
    }
  }
  const fs::path offered = fs::path(root_) / "images" / image.filename();
  fs::create_directories(offered.parent_path());
  std::error_code error;
  fs::create_hard_link(image, offered, error);
  if (error) fs::copy_file(image, offered, fs::copy_options::overwrite_existing);
  return true;
}

std::optional<PodView> Agent::pod(const std::string& name) const {
  return parse_pod(peapod({"get", "pod", name, "-o", "json"}).out);
}

std::vector<PodView> Agent::pods() const { return parse_pod_list(peapod({"get", "pods", "-A", "-o", "json"}).out); }

std::string Agent::logs(const std::string& pod, const std::string& container) const {
  return peapod({"logs", pod, "-c", container}).out;
}

std::string static_name(const std::string& name) { return name + "-testbox"; }

std::optional<std::string> fetch(const std::string& url, int net_ns) {
  CommandOptions options;
  options.net_ns = net_ns;
  const CommandResult result = run_command({"busybox", "wget", "-q", "-O", "-", url}, options);
  if (result.exit_code != 0) return std::nullopt;
  return result.out;
}

}  // namespace peapod::test

#include <linux/sched.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iterator>

#include "platform/launch/plan.h"
#include "platform/launch/sealed_memfd.h"

namespace peapod::platform {

namespace {

constexpr std::uint8_t kResultIsAddress = 1 << 6;

// The image of a finished plan, put together from its parts in order.
class PlanImage {
 public:
  template <class T>
  std::size_t append(const T* items, std::size_t count) {
    const std::size_t offset = bytes_.size();
    const auto* first = reinterpret_cast<const std::byte*>(items);
    bytes_.insert(bytes_.end(), first, first + count * sizeof(T));
    bytes_.resize((bytes_.size() + 7) / 8 * 8);
    return offset;
  }
  void overwrite(std::size_t offset, const void* from, std::size_t size) {
    std::memcpy(bytes_.data() + offset, from, size);
  }
  void add_to_word(std::size_t offset, PlanWord addend) {
    PlanWord word = 0;
    std::memcpy(&word, bytes_.data() + offset, sizeof word);
    word += addend;
    overwrite(offset, &word, sizeof word);
  }
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace

std::size_t PlanBuilder::reserve(std::size_t size, std::size_t alignment) {
  const std::size_t offset = (data_.size() + alignment - 1) / alignment * alignment;
  data_.resize(offset + size);
  return offset;
}

void PlanBuilder::store(std::size_t offset, unsigned long value) {
  assert(offset + sizeof value <= data_.size());
  std::memcpy(data_.data() + offset, &value, sizeof value);
}

PlanBuilder::Arg PlanBuilder::string(std::string_view text) {
  const std::size_t offset = reserve(text.size() + 1, 1);
  std::copy(text.begin(), text.end(), reinterpret_cast<char*>(data_.data() + offset));
  return {Arg::Kind::Data, offset};
}

PlanBuilder::Arg PlanBuilder::bytes(const void* data, std::size_t size) {
  const std::size_t offset = reserve(size, 8);
  if (size != 0) std::memcpy(data_.data() + offset, data, size);
  return {Arg::Kind::Data, offset};
}

PlanBuilder::Arg PlanBuilder::strings(std::span<const std::string> values) {
  const Arg array{Arg::Kind::Data, reserve((values.size() + 1) * sizeof(PlanWord), sizeof(PlanWord))};
  std::size_t offset = 0;
  for (const std::string& value : values) {
    address_at(array, offset, string(value));
    offset += sizeof(PlanWord);
  }
  return array;
}

PlanBuilder::Arg PlanBuilder::word(unsigned long initial) {
  const std::size_t offset = reserve(sizeof(PlanWord), sizeof(PlanWord));
  store(offset, initial);
  return {Arg::Kind::Data, offset};
}

void PlanBuilder::address_at(Arg area, std::size_t offset, Arg target) {
  assert(area.kind == Arg::Kind::Data && target.kind == Arg::Kind::Data &&
         (area.value + offset) % sizeof(PlanWord) == 0);
  store(area.value + offset, target.value);
  pointers_.push_back(area.value + offset);
}

PlanBuilder::Arg PlanBuilder::fd() {
  const Arg slot = as_value(word());
  fd_words_.push_back({fd_count_++, slot.value});
  return slot;
}

PlanBuilder::Draft PlanBuilder::make_step(std::string_view label, long number, std::initializer_list<Arg> args) const {
  assert(args.size() <= std::size(Step{}.args));
  Draft draft{std::string(label), {}, 0};
  draft.step.number = static_cast<PlanWord>(number);
  std::size_t i = 0;
  for (const Arg& arg : args) {
    draft.step.args[i] = arg.value;
    const auto bit = static_cast<std::uint8_t>(1U << i++);
    if (arg.kind != Arg::Kind::Value) draft.addresses |= bit;
    if (arg.kind == Arg::Kind::Word) draft.step.indirect |= bit;
  }
  return draft;
}

void PlanBuilder::call(std::string_view label, long number, std::initializer_list<Arg> args, Options options) {
  Draft draft = make_step(label, number, args);
  if (options.result != nullptr) {
    assert(options.result->kind != Arg::Kind::Value);
    draft.step.result = options.result->value;
    draft.addresses |= kResultIsAddress;
  }
  std::transform(std::begin(options.tolerate), std::end(options.tolerate), draft.step.tolerate,
                 [](int error) { return static_cast<std::uint16_t>(error); });
  draft.step.skip = options.skip;
  draft.step.skip_done = options.skip_done;
  assert(!options.always || child_start_ == 0);
  if (options.always) draft.step.flags |= Step::kAlways;
  steps_.push_back(std::move(draft));
}

void PlanBuilder::clone(unsigned long flags, const Arg* into_cgroup) {
  assert(child_start_ == 0);
  if (into_cgroup == nullptr) {
    steps_.push_back(make_step("clone", SYS_clone, {value(flags | SIGCHLD)}));
  } else {
    clone_args arguments{};
    arguments.flags = flags | CLONE_INTO_CGROUP;
    arguments.exit_signal = SIGCHLD;
    if (into_cgroup->kind == Arg::Kind::Value) arguments.cgroup = into_cgroup->value;
    const Arg area = bytes(&arguments, sizeof arguments);
    if (into_cgroup->kind != Arg::Kind::Value) {
      const auto source = std::find_if(fd_words_.begin(), fd_words_.end(),
                                       [&](const FdWord& word) { return word.offset == into_cgroup->value; });
      assert(source != fd_words_.end());
      fd_words_.push_back({source->fd, area.value + offsetof(clone_args, cgroup)});
    }
    steps_.push_back(make_step("clone", SYS_clone3, {area, value(sizeof arguments)}));
  }
  steps_.back().step.flags |= Step::kForks;
  child_start_ = steps_.size();
}

void PlanBuilder::undo(std::string_view label, long number, std::initializer_list<Arg> args) {
  undo_steps_.push_back(make_step(label, number, args));
  undo_steps_.back().step.flags |= Step::kAlways;
}

void PlanBuilder::report_to(Arg fd) {
  assert(!has_report_);
  has_report_ = true;
  report_ = fd.kind == Arg::Kind::Value ? word(fd.value).value : fd.value;
}

Result<Plan> PlanBuilder::finish() {
  assert(child_start_ != 0);
  const std::size_t undo_start = steps_.size();
  std::move(undo_steps_.begin(), undo_steps_.end(), std::back_inserter(steps_));
  if (steps_.size() > kPlanStepsMax || fd_count_ > kMaxPlanFds) return Error{E2BIG, "launch plan"};

  Plan plan;
  PlanHeader header{};
  PlanImage image;
  image.append(&header, 1);
  std::vector<Step> steps;
  for (Draft& draft : steps_) {
    steps.push_back(draft.step);
    plan.labels.push_back(std::move(draft.label));
  }
  header.magic = kPlanMagic;
  header.version = kPlanVersion;
  header.steps = image.append(steps.data(), steps.size());
  header.step_count = steps.size();
  header.child_start = child_start_;
  header.undo_start = undo_start;

  std::vector<PlanWord> relocations;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const std::size_t step = header.steps + i * sizeof(Step);
    for (std::size_t arg = 0; arg < std::size(Step{}.args); ++arg) {
      if (steps_[i].addresses & 1U << arg) relocations.push_back(step + offsetof(Step, args) + arg * sizeof(PlanWord));
    }
    if (steps_[i].addresses & kResultIsAddress) relocations.push_back(step + offsetof(Step, result));
  }
  const std::size_t step_pointers = relocations.size();
  relocations.insert(relocations.end(), pointers_.begin(), pointers_.end());

  header.fd_words = image.append(fd_words_.data(), fd_words_.size());
  header.fd_word_count = fd_words_.size();
  header.fd_count = fd_count_;
  header.relocations = image.append(relocations.data(), relocations.size());
  header.relocation_count = relocations.size();
  const std::size_t data = image.append(data_.data(), data_.size());
  header.report = has_report_ ? data + report_ : 0;
  header.size = image.bytes().size();
  if (header.size > kPlanSizeMax) return Error{E2BIG, "launch plan"};
  image.overwrite(0, &header, sizeof header);

  // Offsets so far count from the start of the data, whose place is known only now.
  for (std::size_t i = 0; i < fd_words_.size(); ++i) {
    image.add_to_word(header.fd_words + i * sizeof(FdWord) + offsetof(FdWord, offset), data);
  }
  for (std::size_t i = 0; i < relocations.size(); ++i) {
    const std::size_t entry = header.relocations + i * sizeof(PlanWord);
    if (i >= step_pointers) image.add_to_word(entry, data);
    image.add_to_word(relocations[i] + (i >= step_pointers ? data : 0), data);
  }

  Result<UniqueFd> memfd = make_sealed_memfd("plan", MemfdUse::Data, image.bytes());
  if (!memfd) return std::move(memfd.error()).within("launch plan");
  plan.memfd = std::move(*memfd);
  return plan;
}

}  // namespace peapod::platform

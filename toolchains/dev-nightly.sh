# toolchains/dev nightly: everything that is too long for every change, in one command. Sourced by toolchains/dev.

# Steps in the order they run, each a command of dev.
readonly nightly_steps=(
  "test --all"
  "sim"
  "test-fresh"
  "test-sdk"
  "build armv7-musl"
  "build armv6-musl"
  "build x86_64-musl"
  "build riscv64-musl"
  "build armv6"
  "build x86_64"
  "size --options"
  "size armv7-musl-small armv6-musl-small"
  "test-target aarch64"
  "test-target armv7"
  "test-target aarch64-musl"
  "test-qemu aarch64 --all"
  "test-qemu x86_64 --all"
  "test-qemu armv7 --all"
  "test-packages"
  "package arm64 armhf"
  "test-box 20"
)

# Every step is a process of its own and runs whatever became of the one before. The last line counts steps.
cmd_nightly() {
  local step words log good=0 bad=0
  mkdir -p build/nightly
  for step in "${nightly_steps[@]}"; do
    read -ra words <<<"$step"
    log=build/nightly/${step// /-}.log
    say "$step (its output: $log)"
    if toolchains/dev "${words[@]}" >"$log" 2>&1; then
      good=$((good + 1))
    else
      bad=$((bad + 1))
      echo "FAILED: toolchains/dev $step" >&2
      tail -n 20 "$log" >&2
    fi
  done
  echo "$good passed, $bad failed"
  [ "$bad" = 0 ]
}

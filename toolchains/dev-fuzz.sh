# toolchains/dev fuzz: libFuzzer over what reads bytes (tests/fuzz). Sourced by toolchains/dev.

readonly fuzz_targets=(yaml json quantity patch)

# The inputs a target starts from, beside what it found earlier.
fuzz_seeds() { # TARGET
  case $1 in
    yaml) find tests/golden/config config/examples -name '*.yaml' ;;
    json) find tests/golden/config tests/fuzz/seeds/json -name '*.json' -o -path '*/seeds/json/*' ;;
    *) find "tests/fuzz/seeds/$1" -type f ;;
  esac
}

# fuzz_one TARGET SECONDS: what it has learnt stays in build/fuzz/corpus/TARGET, a finding goes into tests/fuzz/findings/TARGET.
fuzz_one() {
  local target=$1 seconds=$2 corpus=build/fuzz/corpus/$1 findings=tests/fuzz/findings/$1
  mkdir -p "$corpus" "$findings"
  fuzz_seeds "$target" | xargs -r cp -t "$corpus" --backup=numbered
  say "fuzzing $target for $seconds seconds; log: build/fuzz/$target.log"
  if build/fuzz/fuzz_"$target" -max_total_time="$seconds" -max_len=4096 -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
    -dict="tests/fuzz/dictionaries/$target.dict" -artifact_prefix="$findings/" "$corpus" "$findings" >"build/fuzz/$target.log" 2>&1; then
    # Beside the numbers of executions: how many edges and features were reached.
    grep -aE ' cov: [0-9]+ ft: ' "build/fuzz/$target.log" | tail -n 1
    grep -a '^stat::number_of_executed_units' "build/fuzz/$target.log"
  else
    tail -n 40 "build/fuzz/$target.log"
    return 1
  fi
}

# fuzz [TARGET] [SECONDS]: one target or all of them, one after the other.
cmd_fuzz() {
  local targets=("${fuzz_targets[@]}") seconds=60 argument target
  for argument in "$@"; do
    if [[ $argument =~ ^[0-9]+$ ]]; then
      seconds=$argument
    elif [[ " ${fuzz_targets[*]} " = *" $argument "* ]]; then
      targets=("$argument")
    else
      die "no such target of fuzz: $argument (${fuzz_targets[*]})"
    fi
  done
  cmd_setup
  install_packages libclang-rt-14-dev
  configure host-clang build/fuzz -DPEAPOD_PARTS=config -DPEAPOD_SANITIZE=fuzzer-no-link,address,undefined
  cmake --build build/fuzz --target "${targets[@]/#/fuzz_}"
  for target in "${targets[@]}"; do
    check "fuzz $target" fuzz_one "$target" "$seconds"
  done
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

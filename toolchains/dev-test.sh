# toolchains/dev test: builds and runs tests, and adds up what passed. Sourced by toolchains/dev.

passed=0
failed=0

# A check that is one command: it passes or fails as a whole.
check() { # WHAT COMMAND...
  local what=$1 begin=$SECONDS
  shift
  say "$what"
  if "$@"; then
    passed=$((passed + 1))
    say "$what: passed in $((SECONDS - begin)) s"
  else
    failed=$((failed + 1))
    echo "FAILED: $what" >&2
  fi
}

# run_counted COMMAND...: adds up what its last line "N passed, M failed" says.
run_counted() {
  local log
  log=$(mktemp)
  say "$*"
  "$@" | tee "$log" || true
  if [[ $(tail -n 1 "$log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))
  fi
  rm -f "$log"
}

# run_ctest PRESET [CTEST ARGS...]: its own summary is shown; its counts are added to ours.
run_ctest() {
  local preset=$1 log
  log=$(mktemp)
  shift
  say "tests of build/$preset"
  # More at a time than there are CPUs: integration tests mostly wait.
  ctest --test-dir "build/$preset" --parallel 4 --output-on-failure --no-tests=error "$@" | tee "$log" || true
  local summary
  summary=$(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\1 \2/p' "$log" | tail -n 1)
  rm -f "$log"
  if [ -z "$summary" ]; then
    failed=$((failed + 1))
    return
  fi
  failed=$((failed + ${summary% *}))
  passed=$((passed + ${summary#* } - ${summary% *}))
  # A test that skipped itself has not passed: say which, and why.
  local skips
  skips=$(grep -aE -B2 '^\[  SKIPPED \] [A-Za-z].* ms\)$' "build/$preset/Testing/Temporary/LastTest.log" || true)
  [ -z "$skips" ] || printf 'SKIPPED in build/%s:\n%s\n' "$preset" "$skips" >&2
}

readonly unit_tests=(unit_api unit_cli unit_config unit_core unit_http unit_platform unit_runtime unit_support)

# What continuous integration runs besides the tests of this machine.
test_beyond_host() {
  check "format" cmd_fmt --check
  check "clang builds the product" build host-clang peapod peapod-pause
  if build host-asan "${unit_tests[@]}"; then run_ctest host-asan -R '^unit_'; else failed=$((failed + 1)); fi
  run_counted toolchains/dev test-qemu --ci
}

cmd_test() {
  local all=no filter=() argument
  [ "${CI:-}" = true ] && [ $# = 0 ] && all=yes
  for argument in "$@"; do
    case $argument in
      --all) all=yes ;;
      -*) die "no such option of test: $argument" ;;
      *) filter=(-R "$argument") ;;
    esac
  done
  build host || die "build/host does not build"
  run_ctest host "${filter[@]}"
  [ "$all" = no ] || test_beyond_host
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

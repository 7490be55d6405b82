# toolchains/dev build: this machine and every target (CMakePresets.json). Sourced by toolchains/dev.

# The target whose toolchain file a preset uses; nothing for this machine. Of several that it inherits from, the last one has it.
target_of() {
  sed -n '/"configurePresets"/,/"buildPresets"/p' CMakePresets.json | awk -v preset="$1" '
    /"name":/ { name = $2; gsub(/[",]/, "", name) }
    /"inherits":/ { gsub(/[][",]/, ""); parent[name] = $NF }
    /"toolchainFile":/ { sub(/.*\//, ""); sub(/\.cmake.*/, ""); target[name] = $0 }
    END {
      while (preset != "" && !(preset in target)) preset = parent[preset]
      if (preset != "") print target[preset]
    }'
}

presets() { cmake --list-presets | sed -n 's/^  "\([^"]*\)".*/\1/p'; }

# The cross compiler and what is linked with it.
setup_target() { # TARGET
  local machine
  setup_building
  machine=$(target_setting "$1" PEAPOD_MACHINE)
  local wanted=(qemu-user-static dpkg-dev)
  command -v "$machine-g++" >/dev/null || wanted+=("g++-${machine//_/-}")
  install_packages "${wanted[@]}"
  toolchains/cross/prepare.sh "$1"
}

target_setting() { cmake -DFILE="$PWD/toolchains/$1.cmake" -DNAME="$2" -P toolchains/cross/setting.cmake 2>&1; }

# emulator_of TARGET: the words that run its programs here.
emulator_of() { target_setting "$1" CMAKE_CROSSCOMPILING_EMULATOR | tr ';' ' '; }

# lean_flags PRESET: nobody debugs what continuous integration builds for this machine, and debug information is up to half of the
# time; sanitizers name lines.
lean_flags() {
  [ "${CI:-}" = true ] && [ -z "$(target_of "$1")" ] || return 0
  case $1 in
    *-asan) echo -DPEAPOD_FLAGS=-g1 ;;
    *) echo -DPEAPOD_FLAGS=-g0 ;;
  esac
}

# configure PRESET DIRECTORY [CMAKE ARGS...]: once, and anew when presets have changed or the target's libraries are others.
configure() {
  local preset=$1 directory=$2 libraries
  shift 2
  libraries=$(readlink "build/targets/$(target_of "$preset")" || true)
  if [ -f "$directory/build.ninja" ] && [ "$directory/libraries" -nt CMakePresets.json ] &&
    [ "$libraries" = "$(cat "$directory/libraries")" ]; then
    return
  fi
  say "configuring $directory"
  # shellcheck disable=SC2046
  cmake --fresh --preset "$preset" -B "$directory" $(lean_flags "$preset") "$@" >/dev/null
  echo "$libraries" >"$directory/libraries"
}

# build PRESET [TARGETS...]
build() {
  local preset=$1 target
  shift
  target=$(target_of "$preset")
  if [ -n "$target" ]; then setup_target "$target"; else cmd_setup; fi
  configure "$preset" "build/$preset"
  say "building build/$preset ${*:-}"
  cmake --build "build/$preset" ${1:+--target "$@"}
}

# A target's tests beside its product: all linked statically, so that they run wherever they are copied.
build_tests() { # PRESET [TARGETS...]
  local preset=$1 target
  shift
  target=$(target_of "$preset")
  [ -n "$target" ] || die "build/$preset has its tests already"
  setup_target "$target"
  configure "$preset" "build/$preset-tests" -DPEAPOD_TESTS=ON -DPEAPOD_STATIC=ON -DPEAPOD_SPLIT_DEBUG=OFF \
    -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=OFF
  say "building build/$preset-tests ${*:-}"
  cmake --build "build/$preset-tests" ${1:+--target "$@"}
}

# The program runs at all, where it can: under user-mode QEMU.
try_program() { # PRESET
  local target program
  target=$(target_of "$1")
  [ -n "$target" ] || return 0
  read -ra program <<<"$(emulator_of "$target") build/$1/peapod"
  grep -q "^Client Version: " <<<"$("${program[@]}" version 2>/dev/null)" || die "build/$1/peapod does not say its version"
  "${program[@]}" check config/examples/web.yaml || die "build/$1/peapod does not check config/examples/web.yaml"
  say "build/$1/peapod: $(stat -c %s "build/$1/peapod") bytes, peapod-pause: $(stat -c %s "build/$1/peapod-pause") bytes"
}

cmd_build() {
  local preset=host tests=no argument
  for argument in "$@"; do
    case $argument in
      --tests) tests=yes ;;
      -*) die "no such option of build: $argument" ;;
      *) preset=$argument ;;
    esac
  done
  setup_building
  presets | grep -qxF "$preset" || die "no such preset: $preset; there are: $(presets | tr '\n' ' ')"
  if [ "$tests" = yes ]; then
    build_tests "$preset"
  else
    build "$preset"
    try_program "$preset"
  fi
}

# The unit suite of a target under user-mode QEMU; run_ctest counts.
test_target() { # PRESET
  build_tests "$1" "${unit_tests[@]}"
  PEAPOD_TEST_TIME_FACTOR=8 run_ctest "$1-tests" -R '^unit_'
}

cmd_test_target() {
  [ $# = 1 ] || die "usage: toolchains/dev test-target PRESET"
  test_target "$1"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# As a newcomer has it: nothing installed, nothing cached.
cmd_test_fresh() {
  install_packages debootstrap git
  [ $# -gt 0 ] || set -- "build aarch64-musl" "run --once"
  tests/packages/fresh_machine_test.sh "$@"
}

cmd_test_sdk() {
  cmd_setup
  tests/sdk/sdk.sh
}

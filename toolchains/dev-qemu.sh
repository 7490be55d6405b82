# toolchains/dev test-qemu: the tests in emulated machines with Debian's kernels (tests/qemu). Sourced by toolchains/dev.

. tests/qemu/variants.sh

# Debian's name of the architecture, and the triplet of its binaries.
guest_names() { # ARCH
  case $1 in
    aarch64) echo arm64 aarch64-linux-gnu ;;
    armv7) echo armhf arm-linux-gnueabihf ;;
    x86_64) echo amd64 x86_64-linux-gnu ;;
    *) die "no such architecture of test-qemu: $1 (aarch64, armv7, x86_64)" ;;
  esac
}

# The test binaries that boots of an architecture run.
tests_of_boots() { # ARCH "ARCH VARIANT"...
  local wanted=$1 boot tests
  shift
  for boot; do
    [ "${boot% *}" = "$wanted" ] || continue
    variant "${boot#* }"
    printf '%s\n' $tests
  done | sort -u
}

# Makes build/qemu/ARCH: what boots of that architecture share.
prepare_guest() { # ARCH BUILD TESTS RELEASE_PRESETS...
  local arch=$1 build=$2 tests debian triplet guest
  mapfile -t tests <<<"$3"
  shift 3
  read -r debian triplet < <(guest_names "$arch")
  if [ -z "$build" ]; then
    case $arch in
      x86_64) build=build/host && build host ;;
      *) build=build/$arch-tests && build_tests "$arch" peapod peapod-pause old_kernel "${tests[@]}" ;;
    esac
  fi
  build=$(cd "$build" && pwd)
  local release releases=()
  for release; do
    build "$release"
    releases+=("$PWD/build/$release")
  done
  say "guest for $arch from $build"
  guest=$(tests/qemu/guest-packages.sh "$debian")
  mkdir -p "build/qemu/$arch"
  ln -sfn "$guest/vmlinuz" "build/qemu/$arch/vmlinuz"
  echo "$build" >"build/qemu/$arch/build"
  tests/qemu/initramfs.sh "$guest" "build/qemu/$arch/initramfs"
  tests/qemu/disk.sh "$build" "$triplet" "$guest" "build/qemu/$arch/disk" "${releases[@]}"
}

# Two at a time: a guest has one CPU. Each tells its result at its end.
boot_all() { # "ARCH VARIANT"...
  local results boot
  results=$(mktemp -d)
  for boot in "$@"; do echo "$boot"; done |
    xargs -P 2 -L 1 sh -c 'tests/qemu/boot.sh "$1" "$2" "build/qemu/$1" >"$0/$1-$2" 2>&1; cat "$0/$1-$2"' "$results" || true
  awk 'match($0, /[0-9]+ passed, [0-9]+ failed/) && !/^ / {
      split(substr($0, RSTART, RLENGTH), words)
      passed += words[1]
      failed += words[3]
      boots += 1
    }
    END {
      failed += wanted - boots
      printf "%d passed, %d failed\n", passed, failed
      exit failed != 0
    }' wanted=$# "$results"/*
  local status=$?
  rm -rf "$results"
  return $status
}

cmd_test_qemu() {
  local build='' boots=() wanted_arch='' argument arch variant releases
  while [ $# -gt 0 ]; do
    argument=$1
    shift
    case $argument in
      --ci) boots=("armv7 kernel" "aarch64 kernel" "x86_64 kernel" "aarch64 kernel-v1") ;;
      --all)
        for arch in ${wanted_arch:-aarch64 armv7 x86_64}; do
          for variant in "${variants[@]}"; do
            # Debian's kernel for PCs does not unpack itself in 64 MB.
            [ "$arch $variant" = "x86_64 64mb" ] || boots+=("$arch $variant")
          done
        done
        ;;
      --build)
        [ $# -gt 0 ] || die "--build needs a directory"
        build=$1
        shift
        ;;
      --filter)
        [ $# -gt 0 ] || die "--filter needs a pattern"
        export PEAPOD_TEST_FILTER=$1
        shift
        ;;
      -*) die "no such option of test-qemu: $argument" ;;
      aarch64 | armv7 | x86_64) wanted_arch=$argument ;;
      *)
        [[ " ${variants[*]} " = *" $argument "* ]] || die "no such variant: $argument (${variants[*]})"
        boots+=("${wanted_arch:=aarch64} $argument")
        ;;
    esac
  done
  [ ${#boots[@]} -gt 0 ] || boots=("${wanted_arch:-aarch64} v2")
  setup_building
  install_packages qemu-system-arm qemu-system-x86 kmod cpio e2fsprogs binutils
  for arch in $(printf '%s\n' "${boots[@]}" | cut -d' ' -f1 | sort -u); do
    releases=()
    if [[ " ${boots[*]} " = *" $arch release "* ]]; then
      mapfile -t releases < <(presets | grep -x "$arch-musl\(-small\)\{0,1\}")
    fi
    prepare_guest "$arch" "$build" "$(tests_of_boots "$arch" "${boots[@]}")" "${releases[@]}"
  done
  say "${#boots[@]} boot(s); consoles in build/qemu"
  boot_all "${boots[@]}"
}

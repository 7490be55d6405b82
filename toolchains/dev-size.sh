# toolchains/dev size: what a release weighs, and which folder weighs how much. Sourced by toolchains/dev.

readonly size_presets=(aarch64-musl aarch64-musl-small armv7-musl armv7-musl-small armv6-musl armv6-musl-small x86_64-musl riscv64-musl aarch64 armv7 armv6 x86_64)

readonly size_options=(PEAPOD_ARCHIVES PEAPOD_GRPC PEAPOD_TLS PEAPOD_COMMANDS PEAPOD_PATCHES PEAPOD_WRITES PEAPOD_KINDS)

# Bytes that peapod and peapod-pause may have.
size_limit() { # PRESET
  case $1 in
    *-small) echo 716800 8192 ;;
    *) echo 5242880 8192 ;;
  esac
}

bytes_of() { stat -c %s "$1"; }

# Code and constants in KB by source folder or library, largest first, told by the names of symbols: namespaces are folders,
# and a template made for a type of ours counts as ours. What link-time optimisation put into a caller counts there; what has
# no symbol (texts, tables of the linker) is not counted.
size_by_folder() { # PRESET
  nm --print-size --demangle "build/$1/peapod.debug" | perl -ne '
    BEGIN { our %bytes }
    my ($size, $name) = /^\S+ ([0-9a-f]+) \w (.*)$/ or next;
    next if / [bB] / && $name =~ /buffer/;
    my $folder =
      $name =~ /peapod::(config|platform)::/ ? $1 :
      $name =~ /peapod::(core|http|runtime|api|cli)::/ ? "firmware-agent/$1" :
      $name =~ /rapidjson::/ ? "RapidJSON" :
      $name =~ /peapod::/ ? "firmware-agent" :
      $name =~ /\b(std|__gnu_cxx|__cxxabiv1)::|^operator / ? "libstdc++" :
      $name =~ /^(_?uv_|uv__)/ ? "libuv" :
      $name =~ /^yaml_/ ? "libyaml" :
      $name =~ /^(_*archive_|u_(de)?composition_table|tar_|header_|pax_)/ ? "libarchive" :
      $name =~ /^nghttp2_/ ? "nghttp2" :
      $name =~ /^mbedtls_/ ? "mbedTLS" :
      $name =~ /^http_(parser|method|should|errno|body|status)/ ? "http_parser" :
      $name =~ /^(inflate|crc|adler|fixedtables|distfix|lenfix|zcalloc|zcfree)/ ? "zlib" :
      "C library and rest";
    $bytes{$folder} += hex $size;
    END { printf "  %7.1f KB  %s\n", $bytes{$_} / 1024, $_ for sort { $bytes{$b} <=> $bytes{$a} } keys %bytes }'
}

size_row() { # PRESET
  printf '| `%s` | %d | %.1f |\n' "$1" $(($(bytes_of "build/$1/peapod") / 1024)) "$(bytes_of "build/$1/peapod-pause" | awk '{ print $1 / 1024 }')"
}

# What each option adds to aarch64-musl: it is built once more without.
size_by_option() {
  local option directory
  for option in "${size_options[@]}"; do
    directory=build/aarch64-musl-without-$option
    configure aarch64-musl "$directory" "-D$option=OFF" >&2
    cmake --build "$directory" --target peapod >&2
    printf '| what `%s` adds | %d | |\n' "$option" $((($(bytes_of build/aarch64-musl/peapod) - $(bytes_of "$directory/peapod")) / 1024))
  done
}

# The tables between their two marks in README.md, of the presets that are built here.
write_sizes() { # [ROWS OF OPTIONS]
  local table preset
  table=$(mktemp)
  {
    printf '| preset | `peapod`, KB | `peapod-pause`, KB |\n|---|---|---|\n'
    for preset in "${size_presets[@]}"; do [ ! -f "build/$preset/peapod" ] || size_row "$preset"; done
    [ -z "$1" ] || printf '%s\n' "$1"
    if [ -f build/aarch64-musl/peapod.debug ]; then
      printf '\n| `aarch64-musl`, code and constants | KB |\n|---|---|\n'
      size_by_folder aarch64-musl | sed 's/^ *\([0-9.]*\) KB  \(.*\)/| \2 | \1 |/'
    fi
  } >"$table"
  sed -i -e '/^<!-- sizes/,/^<!-- end of sizes/{/^<!--/!d}' -e "/^<!-- sizes/r $table" README.md
  rm -f "$table"
}

# Fails when a program is larger than it may be.
check_sizes() { # PRESETS...
  local preset program limits status=0
  for preset; do
    read -ra limits <<<"$(size_limit "$preset")"
    for program in peapod peapod-pause; do
      if [ "$(bytes_of "build/$preset/$program")" -gt "${limits[0]}" ]; then
        echo "build/$preset/$program: $(bytes_of "build/$preset/$program") bytes, ${limits[0]} are allowed" >&2
        status=1
      fi
      limits=("${limits[@]:1}")
    done
  done
  return $status
}

cmd_size() {
  local write=no options=no wanted=() argument preset rows=''
  for argument in "$@"; do
    case $argument in
      --write) write=yes ;;
      --options) options=yes ;;
      -*) die "no such option of size: $argument" ;;
      *) wanted+=("$argument") ;;
    esac
  done
  [ ${#wanted[@]} -gt 0 ] || wanted=(aarch64-musl aarch64-musl-small)
  for preset in "${wanted[@]}"; do build "$preset"; done
  for preset in "${wanted[@]}"; do
    size_row "$preset"
    size_by_folder "$preset"
  done
  if [ "$options" = yes ]; then
    build aarch64-musl
    rows=$(size_by_option)
    printf '%s\n' "$rows"
  fi
  [ "$write" = no ] || write_sizes "$rows"
  check_sizes "${wanted[@]}"
}

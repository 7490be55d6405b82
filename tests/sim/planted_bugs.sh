#!/bin/sh
# Tests the simulator: each patch of bugs/ plants one bug in a copy of a file of core, and the simulator must find it.
#
#   planted_bugs.sh SOURCE_DIR WORK_DIR CORE_LIBRARY SIM_OBJECT...      (CXX and CXXFLAGS from the environment)
#
# Only the patched file is compiled again; at the link it comes before the library that holds its sound twin.
set -eu

histories=20000
jobs=2

# One bug: writes a line of the table to its own file. A bug that does not apply or compile is not caught.
if [ "${1:-}" = --one ]; then
  patch_file=$2
  name=$(basename "$patch_file" .patch)
  work=$WORK_DIR/$name
  file=$(sed -n 's|^+++ b/||p' "$patch_file")
  mkdir -p "$work/$(dirname "$file")"
  cp "$SOURCE_DIR/$file" "$work/$file"
  verdict="DOES NOT APPLY"
  if patch -s -d "$work" -p1 <"$patch_file" >"$work/log" 2>&1; then
    verdict="DOES NOT COMPILE"
    # shellcheck disable=SC2086  # Flags and objects are lists.
    if ${CXX:-c++} -std=c++20 -O1 ${CXXFLAGS:-} -I"$SOURCE_DIR" -c "$work/$file" -o "$work/bug.o" 2>>"$work/log" &&
       ${CXX:-c++} ${CXXFLAGS:-} "$work/bug.o" $SIM_OBJECTS "$CORE_LIBRARY" -o "$work/sim" 2>>"$work/log"; then
      if timeout 60 "$work/sim" --histories $histories >"$work/log" 2>&1; then
        verdict="NOT CAUGHT"
      elif rule=$(grep -m1 '^seed ' "$work/log"); then
        verdict="caught: $rule"
      else
        verdict="caught: $(tail -n1 "$work/log")"
      fi
    fi
  fi
  printf '%-42s %s\n' "$name" "$verdict" >"$WORK_DIR/$name.line"
  rm -rf "$work"
  exit 0
fi

SOURCE_DIR=$1 WORK_DIR=$2 CORE_LIBRARY=$3
shift 3
SIM_OBJECTS=$*
export SOURCE_DIR WORK_DIR CORE_LIBRARY SIM_OBJECTS
rm -rf "$WORK_DIR"
mkdir -p "$WORK_DIR"

find "$SOURCE_DIR/tests/sim/bugs" -name '*.patch' | sort | xargs -P "$jobs" -n 1 sh "$0" --one
cat "$WORK_DIR"/*.line
planted=$(cat "$WORK_DIR"/*.line | wc -l)
caught=$(cat "$WORK_DIR"/*.line | grep -c ' caught: ' || true)
echo "$caught of $planted planted bugs caught within $histories histories"
[ "$planted" -ge 60 ] && [ "$caught" -eq "$planted" ]

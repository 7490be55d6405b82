#!/bin/bash
# box_test.sh BOX [PULLS [SEED]]: boots a box (make-box.sh) until its pod is Ready, kills its agent, pulls its power PULLS times
# (QEMU is killed, 2 when not given) at moments that SEED decides, and stops its agent so that the watchdog resets it. After
# each pull it must come back Ready, remember what it had acknowledged, and have a sound file system. The last line is
# "N passed, N failed"; consoles are kept in BOX/console.
#
# A killed QEMU loses what the guest did not flush: each boot writes to a fresh qcow2 overlay with small clusters, and where a
# cluster is comes to the file only with a flush.
set -euo pipefail

readonly box=$1 pulls=${2:-2} seed=${3:-1}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly boot_seconds_max=180 reset_seconds_max=180

work=$(mktemp -d)
qemu=
trap '[ -z "$qemu" ] || kill -9 "$qemu" 2>/dev/null || true; rm -rf "$work"' EXIT
rm -rf "$box/console"
mkdir -p "$box/console"
cp "$box/var.ext4" "$work/var.raw"

passed=0
failed=0
boots=0
RANDOM=$seed
declare -A acknowledged=() uncertain=()

now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
seconds_since() { awk -v ms=$(($(now_ms) - $1)) 'BEGIN { printf "%.1f s", ms / 1000 }'; }
# wait_at_random MAX: below so many milliseconds, from the seed; sets `waited`. No subshell: that one would draw its own numbers.
wait_at_random() {
  waited=$(((RANDOM * 32768 + RANDOM) % $1))
  sleep "$(awk -v ms="$waited" 'BEGIN { print ms / 1000 }')"
}

verdict() { # GOOD(0 or not) WHAT
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
    echo "ok: $2"
  else
    failed=$((failed + 1))
    echo "FAILED: $2 (console: $console)"
  fi
}

start_boot() { # TASK
  boots=$((boots + 1))
  console=$box/console/$(printf '%02d' "$boots")-$1.log
  rm -f "$work/var.qcow2"
  qemu-img create -q -f qcow2 -o cluster_size=4k -b "$work/var.raw" -F raw "$work/var.qcow2"
  : >"$console"
  started=$(now_ms)
  "$here/boot.sh" "$box" "$work/var.qcow2" "$here/task.sh" "box.task=$1" >"$console" 2>&1 </dev/null &
  qemu=$!
}

# await PATTERN SECONDS [FROM_LINE]: until a line of the console matches; not when the guest ends or time is over.
await() {
  local found=0 lines
  exec {lines}< <(exec timeout "$2" tail -n "+${3:-1}" -f --pid="$qemu" "$console")
  local reader=$!
  grep -aqm 1 "$1" <&"$lines" || found=1
  exec {lines}<&-
  kill "$reader" 2>/dev/null || true
  return "$found"
}

power_off() { # however the guest feels about it
  kill -9 "$qemu" 2>/dev/null || true
  wait "$qemu" 2>/dev/null || true
  qemu=
  qemu-img check -q -r leaks "$work/var.qcow2" >/dev/null 2>&1 || true
  qemu-img commit -q "$work/var.qcow2"
  remember
}

# said WORD: the rest of the last such line of the task.
said() { tr -d '\r' <"$console" | sed -n "s/.*TEST $1 \{0,1\}//p" | tail -n 1; }

# What the box has acknowledged, or may have done, from the lines of the console that are complete.
remember() {
  local line name
  while IFS= read -r line; do
    name=${line##* }
    case $line in
      *'TEST applied '*) acknowledged[$name]=1 && unset "uncertain[$name]" ;;
      *'TEST applying '*) uncertain[$name]=1 ;;
      *'TEST deleting '*) uncertain[$name]=1 && unset "acknowledged[$name]" ;;
      *'TEST deleted '*) unset "uncertain[$name]" ;;
    esac
  done < <(tr -d '\r' <"$console")
}

check_memory() {
  local name kept good=0
  kept=" $(said kept) "
  for name in "${!acknowledged[@]}"; do
    [[ $kept == *" $name "* ]] || { good=1 && echo "lost: $name"; }
  done
  for name in $kept; do
    [ -n "${acknowledged[$name]:-}${uncertain[$name]:-}" ] || { good=1 && echo "came back: $name"; }
  done
  [ -z "$(said quarantined)" ] || { good=1 && echo "damaged: $(said quarantined)"; }
  [ -z "$(said half-written)" ] || { good=1 && echo "left over: $(said half-written)"; }
  verdict "$good" "${#acknowledged[@]} pods acknowledged and ${#uncertain[@]} uncertain: remembers$kept"
  acknowledged=()
  uncertain=()
  for name in $kept; do acknowledged[$name]=1; done
}

# The journal is replayed on a copy, after which nothing may be left to mend.
check_disk() {
  local good=0
  cp "$work/var.raw" "$work/copy.raw"
  e2fsck -p "$work/copy.raw" >"$console.fsck" 2>&1 || [ $? = 1 ] || good=1
  e2fsck -fn "$work/copy.raw" >>"$console.fsck" 2>&1 || good=1
  ! grep -aE 'EXT4-fs error|I/O error|Kernel panic|Oops' "$console" || good=1
  verdict "$good" "the file system is sound"
}

check_ready() { # WHAT
  local good=0
  await 'TEST settled' "$boot_seconds_max" || good=1
  verdict "$good" "$1: Ready after $(seconds_since "$started"), $(said ready) s of the box's own time"
  [ "$good" = 0 ] || return 0
  check_memory
}

begun=$(now_ms)
start_boot crash
check_ready "first boot"
ready_ms=$(($(now_ms) - started))
good=0
await 'TEST crashed' 60 || good=1
[[ $(said crashed:) =~ ^app-box\ +1/1\ +Running\ +0\ .*\;\ then:\ app-box\ +1/1\ +Running\ +0\  ]] || good=1
verdict "$good" "the agent is killed: $(said crashed:)"
power_off

for ((pull = 1; pull <= pulls; ++pull)); do
  if ((pull % 2 == 1)); then
    start_boot churn
    check_ready "boot before pull $pull"
    wait_at_random 5000
    echo "pull $pull: $waited ms after it was Ready"
  else
    start_boot churn
    wait_at_random "$ready_ms"
    echo "pull $pull: $waited ms after power came, of about $ready_ms until Ready"
  fi
  power_off
  check_disk
done

start_boot hang
check_ready "boot after the last pull"
await 'TEST hanging' 60 || true
hung=$(now_ms)
lines=$(wc -l <"$console")
good=0
await 'TEST ready' "$reset_seconds_max" $((lines + 1)) || good=1
verdict "$good" "the agent is stopped: the watchdog resets the box, which is Ready again after $(seconds_since "$hung")"
power_off
check_disk

start_boot off
check_ready "boot after the reset"
good=0
await 'reboot: Power down' 60 || good=1
power_off
dumpe2fs -h "$work/var.raw" 2>/dev/null | grep -q needs_recovery && good=1
verdict "$good" "an orderly power-off leaves a clean disk"

echo "$boots boots, $pulls pulls, seed $seed: $(seconds_since "$begun")"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

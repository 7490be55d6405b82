#!/bin/bash
# init_script_test.sh BUILD: platform/init/S99peapod under BusyBox with the agent of a build directory: starts, comes back after
# SIGKILL, stops, and says so when it cannot start. In namespaces of its own (mount, PID, network): nothing of the machine's is
# touched. Needs root. The last line is "N passed, N failed".
set -euo pipefail

if [ -z "${INIT_SCRIPT_TEST_INSIDE:-}" ]; then
  INIT_SCRIPT_TEST_INSIDE=yes exec unshare --mount --pid --net --fork --kill-child --mount-proc "$0" "$@"
fi

build=$(cd "$1" && pwd)
readonly build
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
box=/mnt
mount -t tmpfs box "$box"
mkdir -p "$box"/{bin,root/manifests}
busybox=$(command -v busybox)
for applet in sh start-stop-daemon cat tr grep rm sleep kill; do ln -s "$busybox" "$box/bin/$applet"; done
# What the script has of the machine, put into the box.
sed -e "s,/etc/default/\$DAEMON,$box/default,g; s,/var/run/,$box/," "$source/platform/init/S99peapod" >"$box/S99peapod"
cat >"$box/default" <<TEXT
PROGRAM=$build/peapod
PEAPOD_LOGGER="cat >>$box/log"
export PEAPOD_ROOT=$box/root
TEXT
chmod 755 "$box/S99peapod"

script() { PATH=$box/bin "$box/bin/sh" "$box/S99peapod" "$@"; }
agent() { pgrep -x -P "$(cat "$box/peapod.pid")" peapod; }

passed=0
failed=0
# expect STATUS WORDS COMMAND...: its exit status, and what its output contains.
expect() {
  local wanted=$1 words=$2 status=0 output
  shift 2
  output=$("$@" 2>&1) || status=$?
  if [ "$status" = "$wanted" ] && [[ $output == *"$words"* ]]; then
    passed=$((passed + 1))
    echo "ok: $*: $words"
  else
    failed=$((failed + 1))
    printf 'FAILED: %s: exit status %s, not %s; output:\n%s\nlog:\n%s\n' "$*" "$status" "$wanted" "$output" "$(cat "$box/log" 2>&1)"
  fi
}
comes_back() {
  local old tries=100
  old=$(agent) || return 1
  kill -9 "$old"
  until [ "$(agent)" != "$old" ] && "$build/peapod" --root "$box/root" get nodes >/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}
nothing_is_left() { ! pgrep -f "$build/peapod agent" && [ ! -e "$box/peapod.pid" ]; }

expect 3 "does not run" script status
expect 0 "OK" script start
expect 0 "it runs already" script start
expect 0 "Server Version" script status
expect 0 "" comes_back
expect 0 "starting it again" cat "$box/log"
expect 0 "Starting peapod: OK" script restart
expect 0 "OK" script stop
expect 0 "" nothing_is_left
expect 0 "does not run" script stop
echo "PROGRAM=/nonexistent; SECONDS_TO_START=1" >>"$box/default"
expect 1 "FAIL, /nonexistent does not answer" script start
expect 0 "OK" script stop
echo "999999999" >"$box/peapod.pid"
expect 3 "does not run" script status
expect 1 "Usage" script frobnicate
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

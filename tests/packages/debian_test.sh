#!/bin/bash
# debian_test.sh OLD.deb NEW.deb: installs, upgrades, removes and purges the package (this machine's architecture) in a small
# Debian system, while a pod runs. With namespaces of its own for mounts, processes and network, and a stand-in for systemctl.
# Needs root. The last line is "N passed, N failed".
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/packages/box.sh
. "$here/box.sh"
if [ -z "${DEBIAN_TEST_INSIDE:-}" ]; then
  export DEBIAN_TEST_INSIDE
  DEBIAN_TEST_INSIDE=$("$here/chroot.sh")
  exec unshare --mount --pid --net --ipc --uts --cgroup --fork --kill-child --mount-proc "$0" "$@"
fi

box=/mnt
mount -t tmpfs -o mode=755 box "$box"
fill_box "$box" "$DEBIAN_TEST_INSIDE"
cp "$1" "$box/old.deb"
cp "$2" "$box/new.deb"
install -m 755 "$here/systemctl" "$box/usr/bin/systemctl"
mkdir -p "$box/run/systemd/system"
touch "$box/agent.log" "$box/systemctl.log"

inside() { in_box "$box" "$@"; }
files() { (cd "$box" && find . -xdev \( -path ./var/log -o -path ./var/lib/dpkg -o -path ./tmp \) -prune -o -print | sort); }

passed=0
failed=0
expect() { # WHAT COMMAND...
  local what=$1
  shift
  if "$@" >"$box/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok: $what"
  else
    failed=$((failed + 1))
    echo "FAILED: $what"
    tail -n 20 "$box/log"
    echo "the agent's log:"
    tail -n 10 "$box/agent.log"
  fi
}
calls_are() { diff <(grep -v -e 'is-' -e 'preset' "$box/systemctl.log" | sed 's/--[a-z-]* *//g' | tr '\n' ' ') <(echo -n "$1 "); }
pod_runs() {
  local tries=100
  until inside peapod get pods --no-headers | grep -q '^work-box *1/1 *Running'; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}
pod_process() { pgrep -f -x '/bin/sleep 1000007'; }
enabled() { [ -L "$box/etc/systemd/system/multi-user.target.wants/peapod.service" ]; }
answers() { inside peapod version | grep -q '^Server Version: '; }
knows_its_word() { inside bash -c '. /usr/share/bash-completion/completions/peapod && complete -p peapod'; }
same_pod() { [ "$(pod_process)" = "$process" ]; }
pod_is_gone() { ! pod_process && ! pgrep -x peapod-pause; }
kept() {
  grep -qx 'PEAPOD_ARGS="--pod-pids-limit=64"' "$box/etc/default/peapod" &&
    grep -qx 'containerLogMaxFiles: 3' "$box/etc/peapod/agent.yaml" && [ -f "$box/etc/kubernetes/manifests/work.yaml" ]
}
settings_count() { inside peapod config | grep -q '^containerLogMaxFiles: 3 '; }
as_before() { files | diff "$box/before" -; }

touch "$box/before" "$box/log"
files >"$box/before"

expect "install" inside dpkg -i /old.deb
expect "the agent is enabled" enabled
expect "the agent is started" calls_are "daemon-reload start peapod.service"
expect "the agent answers" answers
expect "completion is there" knows_its_word

sed -i 's/^PEAPOD_ARGS=.*/PEAPOD_ARGS="--pod-pids-limit=64"/' "$box/etc/default/peapod"
sed -i 's/^#containerLogMaxFiles:.*/containerLogMaxFiles: 3/' "$box/etc/peapod/agent.yaml"
cat >"$box/etc/kubernetes/manifests/work.yaml" <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: work}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - {name: sleep, image: peapod.local/host, command: [/bin/sleep, "1000007"]}
YAML
expect "a pod runs" pod_runs
process=$(pod_process || echo "no process")

: >"$box/systemctl.log"
expect "upgrade, the configuration changed" inside dpkg -i --force-confdef /new.deb
expect "the agent is restarted" calls_are "daemon-reload restart peapod.service"
expect "the agent answers" answers
expect "the pod runs on" pod_runs
expect "in the same process, $process" same_pod
expect "what the user wrote is kept" kept
expect "settings are in effect" settings_count

: >"$box/systemctl.log"
expect "remove" inside dpkg -r peapod
expect "the agent is stopped" calls_are "stop peapod.service daemon-reload"
expect "no process of the pod is left" pod_is_gone
expect "what the user wrote is kept" kept

rm "$box/etc/kubernetes/manifests/work.yaml"
expect "purge" inside dpkg -P peapod
expect "everything is as before" as_before
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

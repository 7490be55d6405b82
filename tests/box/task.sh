#!/bin/sh
# What a box does in its test (box_test.sh): tells when its pod is Ready and what it remembers of earlier boots, then does what
# the kernel's command line says in box.task:
#   churn  makes and deletes pods through the API until the power is gone, telling each before it asks and when it was done
#   crash  kills the agent, and tells what became of the pod
#   hang   stops the agent: what comes next is the watchdog's
#   off    powers the box off in an orderly way

say() { echo "TEST $*"; }
uptime() { cut -d' ' -f1 /proc/uptime; }

# The supervised agent, not a keeper or a command.
agent() {
  for process in /proc/[0-9]*; do
    case $(tr '\0' ' ' <"$process/cmdline" 2>/dev/null) in
      "/usr/bin/peapod agent "*) echo "${process#/proc/}" ;;
    esac
  done
}

app() { peapod get pods app-box --no-headers 2>/dev/null; }
until_ready() {
  until app | grep -q ' 1/1 *Running '; do usleep 200000; done
}

manifest() {
  cat <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $1, namespace: kept}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - {name: sleep, image: peapod.local/host, command: [/bin/sleep, "100000"]}
YAML
}

churn() {
  # Numbers go on where the last boot's names ended; at most three pods are there at a time.
  number=$(peapod get pods -n kept -o name | sed 's,.*-,,' | sort -n | tail -n 1)
  number=$((${number:-0} + 1))
  while :; do
    say "applying pod-$number"
    manifest "pod-$number" | peapod apply -f - >/dev/null && say "applied pod-$number"
    for name in $(peapod get pods -n kept -o name | sed 's,.*/,,' | sort -t- -k2 -n | head -n -3); do
      say "deleting $name"
      peapod delete pod "$name" -n kept --force >/dev/null && say "deleted $name"
    done
    number=$((number + 1))
  done
}

crash() {
  before=$(app)
  old=$(agent)
  kill -9 "$old"
  until [ -n "$(agent)" ] && [ "$(agent)" != "$old" ] && app >/dev/null; do usleep 200000; done
  until_ready
  say "crashed: $before; then: $(app)"
}

until_ready
say "ready $(uptime)"
say "kept $(peapod get pods -n kept -o name 2>/dev/null | sed 's,.*/,,' | sort -t- -k2 -n | tr '\n' ' ')"
say "quarantined $(find /var/lib/peapod -path '*quarantine*' -type f | tr '\n' ' ')"
say "half-written $(find /var/lib/peapod/api-pods -type f ! -name '*.pod' 2>/dev/null | tr '\n' ' ')"
say "settled"
task=$(sed -n 's/.*box\.task=\([a-z]*\).*/\1/p' /proc/cmdline)
case $task in
  churn | crash) "$task" ;;
  hang)
    say "hanging $(uptime)"
    kill -STOP "$(agent)"
    ;;
  off) poweroff ;;
esac

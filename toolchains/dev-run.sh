# toolchains/dev run: one pod from a manifest, shown from all sides. Sourced by toolchains/dev.

readonly run_root=$PWD/build/run

peapod() { build/host/peapod --root "$run_root" "$@"; }

# eventually SECONDS WHAT COMMAND...: until the command succeeds.
eventually() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || die "waited in vain for $what"
    [ -z "${agent:-}" ] || kill -0 "$agent" 2>/dev/null || die "the agent has ended; its log: $run_root/agent.log"
    sleep 0.1
  done
}

make_busybox_image() {
  local image=$run_root/images/busybox.tar
  local script=toolchains/images/make-busybox-image.sh
  mkdir -p "$run_root/images" "$run_root/manifests"
  [ "$image" -nt "$script" ] && return
  say "making $image from $(command -v busybox)"
  "$script" "$image"
}

# A READY column "2/2" of a Running pod, or a pod that has ended well.
all_settled() {
  peapod get pods | awk 'NR > 1 { split($2, ready, "/"); if (!($3 == "Completed" || ($3 == "Running" && ready[1] == ready[2]))) exit 1 }
    END { if (NR < 2) exit 1 }'
}

pod_groups() { find /sys/fs/cgroup -type d -name "*$1*" 2>/dev/null; }
pod_processes() { pod_groups "$1" | sed 's|$|/cgroup.procs|' | xargs -r cat 2>/dev/null | sort -un; }

show() { # TITLE COMMAND...
  printf '\n\033[1m%s\033[0m\n' "$1"
  shift
  "$@" || printf '(exit status %s)\n' $?
}

# Up to two seconds, for a container that is about to say something; many say nothing.
wait_for_log() { # POD CONTAINER
  local try
  for try in {1..20}; do
    [ -z "$(peapod logs "$1" -c "$2" --tail=1 2>/dev/null)" ] || return 0
    sleep 0.1
  done
}

# The page and the limits are read inside the pod: by its own network namespace and its own view of its cgroup.
show_pod() {
  local pod=$1 yaml
  yaml=$(peapod get pod "$pod" -o yaml)
  show "describe pod $pod" peapod describe pod "$pod"
  local port
  port=$(sed -n 's/^.*containerPort: //p' <<<"$yaml" | head -n 1)
  if [ -n "$port" ]; then
    show "http://localhost:$port/ in the pod" peapod exec "$pod" -- wget -q -O - "http://localhost:$port/"
  fi
  show "limits in force" peapod exec "$pod" -- sh -c '
    cd /sys/fs/cgroup
    grep -H . cpu.max memory.max pids.max cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us cpu/cpu.shares \
      memory/memory.limit_in_bytes pids/pids.max 2>/dev/null || true'
  local container
  for container in $(sed -n '/^spec:/,/^status:/{/^  \(containers\|initContainers\):/,/^  [a-z]/p}' <<<"$yaml" |
    sed -n 's/^  [- ] name: //p'); do
    wait_for_log "$pod" "$container"
    show "logs $pod -c $container" peapod logs "$pod" -c "$container" --tail=10
  done
}

# Whatever happened, the agent is told to stop, pods included, and the box must be as it was.
stop_agent() {
  trap '' INT TERM
  trap - EXIT
  local left=0 uid group process
  local -A processes=()
  for uid in ${pod_uids:-}; do
    for process in $(pod_processes "$uid"); do processes[$process]=1; done
  done
  say "stopping"
  kill -TERM "$agent" 2>/dev/null || true
  wait "$agent" || left=1
  rm -rf "$run_root/manifests"
  for process in "${!processes[@]}"; do
    if [ -e "/proc/$process" ] && ! grep -q '^State:.*zombie' "/proc/$process/status" 2>/dev/null; then
      echo "left behind: process $process: $(tr '\0' ' ' <"/proc/$process/cmdline")" >&2
      left=1
    fi
  done
  for uid in ${pod_uids:-}; do
    for group in $(pod_groups "$uid"); do
      echo "left behind: cgroup $group" >&2
      left=1
    done
  done
  if grep -F " $run_root/" /proc/self/mountinfo >&2; then
    echo "left behind: the mounts above" >&2
    left=1
  fi
  [ "$left" = 0 ] && say "everything is gone" || exit 1
}

cmd_run() {
  local manifest=config/examples/web.yaml once=no argument
  for argument in "$@"; do
    case $argument in
      --once) once=yes ;;
      -*) die "no such option of run: $argument" ;;
      *) manifest=$argument ;;
    esac
  done
  [ -r "$manifest" ] || die "cannot read $manifest"
  [ "$(id -u)" = 0 ] || die "namespaces and cgroups need root: sudo toolchains/dev run"
  build host peapod peapod-pause
  make_busybox_image
  build/host/peapod check "$manifest"
  ! peapod version 2>/dev/null | grep -qi '^server' || die "an agent runs already under $run_root"

  # A session of its own: Ctrl-C is ours to handle, and the agent's to hear of in an orderly way.
  setsid build/host/peapod agent --root "$run_root" --on-exit=stop >"$run_root/agent.log" 2>&1 &
  agent=$!
  trap stop_agent EXIT
  trap 'exit 130' INT TERM
  eventually 20 "the agent" peapod get pods
  cp "$manifest" "$run_root/manifests/"
  say "waiting until $manifest is Ready"
  eventually 90 "the pod to be Ready; 'build/host/peapod --root $run_root describe pods' tells more" all_settled
  pod_uids=$(peapod get pods -o yaml | sed -n 's/^ *uid: //p' | tr -d '"' | sort -u)

  show "get pods" peapod get pods -o wide
  local pod
  for pod in $(peapod get pods -o name); do show_pod "${pod#pod/}"; done
  [ "$once" = yes ] && return
  say "the agent goes on until Ctrl-C; from another terminal: build/host/peapod --root $run_root get pods"
  wait "$agent"
}

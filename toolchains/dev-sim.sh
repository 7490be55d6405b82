# toolchains/dev sim: many histories of both simulators (tests/sim), on all CPUs. Sourced by toolchains/dev.

# Each program in as many parts as there are CPUs, one after the other. A part that finds something says all that it said.
cmd_sim() { # [HISTORIES [SEED]]
  local histories=${1:-1000000} seed=${2:-1} parts program part share log status=0 jobs
  [[ $histories =~ ^[1-9][0-9]*$ && $seed =~ ^[0-9]+$ ]] || die "sim takes a number of histories and a first seed"
  parts=$(nproc)
  share=$(((histories + parts - 1) / parts))
  build host sim sim_agent
  log=$(mktemp -d)
  for program in sim sim_agent; do
    jobs=()
    for ((part = 0; part < parts; ++part)); do
      "build/host/$program" --histories "$share" --seed $((seed + part * share)) >"$log/$part" 2>&1 &
      jobs+=($!)
    done
    for ((part = 0; part < parts; ++part)); do
      if wait "${jobs[part]}"; then
        say "$program from seed $((seed + part * share)): $(tail -n 1 "$log/$part")"
      else
        cat "$log/$part" >&2
        echo "FAILED: $program from seed $((seed + part * share))" >&2
        status=1
      fi
    done
  done
  rm -rf "$log"
  return $status
}

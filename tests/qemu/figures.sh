#!/bin/busybox sh
# figures.sh NAME PEAPOD CLIENT EXAMPLE IMAGES [KB]: starts an agent with one pod in the guest, and prints how long it took from the
# agent's start until the pod was Ready, and the memory that agent and keeper have then (smaps_rollup, kB). CLIENT is the
# peapod that asks it. The agent may have KB resident.
name=$1 peapod=$2 client=$3 example=$4 images=$5 most=${6:-}

root=$(mktemp -d)
mkdir "$root/manifests"
ln -s "$images" "$root/images"
cp "$example" "$root/manifests/"

now() { awk '{ print $1 * 100 }' /proc/uptime; }
# mappings PID: what each mapping has of it.
mappings() {
  awk '/^[0-9a-f]+-/ { name = $2 " " $6 } /^Rss:/ { rss = $2 } /^Anonymous:/ { print "# " name ": Rss " rss " Anonymous " $2 }' "/proc/$1/smaps"
}
# memory PID: its resident set, its share of that, and how much of it is no file's.
memory() { awk '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 } /^Anonymous:/ { own = $2 } END { printf "Rss %d Pss %d Anonymous %d", rss, pss, own }' "/proc/$1/smaps_rollup"; }

begin=$(now)
"$peapod" agent --root "$root" --on-exit=stop >"$root/agent.log" 2>&1 &
agent=$!
until [ -S "$root/run/peapod.sock" ] || [ ! -d "/proc/$agent" ]; do usleep 20000; done
"$client" --root "$root" get pods -w >"$root/watch" &
watch=$!
tries=1200
until grep -Eq ' ([0-9]+)/\1 ' "$root/watch" || [ "$tries" = 0 ]; do
  [ -d "/proc/$agent" ] || tries=1
  usleep 100000
  tries=$((tries - 1))
done
ready=$(now)
kill "$watch"
wait "$watch"
if [ "$tries" = 0 ]; then
  sed 's/^/# /' "$root/agent.log" "$root/watch"
  echo "@@ figure $name: never Ready"
else
  sleep 15 # Until the agent has found out that nothing changes any more.
  keeper=$(grep -lx pause /proc/[0-9]*/comm | sed 's|/proc/\([0-9]*\)/comm|\1|;q')
  mappings "$agent"
  resident=$(memory "$agent" | cut -d' ' -f2)
  [ "${most:-$resident}" -ge "$resident" ] || echo "@@ figure $name: $resident kB are resident, more than $most"
  echo "@@ figure $name: $(stat -c %s "$peapod") bytes, Ready after $((ready - begin))0 ms; agent $(memory "$agent"), keeper $(memory "$keeper") kB"
fi
kill "$agent"
wait "$agent"
rm -rf "$root"

#!/bin/busybox sh
# Runs the tests of this boot, named in /boot.conf (boot.sh), with their results as TAP on the console; then the power goes
# off. The host reads the lines that begin with "@@".
/bin/busybox --install -s /bin
export PATH=/usr/local/bin:/bin:/sbin:/usr/bin:/usr/sbin HOME=/root TERM=dumb
. /boot.conf
export CMOCKA_MESSAGE_OUTPUT=tap PEAPOD_TEST_TIME_FACTOR="$time_factor"
hostname guest
ip link set lo up
ulimit -c 0

echo "@@ boot $(uname -rm) seconds $(cut -d. -f1 /proc/uptime) kilobytes free $(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo)"
if [ -n "$release" ]; then
  for program in peapod peapod-pause; do mount -o bind "/release/$release/$program" "$binaries/$program"; done
  for each in /release/*; do
    case $each in
      *-small) example=host.yaml most=600 ;; # It has no images but the box itself.
      *) example=web.yaml most='' ;;
    esac
    /figures.sh "${each##*/}" "$each/peapod" "/release/$release/peapod" "$source/config/examples/$example" "$binaries/images" $most
  done
fi
for test in $tests; do
  filter=$(eval "echo \"\$filter_$test\"")
  begin=$(cut -d. -f1 /proc/uptime)
  echo "@@ begin $test"
  # shellcheck disable=SC2086
  $through "$binaries/$test" ${filter:+"--gtest_filter=$filter"} </dev/null 2>&1
  status=$?
  echo
  echo "@@ end $test status $status seconds $(($(cut -d. -f1 /proc/uptime) - begin))"
done
dmesg | grep -E 'BUG:|Oops|WARNING:' | sed 's/^/@@ kernel /'
echo "@@ complete"
sync
poweroff -f

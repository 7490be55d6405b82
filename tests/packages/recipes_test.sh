#!/bin/bash
# recipes_test.sh: the recipes for Yocto and OpenWrt and the service files, as far as that can be told without those systems.
# OpenWrt's Makefile and procd script are run with stand-ins for what they call. The last line is "N passed, N failed".
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
platform=$(cd "$here/../../platform" && pwd)
readonly recipe=$platform/yocto/recipes-containers/peapod/peapod_git.bb
readonly fragment=$platform/yocto/recipes-kernel/linux/files/peapod.cfg

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
check() { # WHAT COMMAND...
  local what=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok: $what"
  else
    failed=$((failed + 1))
    echo "FAILED: $what"
    cat "$work/log"
  fi
}

# An option that no CMakeLists.txt knows would be ignored without a word.
options_exist() {
  local option missing=0
  for option in $(grep -rhoE -- '-DPEAPOD_[A-Z]+' "$platform"/{buildroot,yocto,openwrt} | sort -u); do
    grep -rqE --include=CMakeLists.txt --include='*.cmake' "(option|set)\(${option#-D} " "$platform/.." --exclude-dir=build ||
      { missing=1 && echo "CMake knows no ${option#-D}"; }
  done
  return "$missing"
}

# In the order of OpenEmbedded's style guide, without tabs, and each value closed.
recipe_has_style() {
  awk '
    BEGIN { n = split("SUMMARY DESCRIPTION SECTION LICENSE DEPENDS inherit PACKAGECONFIG EXTRA_OECMAKE FILES RRECOMMENDS", order) }
    /\t/ { print FNR ": a tab"; bad = 1 }
    /[ ]$/ { print FNR ": a blank at the end"; bad = 1 }
    !open && /^[A-Z]/ && !/=/ { print FNR ": no assignment"; bad = 1 }
    { quotes = gsub(/"/, "\""); if (quotes % 2) open = !open }
    /\\$/ && !open { print FNR ": goes on outside of a value"; bad = 1 }
    { for (i = 1; i <= n; ++i) if (index($0, order[i]) == 1) { if (i < at) { print FNR ": " order[i] " is too late"; bad = 1 } at = i } }
    END { if (open) { print "a value is not closed"; bad = 1 } exit bad }' "$recipe"
}

kernel_options_are_one_list() {
  diff <(sed -n 's/.*KCONFIG_ENABLE_OPT,\(CONFIG_[A-Z0-9_]*\)).*/\1=y/p' "$platform/buildroot/package/peapod/peapod.mk") "$fragment"
}

openwrt_package_installs() {
  mkdir -p "$work"/{top,include,installed/usr/bin,root}
  touch "$work/include/package.mk" "$work/include/cmake.mk" "$work/installed/usr/bin/"{peapod,peapod-pause}
  cat >"$work/top/rules.mk" <<MAKE
INCLUDE_DIR := $work/include
PKG_INSTALL_DIR := $work/installed
INSTALL_DIR := install -d -m0755
INSTALL_BIN := install -m0755
INSTALL_CONF := install -m0600
BuildPackage = \$(eval all: ; \$(call Package/\$(1)/install,$work/root))
MAKE
  make -C "$platform/openwrt" TOPDIR="$work/top" all
  diff <(cd "$work/root" && find . -type f -printf '%m %p\n' | sort) - <<'FILES'
600 ./etc/config/peapod
600 ./etc/peapod/agent.yaml
755 ./etc/init.d/peapod
755 ./usr/bin/peapod
755 ./usr/bin/peapod-pause
FILES
}

procd_starts_the_agent() {
  (
    config_load() { :; }
    config_get() { eval "$1='--on-exit=stop --pod-pids-limit=64'"; }
    procd_open_instance() { echo open; }
    procd_set_param() { echo "$@"; }
    procd_close_instance() { echo close; }
    # shellcheck source=/dev/null
    . "$platform/openwrt/files/peapod.init"
    start_service
  ) >"$work/procd"
  diff "$work/procd" - <<'CALLS'
open
command /usr/bin/peapod agent --on-exit=stop --pod-pids-limit=64
respawn 3600 1 0
limits nofile=65536 65536
term_timeout 60
stdout 1
stderr 1
close
CALLS
}

scripts_are_sound() {
  shellcheck "$platform"/init/S99peapod "$platform"/debian/{postinst,prerm,postrm,dependencies.sh}
  shellcheck -s sh -e SC2034,SC3043 "$platform/openwrt/files/peapod.init"
}

unit_is_sound() {
  local key
  for key in Type=notify NotifyAccess=main Delegate=yes KillMode=process OOMPolicy=continue Restart=always WatchdogSec=30; do
    grep -qx "$key" "$platform/init/peapod.service" || { echo "no $key" && return 1; }
  done
  sed "s,/usr/bin/peapod ,$(command -v true) ," "$platform/init/peapod.service" >"$work/peapod.service"
  systemd-analyze verify --man=no "$work/peapod.service"
}

check "options of recipes are options of CMake" options_exist
check "Yocto: style of the recipe" recipe_has_style
check "Yocto: the kernel options are Buildroot's" kernel_options_are_one_list
check "OpenWrt: what is installed" openwrt_package_installs
check "OpenWrt: procd starts the agent" procd_starts_the_agent
check "scripts" scripts_are_sound
check "man pages" mandoc -Tlint -Wwarning "$platform"/man/peapod.1 "$platform"/man/peapod-agent.8 "$platform"/man/peapod-pause.8
check "systemd unit" unit_is_sound
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

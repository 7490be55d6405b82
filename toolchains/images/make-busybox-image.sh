#!/bin/sh
# Makes docker.io/library/busybox:latest from Debian's busybox-static, the machine's own or the one given (for another
# architecture: see make-image.sh).
#
#   make-busybox-image.sh OUT.tar [BUSYBOX]
set -eu

[ $# -eq 1 ] || [ $# -eq 2 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
own=$(command -v busybox) || { echo "$0: no busybox; run: apt-get install busybox-static" >&2; exit 1; }
busybox=${2:-$own}
if ldd "$busybox" >/dev/null 2>&1; then
  echo "$0: $busybox needs shared libraries; run: apt-get install busybox-static" >&2
  exit 1
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022
chmod 755 "$root"
cd "$root"
mkdir -p bin dev etc home proc root sbin sys tmp usr/bin usr/sbin var/log var/run var/spool var/www
chmod 700 root
chmod 1777 tmp
cp "$busybox" bin/busybox
chmod 755 bin/busybox
# Debian's has the same applets on all architectures: our own can tell them.
"$own" --list-full | grep / | grep -vx 'bin/busybox' | while read -r applet; do
  mkdir -p "${applet%/*}"
  ln -s /bin/busybox "$applet"
done
ln -sf /bin/busybox bin/sh

cat >etc/passwd <<'EOF'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
EOF
cat >etc/group <<'EOF'
root:x:0:
daemon:x:1:
tty:x:5:
www-data:x:33:
nogroup:x:65534:
EOF

cd - >/dev/null
"$(dirname "$0")/make-image.sh" "$root" docker.io/library/busybox:latest "$1" \
  '{"Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], "Cmd": ["sh"]}'

#!/bin/sh
# Makes docker.io/library/busybox:latest from Debian's busybox-static.
#
#   make-busybox-image.sh OUT.tar
set -eu

[ $# -eq 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
busybox=$(command -v busybox) || { echo "$0: no busybox; run: apt-get install busybox-static" >&2; exit 1; }
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
busybox --list-full | grep / | grep -vx 'bin/busybox' | while read -r applet; do
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

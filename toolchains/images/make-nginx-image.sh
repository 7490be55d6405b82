#!/bin/sh
# Makes docker.io/library/nginx:latest from Debian's packages, laid out as the official image: nginx with its libraries,
# and /bin/sh, cat, echo, ... for what manifests run in it. Packages are downloaded once, to build/debs or PACKAGES (for
# another architecture: with an APT_CONFIG for that, and see make-image.sh).
#
#   make-nginx-image.sh OUT.tar [PACKAGES]
set -eu

[ $# -eq 1 ] || [ $# -eq 2 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
case $1 in /*) out=$1 ;; *) out=$PWD/$1 ;; esac
here=$(cd "$(dirname "$0")" && pwd)
debs=${2:-$here/../../build/debs}
programs='nginx nginx-common dash coreutils'

# with_libraries PACKAGE...: these, and the libraries they depend on directly or not.
with_libraries() {
  found=" $* "
  for package in "$@"; do pending="${pending:-} $package"; done
  while [ -n "$pending" ]; do
    next=
    for library in $(apt-cache depends --important --no-recommends --no-suggests $pending |
      sed -n 's/^ *|\{0,1\}\(Pre\)\{0,1\}Depends: \(z\{0,1\}lib[a-z0-9.+-]*\)$/\2/p'); do
      case "$found" in *" $library "*) continue ;; esac
      case "$library" in libnginx-mod-* | libgcc-s1) continue ;; esac
      found="$found$library "
      next="$next $library"
    done
    pending=$next
  done
  echo "$found"
}

# Tests that run at the same time share the packages.
mkdir -p "$(dirname "$debs")"
exec 9>"$debs.lock"
flock 9
if [ ! "$debs/complete" -nt "$0" ]; then
  rm -rf "$debs"
  mkdir -p "$debs"
  packages=$(with_libraries $programs)
  (cd "$debs" && apt-get -qq -o APT::Sandbox::User=root -o Acquire::Retries=5 download $packages) ||
    { echo "$0: cannot download:$packages; after apt-get update?" >&2; exit 1; }
  touch "$debs/complete"
fi
flock -u 9

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022
chmod 755 "$root"
for deb in "$debs"/*.deb; do dpkg -x "$deb" "$root"; done

cd "$root"
rm -rf usr/share/doc usr/share/man usr/share/info usr/share/locale usr/share/lintian usr/share/bash-completion \
  usr/lib/*-linux-gnu/gconv etc/nginx/* etc/init.d etc/default etc/logrotate.d etc/ufw lib/systemd var/www
mkdir -p dev proc sys root run tmp etc/nginx/conf.d usr/share/nginx/html var/cache/nginx var/log/nginx var/lib/nginx
chmod 700 root
chmod 1777 tmp
ln -sf dash bin/sh
ln -sf /dev/stdout var/log/nginx/access.log
ln -sf /dev/stderr var/log/nginx/error.log

cat >etc/passwd <<'EOF'
root:x:0:0:root:/root:/bin/sh
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
nginx:x:101:101:nginx user:/nonexistent:/bin/false
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
EOF
cat >etc/group <<'EOF'
root:x:0:
tty:x:5:
www-data:x:33:
nginx:x:101:
nogroup:x:65534:
EOF
cat >etc/nginx/mime.types <<'EOF'
types {
  text/html html htm;
  text/css css;
  text/plain txt;
  application/javascript js;
  application/json json;
  image/png png;
  image/svg+xml svg;
}
EOF
cat >etc/nginx/nginx.conf <<'EOF'
user nginx;
worker_processes 1;
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;

events {
  worker_connections 1024;
}

http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /var/log/nginx/access.log;
  include /etc/nginx/conf.d/*.conf;
}
EOF
cat >etc/nginx/conf.d/default.conf <<'EOF'
server {
  listen 80;
  server_name localhost;
  location / {
    root /usr/share/nginx/html;
    index index.html;
  }
}
EOF
cat >usr/share/nginx/html/index.html <<'EOF'
<!DOCTYPE html>
<html>
<head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1></body>
</html>
EOF

"$here/make-image.sh" "$root" docker.io/library/nginx:latest "$out" '{
  "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  "Cmd": ["nginx", "-g", "daemon off;"], "StopSignal": "SIGQUIT", "ExposedPorts": {"80/tcp": {}}}'

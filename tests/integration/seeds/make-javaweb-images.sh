#!/bin/sh
# The two images of the javaweb-2 manifest, as far as it looks into them: one that brings /sample.war, one with a server's
# start script that serves the directory of web applications.
#
#   make-javaweb-images.sh OUT_DIRECTORY
set -eu

[ $# -eq 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$1
make_image=$(cd "$(dirname "$0")/../../../toolchains/images" && pwd)/make-image.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
config='{"Env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], "Cmd": ["sh"]}'

for image in sample tomcat; do
  mkdir -p "$work/$image/bin" "$work/$image/tmp"
  cp "$(command -v busybox)" "$work/$image/bin/busybox"
  for applet in sh cp sleep httpd; do ln -s busybox "$work/$image/bin/$applet"; done
done
echo "the web application" >"$work/sample/sample.war"
scripts=$work/tomcat/root/apache-tomcat-7.0.42-v2/bin
mkdir -p "$scripts" "$work/tomcat/root/apache-tomcat-7.0.42-v2/webapps"
cat >"$scripts/start.sh" <<'END'
#!/bin/sh
exec httpd -f -p 8080 -h /root/apache-tomcat-7.0.42-v2/webapps
END
chmod 755 "$scripts/start.sh"
"$make_image" "$work/sample" docker.io/geektime/sample:v2 "$out/sample.tar" "$config"
"$make_image" "$work/tomcat" docker.io/geektime/tomcat:7.0 "$out/tomcat.tar" "$config"

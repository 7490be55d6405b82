#!/bin/bash
# sources.sh DIRECTORY: the sources of musl, libstdc++ and of the libraries we link, unpacked and with Debian's patches, each in
# a folder of its name without the version. Registry hosts and keys are those of the machine's own apt configuration, which is
# not touched.
set -euo pipefail

readonly directory=$1
readonly packages=(musl libuv1 libyaml http-parser zlib libarchive libmd rapidjson nghttp2 mbedtls
  googletest)

apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial" "$directory"
chmod 755 "$apt"

# The machine's sources once more, for source packages, in both of apt's formats.
for file in /etc/apt/sources.list.d/*.sources; do
  [ -r "$file" ] || continue
  sed 's/^Types:.*/Types: deb deb-src/' "$file" >"$apt/parts/$(basename "$file")"
done
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -r "$file" ] || continue
  sed -n 's/^deb \(.*\)/deb \1\ndeb-src \1/p' "$file" >"$apt/parts/$(basename "$file")"
done

options=(-qq -o "Dir::Etc::sourcelist=$apt/none" -o "Dir::Etc::sourceparts=$apt/parts" -o "Dir::State::lists=$apt/lists"
  -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
apt-get "${options[@]}" update

cd "$directory"
apt-get "${options[@]}" source "${packages[@]}" >/dev/null
apt-get "${options[@]}" download gcc-12-source
rm -f ./*.tar.* ./*.dsc
for package in "${packages[@]}"; do mv "$package"-*/ "$package"; done

# Of GCC only what libstdc++ is built from.
parts=(libstdc++-v3 libgcc libiberty libbacktrace include config gcc/BASE-VER gcc/DATESTAMP config.guess config.sub config-ml.in
  install-sh ltmain.sh missing mkinstalldirs depcomp move-if-change)
mkdir gcc
dpkg-deb --fsys-tarfile gcc-12-source_*.deb | tar -xOf - --wildcards '*/gcc-12.*.tar.xz' |
  tar -xJf - -C gcc --strip-components=1 --exclude='*/testsuite/*/*' --exclude='*/doc/html' --exclude='*/doc/xml' \
    --wildcards --no-wildcards-match-slash "${parts[@]/#/gcc-*/}"
rm gcc-12-source_*.deb

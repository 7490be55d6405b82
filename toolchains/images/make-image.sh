#!/bin/sh
# Packs a directory as an image: an OCI archive with one gzipped layer, byte for byte the same for the same input.
#
#   make-image.sh ROOT_DIRECTORY NAME OUT.tar CONFIG_JSON
#
# CONFIG_JSON is the "config" object of OCI's image config: '{"Cmd": ["sh"]}'. The architecture is the machine's own, or
# DEB_HOST_ARCH (in Debian's words: arm64).
set -eu

[ $# -eq 4 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$1 name=$2 out=$3 config=$4

case ${DEB_HOST_ARCH:-$(dpkg --print-architecture 2>/dev/null || uname -m)} in
  amd64 | x86_64) platform='"architecture": "amd64"' ;;
  arm64 | aarch64) platform='"architecture": "arm64"' ;;
  armhf | armv7*) platform='"architecture": "arm", "variant": "v7"' ;;
  i386 | i686) platform='"architecture": "386"' ;;
  riscv64) platform='"architecture": "riscv64"' ;;
  *) echo "$0: OCI's name for this architecture is not known here" >&2; exit 1 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
blobs=$work/layout/blobs/sha256
mkdir -p "$blobs"

reproducible_tar() { tar --sort=name --mtime=@0 --numeric-owner --format=gnu "$@"; }
digest() { sha256sum "$1" | cut -d' ' -f1; }
size() { stat -c %s "$1"; }
# add_blob FILE: moves it to its digest's name and prints the digest.
add_blob() {
  blob=$(digest "$1")
  mv "$1" "$blobs/$blob"
  echo "$blob"
}

reproducible_tar -C "$root" -cf "$work/layer.tar" .
diff_id=$(digest "$work/layer.tar")
gzip -1n "$work/layer.tar"
layer=$(add_blob "$work/layer.tar.gz")

cat >"$work/config.json" <<EOF
{"os": "linux", $platform, "config": $config, "rootfs": {"type": "layers", "diff_ids": ["sha256:$diff_id"]}}
EOF
config_blob=$(add_blob "$work/config.json")

cat >"$work/manifest.json" <<EOF
{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
 "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": "sha256:$config_blob", "size": $(size "$blobs/$config_blob")},
 "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
             "digest": "sha256:$layer", "size": $(size "$blobs/$layer")}]}
EOF
manifest=$(add_blob "$work/manifest.json")

cat >"$work/layout/index.json" <<EOF
{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
 "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json",
                "digest": "sha256:$manifest", "size": $(size "$blobs/$manifest"),
                "platform": {"os": "linux", $platform},
                "annotations": {"io.containerd.image.name": "$name",
                                "org.opencontainers.image.ref.name": "${name##*:}"}}]}
EOF
echo '{"imageLayoutVersion": "1.0.0"}' >"$work/layout/oci-layout"

mkdir -p "$(dirname "$out")"
new=$(mktemp "$out.XXXXXX")
reproducible_tar --owner=0 --group=0 --mode=u=rwX,go=rX -C "$work/layout" -cf "$new" blobs index.json oci-layout
chmod 644 "$new"
mv "$new" "$out"

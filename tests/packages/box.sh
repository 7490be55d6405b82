# A small Debian as the root of what a test runs. Sourced.

# fill_box DIRECTORY ARCHIVE: the directory must be a mount, as whatever makes mounts private needs of its root.
fill_box() {
  tar -C "$1" -xf "$2"
  mount -t proc proc "$1/proc"
  mount --rbind /sys "$1/sys"
  mount --rbind /dev "$1/dev"
}

# in_box DIRECTORY COMMAND...: with an environment of its own.
in_box() { chroot "$1" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C "${@:2}"; }

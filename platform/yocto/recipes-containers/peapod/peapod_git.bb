SUMMARY = "Kubernetes Pods on one box, without a container engine"
DESCRIPTION = "Takes ordinary v1 Pod manifests, starts their processes in shared \
namespaces, enforces limits, drives probes and keeps pods alive over its own crash."
SECTION = "admin"
LICENSE = "CLOSED"

DEPENDS = "http-parser libuv libyaml rapidjson"

# The layer lies in the sources it builds.
inherit externalsrc
EXTERNALSRC = "${@os.path.abspath(d.getVar('FILE_DIRNAME') + '/../../../..')}"
EXTERNALSRC_BUILD = "${WORKDIR}/build"
PV = "0.1.0"

inherit bash-completion cmake pkgconfig systemd update-rc.d

PACKAGECONFIG ??= "archives grpc tls writes kinds"
PACKAGECONFIG[archives] = "-DPEAPOD_ARCHIVES=ON,-DPEAPOD_ARCHIVES=OFF,libarchive libmd zlib"
PACKAGECONFIG[grpc] = "-DPEAPOD_GRPC=ON,-DPEAPOD_GRPC=OFF,nghttp2"
PACKAGECONFIG[tls] = "-DPEAPOD_TLS=ON,-DPEAPOD_TLS=OFF,mbedtls"
PACKAGECONFIG[writes] = "-DPEAPOD_WRITES=ON,-DPEAPOD_WRITES=OFF"
PACKAGECONFIG[kinds] = "-DPEAPOD_KINDS=ON,-DPEAPOD_KINDS=OFF"

EXTRA_OECMAKE = "-DPEAPOD_TESTS=OFF -DPEAPOD_INIT='${@bb.utils.filter('DISTRO_FEATURES', 'systemd', d) or 'busybox'}'"

SYSTEMD_SERVICE:${PN} = "peapod.service"
INITSCRIPT_NAME = "S99peapod"
INITSCRIPT_PARAMS = "defaults 99 1"

FILES:${PN} += "${systemd_system_unitdir} ${nonarch_libdir}/tmpfiles.d"
CONFFILES:${PN} = "${sysconfdir}/default/peapod ${sysconfdir}/peapod/agent.yaml"

RRECOMMENDS:${PN} = "kernel-module-overlay"

################################################################################
#
# peapod
#
################################################################################

PEAPOD_VERSION = 0.1.0
PEAPOD_SITE = $(BR2_EXTERNAL_PEAPOD_PATH)/../..
PEAPOD_SITE_METHOD = local
PEAPOD_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude /build
PEAPOD_LICENSE = PROPRIETARY
PEAPOD_REDISTRIBUTE = NO
PEAPOD_DEPENDENCIES = libhttpparser libuv libyaml rapidjson
PEAPOD_CONF_OPTS = -DPEAPOD_TESTS=OFF

ifeq ($(BR2_PACKAGE_PEAPOD_ARCHIVES),y)
PEAPOD_CONF_OPTS += -DPEAPOD_ARCHIVES=ON
PEAPOD_DEPENDENCIES += libarchive libmd zlib
else
PEAPOD_CONF_OPTS += -DPEAPOD_ARCHIVES=OFF
endif

ifeq ($(BR2_PACKAGE_PEAPOD_GRPC),y)
PEAPOD_CONF_OPTS += -DPEAPOD_GRPC=ON
PEAPOD_DEPENDENCIES += nghttp2
else
PEAPOD_CONF_OPTS += -DPEAPOD_GRPC=OFF
endif

ifeq ($(BR2_PACKAGE_PEAPOD_TLS),y)
PEAPOD_CONF_OPTS += -DPEAPOD_TLS=ON
PEAPOD_DEPENDENCIES += mbedtls
else
PEAPOD_CONF_OPTS += -DPEAPOD_TLS=OFF
endif

define PEAPOD_INSTALL_CONFIGURATION
	$(INSTALL) -d -m 0755 $(TARGET_DIR)/etc/kubernetes/manifests
	$(INSTALL) -D -m 0644 $(@D)/platform/init/peapod.default \
		$(TARGET_DIR)/etc/default/peapod
	$(INSTALL) -D -m 0644 $(@D)/platform/init/agent.yaml \
		$(TARGET_DIR)/etc/peapod/agent.yaml
	$(SED) 's|^PEAPOD_ARGS=.*|PEAPOD_ARGS="$(call qstrip,$(BR2_PACKAGE_PEAPOD_ARGS))"|' \
		$(TARGET_DIR)/etc/default/peapod
endef
PEAPOD_POST_INSTALL_TARGET_HOOKS += PEAPOD_INSTALL_CONFIGURATION

define PEAPOD_INSTALL_INIT_SYSV
	$(INSTALL) -D -m 0755 $(@D)/platform/init/S99peapod \
		$(TARGET_DIR)/etc/init.d/S99peapod
endef

define PEAPOD_INSTALL_INIT_SYSTEMD
	$(INSTALL) -D -m 0644 $(@D)/platform/init/peapod.service \
		$(TARGET_DIR)/usr/lib/systemd/system/peapod.service
	$(INSTALL) -D -m 0644 $(@D)/platform/init/peapod.tmpfiles \
		$(TARGET_DIR)/usr/lib/tmpfiles.d/peapod.conf
endef

define PEAPOD_LINUX_CONFIG_FIXUPS
	$(call KCONFIG_ENABLE_OPT,CONFIG_NAMESPACES)
	$(call KCONFIG_ENABLE_OPT,CONFIG_UTS_NS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_IPC_NS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_PID_NS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_NET_NS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_CGROUPS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_CGROUP_SCHED)
	$(call KCONFIG_ENABLE_OPT,CONFIG_FAIR_GROUP_SCHED)
	$(call KCONFIG_ENABLE_OPT,CONFIG_CFS_BANDWIDTH)
	$(call KCONFIG_ENABLE_OPT,CONFIG_MEMCG)
	$(call KCONFIG_ENABLE_OPT,CONFIG_CGROUP_PIDS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_CGROUP_FREEZER)
	$(call KCONFIG_ENABLE_OPT,CONFIG_CGROUP_DEVICE)
	$(call KCONFIG_ENABLE_OPT,CONFIG_OVERLAY_FS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_MEMFD_CREATE)
	$(call KCONFIG_ENABLE_OPT,CONFIG_TMPFS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_INOTIFY_USER)
endef

$(eval $(cmake-package))

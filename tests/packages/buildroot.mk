# As much of Buildroot as it takes to run the steps of one cmake-package: the configure, build and install commands are those
# of its package/pkg-cmake.mk for a target package, the variables and functions those that peapod.mk uses. Set by
# buildroot_test.sh: BR2_EXTERNAL_PEAPOD_PATH, BUILD_DIR, HOST_DIR, TARGET_DIR, INIT, and BR2_ variables as in a .config.

INSTALL = install
SED = sed -i -e
qstrip = $(strip $(subst ",,$(1)))
KCONFIG_ENABLE_OPT = echo $(1)=y >>$(BUILD_DIR)/linux.config

PKG_DIR = $(BUILD_DIR)/peapod-$(PEAPOD_VERSION)

define cmake-package
.PHONY: configured installed
configured: $(PKG_DIR)/.stamp_configured
installed: $(PKG_DIR)/.stamp_target_installed

$(PKG_DIR)/.stamp_rsynced:
	mkdir -p $$(@D)
	cd $(PEAPOD_SITE) && git ls-files --cached --others --exclude-standard | \
		tar -cf - --ignore-failed-read -T - | tar -xf - -C $$(@D)
	touch $$@

$(PKG_DIR)/.stamp_configured: $(PKG_DIR)/.stamp_rsynced
	cd $$(@D) && rm -f CMakeCache.txt && cmake $$(@D) \
		-DCMAKE_TOOLCHAIN_FILE="$(HOST_DIR)/share/buildroot/toolchainfile.cmake" \
		-DCMAKE_BUILD_TYPE=Release \
		-DCMAKE_INSTALL_PREFIX="/usr" \
		-DCMAKE_COLOR_MAKEFILE=OFF \
		-DBUILD_DOC=OFF \
		-DBUILD_DOCS=OFF \
		-DBUILD_EXAMPLE=OFF \
		-DBUILD_EXAMPLES=OFF \
		-DBUILD_TEST=OFF \
		-DBUILD_TESTS=OFF \
		-DBUILD_TESTING=OFF \
		-DBUILD_SHARED_LIBS=ON \
		$$(PEAPOD_CONF_OPTS)
	$$(PEAPOD_LINUX_CONFIG_FIXUPS)
	touch $$@

$(PKG_DIR)/.stamp_built: $(PKG_DIR)/.stamp_configured
	$$(MAKE) -C $$(@D)
	touch $$@

$(PKG_DIR)/.stamp_target_installed: $(PKG_DIR)/.stamp_built
	$$(MAKE) DESTDIR=$(TARGET_DIR) install/fast -C $$(@D)
	$$(PEAPOD_INSTALL_INIT_$(INIT))
	$$(foreach hook,$$(PEAPOD_POST_INSTALL_TARGET_HOOKS),$$(call $$(hook))$$(newline))
	touch $$@
endef

define newline


endef

include $(BR2_EXTERNAL_PEAPOD_PATH)/package/peapod/peapod.mk

include $(sort $(wildcard $(BR2_EXTERNAL_PEAPOD_PATH)/package/*/*.mk))

# What pods need of the kernel.
FILESEXTRAPATHS:prepend := "${THISDIR}/files:"
SRC_URI += "file://peapod.cfg"

# What is installed beside the two programs: man pages, completion, and the files of the init systems that are chosen. All are
# written for the prefix /usr.
include(GNUInstallDirs)
set(PEAPOD_INIT "" CACHE STRING "Init systems whose service files are installed: systemd, busybox (a list)")

if(NOT PEAPOD_DEBIAN)
  install(FILES man/peapod.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES man/peapod-agent.8 man/peapod-pause.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
endif()
install(FILES init/peapod.bash-completion RENAME peapod
  DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/bash-completion/completions)

if("systemd" IN_LIST PEAPOD_INIT)
  install(FILES init/peapod.service DESTINATION lib/systemd/system)
  install(FILES init/peapod.tmpfiles RENAME peapod.conf DESTINATION lib/tmpfiles.d)
endif()
if("busybox" IN_LIST PEAPOD_INIT)
  install(PROGRAMS init/S99peapod DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/init.d)
endif()
if(PEAPOD_INIT)
  install(FILES init/peapod.default RENAME peapod DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/default)
  install(FILES init/agent.yaml DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/peapod)
  install(DIRECTORY DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/kubernetes/manifests)
endif()

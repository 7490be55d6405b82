# Debian packages by CPack: included with PEAPOD_DEBIAN=ON by `toolchains/dev package`, which sets what only the target
# knows (architecture, dependencies) and SOURCE_DATE_EPOCH, so that two builds give the same bytes.
set(PEAPOD_DEBIAN_REVISION 1 CACHE STRING "The part of the package's version after the '-'")

# gzipped <file> <where>: installed compressed, as policy wants documentation.
function(gzipped file where)
  get_filename_component(name ${file} NAME)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/debian/${name}.gz)
  execute_process(COMMAND gzip -9nc ${file} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_FILE ${made} COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${made} DESTINATION ${where})
endfunction()

string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(PEAPOD_DEBIAN_VERSION ${PROJECT_VERSION}-${PEAPOD_DEBIAN_REVISION})
configure_file(${CMAKE_CURRENT_LIST_DIR}/changelog.in debian/changelog.Debian)
gzipped(${CMAKE_CURRENT_BINARY_DIR}/debian/changelog.Debian share/doc/peapod)
gzipped(man/peapod.1 share/man/man1)
gzipped(man/peapod-agent.8 share/man/man8)
gzipped(man/peapod-pause.8 share/man/man8)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION share/doc/peapod)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/lintian-overrides RENAME peapod DESTINATION share/lintian/overrides)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME peapod)
set(CPACK_PACKAGE_CONTACT "peapod maintainers <maintainers@peapod.local>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Kubernetes Pods on one small box, without a container engine")
set(CPACK_PACKAGE_DESCRIPTION "peapod takes ordinary v1 Pod manifests, starts their processes in
namespaces they share, enforces CPU and memory limits, drives probes, and
keeps pods alive over its own crash and upgrade.")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
  WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${PEAPOD_DEBIAN_REVISION})
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_CURRENT_LIST_DIR}/conffiles ${CMAKE_CURRENT_LIST_DIR}/postinst ${CMAKE_CURRENT_LIST_DIR}/prerm
  ${CMAKE_CURRENT_LIST_DIR}/postrm)
include(CPack)

# The libraries we stand on, as imported targets peapod::uv, peapod::yaml, ... Each is packaged in Debian 12 and in
# Buildroot. Static archives are preferred for the small ones: a shared object costs pages in every process that maps it.

# peapod_find(<target> <header> <library names...>): one header and the first library found, as a SYSTEM target.
function(peapod_find target header)
  string(MAKE_C_IDENTIFIER ${target} id)
  find_path(${id}_INCLUDE_DIR ${header} REQUIRED)
  find_library(${id}_LIBRARY NAMES ${ARGN} REQUIRED)
  mark_as_advanced(${id}_INCLUDE_DIR ${id}_LIBRARY)
  add_library(peapod::${target} INTERFACE IMPORTED GLOBAL)
  set_target_properties(peapod::${target} PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${${id}_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${${id}_LIBRARY}")
endfunction()

peapod_find(yaml yaml.h libyaml.a yaml)
find_path(peapod_rapidjson_INCLUDE_DIR rapidjson/rapidjson.h REQUIRED)
add_library(peapod::rapidjson INTERFACE IMPORTED GLOBAL)
set_target_properties(peapod::rapidjson PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${peapod_rapidjson_INCLUDE_DIR}")
# Where it asserts, small releases abort without a text: names of its templates would be 36 KB.
if(CMAKE_BUILD_TYPE STREQUAL MinSizeRel)
  set_property(TARGET peapod::rapidjson APPEND PROPERTY
    INTERFACE_COMPILE_OPTIONS "-DRAPIDJSON_ASSERT(x)=(static_cast<bool>(x)?void():__builtin_abort())")
endif()
# Its stack adds to a null pointer before it has memory, which clang's UndefinedBehaviorSanitizer reports.
if(PEAPOD_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  set_property(TARGET peapod::rapidjson APPEND PROPERTY
    INTERFACE_COMPILE_OPTIONS -fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/sanitizer-ignore.txt)
endif()
if(PEAPOD_PARTS STREQUAL config)
  return()
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

peapod_find(uv uv.h libuv.a libuv_a.a uv)
set_property(TARGET peapod::uv APPEND PROPERTY INTERFACE_LINK_LIBRARIES Threads::Threads ${CMAKE_DL_LIBS})

peapod_find(http_parser http_parser.h libhttp_parser.a http_parser)

if(PEAPOD_ARCHIVES)
  peapod_find(zlib zlib.h libz.a z)
  peapod_find(archive archive.h libarchive.a archive)
  set_property(TARGET peapod::archive APPEND PROPERTY INTERFACE_LINK_LIBRARIES peapod::zlib)
  peapod_find(md sha256.h libmd.a md)
endif()

if(PEAPOD_GRPC)
  peapod_find(nghttp2 nghttp2/nghttp2.h libnghttp2.a nghttp2)
endif()

if(PEAPOD_TLS)
  # What cross builds have is a client; beside it lies one with servers, for tests.
  if(PEAPOD_TESTS)
    find_library(mbedtls_server_LIBRARY libmbedtls_server.a)
    mark_as_advanced(mbedtls_server_LIBRARY)
  endif()
  if(mbedtls_server_LIBRARY)
    set(kind _server)
  endif()
  peapod_find(mbedcrypto mbedtls/aes.h libmbedcrypto${kind}.a mbedcrypto)
  peapod_find(mbedx509 mbedtls/x509.h libmbedx509${kind}.a mbedx509)
  peapod_find(mbedtls mbedtls/ssl.h libmbedtls${kind}.a mbedtls)
  set_property(TARGET peapod::mbedtls APPEND PROPERTY INTERFACE_LINK_LIBRARIES peapod::mbedx509 peapod::mbedcrypto)
  if(mbedtls_server_LIBRARY)
    set_property(TARGET peapod::mbedtls PROPERTY INTERFACE_COMPILE_DEFINITIONS PEAPOD_TLS_SERVER)
  endif()
endif()

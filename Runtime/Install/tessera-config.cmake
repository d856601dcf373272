# The C99 runtime as a target: its one source file is compiled with your flags, for your core.
#
#   find_package(tessera CONFIG REQUIRED)
#   target_link_libraries(firmware PRIVATE tessera::runtime)
get_filename_component(_tessera_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET tessera::runtime)
  add_library(tessera::runtime INTERFACE IMPORTED)
  set_target_properties(tessera::runtime PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${_tessera_prefix}/include"
    INTERFACE_SOURCES "${_tessera_prefix}/share/tessera/c99/tessera.c")
endif()
unset(_tessera_prefix)

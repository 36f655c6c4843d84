# SPDX-License-Identifier: Apache-2.0
# The target nextclick::kernels: the functions of the library that are not templates (*.ipp) and its kernels for float, compiled once. A
# program that links it compiles only what depends on its models; the results have the same bits.
#
# It is built in the project that uses it, by that project's compiler and flags: CMAKE_CXX_FLAGS, the build type, and add_compile_options
# before find_package or add_subdirectory. Where flags belong to targets or come later, it needs the same ones:
# target_compile_options(nextclick_kernels PRIVATE -march=native). Names hold the instruction set, so that a program for another one does
# not link.
#
# Read by CMakeLists.txt, and by the installed package where the component kernels is requested.

# nextclick_add_kernels(target): a static library of them. It is built where something links it.
function(nextclick_add_kernels target)
  set(include ${nextclick_kernels_include})
  file(GLOB_RECURSE bodies CONFIGURE_DEPENDS RELATIVE ${include} ${include}/nextclick/*.ipp)
  if(NOT bodies)
    message(FATAL_ERROR "nextclick::kernels: no .ipp files are found in ${include}/nextclick; install to a folder without [, ], * and ? in its name")
  endif()
  set(sources)
  foreach(part data/read data eval simd rest)  # of like size, so that they compile side by side
    set(mine ${bodies})
    if(NOT part STREQUAL "rest")
      list(FILTER mine INCLUDE REGEX "^nextclick/${part}/")
    endif()
    list(REMOVE_ITEM bodies ${mine})
    set(needs_json ${mine})
    list(FILTER needs_json INCLUDE REGEX "^nextclick/(io/(about|columns|options|read_vectors|safetensors|session_index)|train/checkpoint|data/read/json_lines)")
    list(REMOVE_ITEM mine ${needs_json})
    list(TRANSFORM needs_json REPLACE "(.+)" "#if __has_include(<nlohmann/json.hpp>)\n#include <\\1>\n#endif")
    list(TRANSFORM mine REPLACE "(.+)" "#include <\\1>")
    list(APPEND mine ${needs_json})
    list(JOIN mine "\n" mine)
    string(REPLACE "/" "_" part ${part})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}/${part}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "${mine}\n" @ONLY)
    list(APPEND sources ${source})
  endforeach()
  add_library(${target} STATIC EXCLUDE_FROM_ALL ${sources})
  target_compile_definitions(${target} PUBLIC NEXTCLICK_KERNELS)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)  # shared libraries and plugins link it too
  target_link_libraries(${target} PUBLIC nextclick::nextclick)
  # The project may make that target later.
  target_link_libraries(${target} PRIVATE $<TARGET_NAME_IF_EXISTS:nlohmann_json::nlohmann_json>)
endfunction()

if(TARGET nextclick_kernels)
  get_target_property(nextclick_kernels_from nextclick_kernels NEXTCLICK_FROM)
  get_filename_component(nextclick_kernels_here ${CMAKE_CURRENT_LIST_DIR} REALPATH)  # one copy may be reached by several paths
  get_filename_component(nextclick_kernels_there ${nextclick_kernels_from} REALPATH)
  if(NOT nextclick_kernels_there STREQUAL nextclick_kernels_here)
    message(FATAL_ERROR "nextclick::kernels: this project already makes the target from another copy of nextclick, ${nextclick_kernels_from}, "
                        "and now asks for that of ${CMAKE_CURRENT_LIST_DIR}. A program has one copy: let all parts of the project find the same one")
  endif()
else()
  # For model files and JSON Lines. Functions that need it are left out where its headers are not found when the kernels are compiled.
  find_package(nlohmann_json QUIET)
  if(NOT TARGET nlohmann_json::nlohmann_json AND nextclick_FIND_COMPONENTS)
    message(STATUS "nextclick::kernels: nlohmann_json is not found: model files and JSON Lines are left out, unless the project makes the target "
                   "nlohmann_json::nlohmann_json later (by find_package: before nextclick)")
  endif()
  get_filename_component(nextclick_kernels_include ${CMAKE_CURRENT_LIST_DIR}/../include ABSOLUTE)
  if(NOT EXISTS ${nextclick_kernels_include}/nextclick/nextclick.hpp)  # the installed package
    get_target_property(nextclick_kernels_include nextclick::nextclick INTERFACE_INCLUDE_DIRECTORIES)
    list(GET nextclick_kernels_include 0 nextclick_kernels_include)
  endif()
  nextclick_add_kernels(nextclick_kernels)
  set_target_properties(nextclick_kernels PROPERTIES NEXTCLICK_FROM ${CMAKE_CURRENT_LIST_DIR})
  add_library(nextclick::kernels ALIAS nextclick_kernels)
endif()

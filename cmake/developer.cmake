# SPDX-License-Identifier: Apache-2.0
# Settings for our own tests, examples and benchmarks. Users of the library get none of them.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_program(NEXTCLICK_CCACHE ccache)
if(NEXTCLICK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without this sloppiness ccache does not store objects compiled with a precompiled header. CCACHE_DEPEND takes the includes from the compiler
  # instead of running the preprocessor first: a cache miss compiles a sixth faster.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
                                  ${NEXTCLICK_CCACHE})
endif()

find_package(ZLIB REQUIRED)
find_package(nlohmann_json REQUIRED)
# The readers support zstd where its library is found.
find_path(NEXTCLICK_ZSTD_INCLUDE zstd.h)
find_library(NEXTCLICK_ZSTD zstd)
if(NOT NEXTCLICK_ZSTD_INCLUDE OR NOT NEXTCLICK_ZSTD)
  message(STATUS "libzstd is not found: no logs compressed with zstd (Debian: libzstd-dev)")
endif()

add_library(nextclick_developer INTERFACE)
target_link_libraries(nextclick_developer INTERFACE nextclick::nextclick ZLIB::ZLIB nlohmann_json::nlohmann_json)
if(NEXTCLICK_ZSTD_INCLUDE AND NEXTCLICK_ZSTD)
  target_include_directories(nextclick_developer SYSTEM INTERFACE ${NEXTCLICK_ZSTD_INCLUDE})
  target_link_libraries(nextclick_developer INTERFACE ${NEXTCLICK_ZSTD})
  target_compile_definitions(nextclick_developer INTERFACE NEXTCLICK_WITH_ZSTD)
endif()
target_compile_options(nextclick_developer INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 finds these in its own std::string, concatenation inlined (its bugs 105329 and 105651).
  target_compile_options(nextclick_developer INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
endif()
if(NEXTCLICK_SANITIZE)
  set(sanitize -fsanitize=${NEXTCLICK_SANITIZE} -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  # With sanitizer checks in the code, GCC warns about impossible paths; the same sources pass -Werror in every other build.
  target_compile_options(nextclick_developer INTERFACE ${sanitize} -Wno-error)
  target_link_options(nextclick_developer INTERFACE ${sanitize})
endif()

option(NEXTCLICK_WITH_KERNELS "Our own tests and examples link nextclick::kernels, instead of compiling the library into each" OFF)

# nextclick_developer_settings(target [level]): our packages and warnings, and the instruction set `level` as for -march
# ("": the compiler's default), or else NEXTCLICK_MARCH. The level is an option of each target and not inherited from
# nextclick_developer: of two -march options the compiler takes the last, and inherited options come last.
function(nextclick_developer_settings target)
  set(level ${NEXTCLICK_MARCH})
  if(ARGC GREATER 1)
    set(level ${ARGV1})
  endif()
  target_link_libraries(${target} PRIVATE nextclick_developer)
  if(NOT level OR (level MATCHES "^x86-64" AND NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$"))
    return()
  endif()
  target_compile_options(${target} PRIVATE -march=${level})
  if(level MATCHES "v4|native" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 takes the undefined operand of its own AVX-512 intrinsics for an uninitialised variable (its bug 105593). Our headers
    # suppress the warning (tests/consumer/no_warnings.cpp); Eigen's do not, where tests and benchmarks use them.
    target_compile_options(${target} PRIVATE -Wno-uninitialized -Wno-maybe-uninitialized)
  endif()
endfunction()
nextclick_developer_settings(nextclick_kernels)

# nextclick_developer_kernels(target [kernels]): the compiled part of the library, where our programs link it.
function(nextclick_developer_kernels target)
  set(kernels nextclick_kernels ${ARGN})
  if(NEXTCLICK_WITH_KERNELS)
    list(GET kernels -1 kernels)
    target_link_libraries(${target} PRIVATE ${kernels})
  endif()
endfunction()

# SPDX-License-Identifier: Apache-2.0
# What our own tests, examples and benchmarks are built with. Nothing here reaches users of the library.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
find_program(ccache ccache)
if(ccache AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache})
endif()
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json REQUIRED)
if(NOT NEXTCLICK_SANITIZE MATCHES "thread")  # OpenMP's own runtime is not known to the thread sanitizer
  find_package(OpenMP COMPONENTS CXX)
endif()

add_library(nextclick_developer INTERFACE)
target_compile_options(nextclick_developer INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 takes the undefined operand of its own AVX-512 intrinsics for an uninitialised variable.
  target_compile_options(nextclick_developer INTERFACE -Wno-uninitialized -Wno-maybe-uninitialized)
endif()
if(NEXTCLICK_MARCH)
  target_compile_options(nextclick_developer INTERFACE -march=${NEXTCLICK_MARCH})
endif()
if(NEXTCLICK_SANITIZE)
  target_compile_options(nextclick_developer INTERFACE -fsanitize=${NEXTCLICK_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(nextclick_developer INTERFACE -fsanitize=${NEXTCLICK_SANITIZE})
endif()
target_link_libraries(nextclick_developer INTERFACE nextclick::nextclick Threads::Threads ZLIB::ZLIB
                                                    nlohmann_json::nlohmann_json)
if(OpenMP_CXX_FOUND)
  target_link_libraries(nextclick_developer INTERFACE OpenMP::OpenMP_CXX)
endif()

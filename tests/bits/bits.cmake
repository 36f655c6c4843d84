# SPDX-License-Identifier: Apache-2.0
# The exact bits that training produces, of every model of the zoo: for changes of the library that must not change results.
#   cmake --build build/dev --target bits && build/dev/tests/bits > before.txt
# Contraction of products and sums depends on inlining, so it is disabled.
file(GLOB bits_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bits/*.cpp)
add_executable(bits EXCLUDE_FROM_ALL ${bits_files})
nextclick_developer_settings(bits)
target_include_directories(bits PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_options(bits PRIVATE -ffp-contract=off)

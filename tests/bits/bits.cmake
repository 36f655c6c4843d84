# SPDX-License-Identifier: Apache-2.0
# What training leaves, to the bit, of every model of the zoo: for changes of the library that shall change no number.
#   cmake --build build/dev --target bits && build/dev/tests/bits > before.txt
# Products and sums that the compiler joins where it likes would change with what is inlined: here it joins none.
file(GLOB bits_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bits/*.cpp)
add_executable(bits EXCLUDE_FROM_ALL ${bits_files})
nextclick_developer_settings(bits)
target_include_directories(bits PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_options(bits PRIVATE -ffp-contract=off)

# SPDX-License-Identifier: Apache-2.0
# tests/fuzz/x_fuzz.cpp becomes fuzz_x, a libFuzzer program; its corpus is tests/fuzz/corpus/x.
file(GLOB fuzz_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/*_fuzz.cpp)
add_custom_target(fuzz_targets)
foreach(file IN LISTS fuzz_files)
  get_filename_component(name ${file} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name ${name})
  add_executable(fuzz_${name} ${file})
  nextclick_developer_settings(fuzz_${name})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer,address,undefined)
  add_dependencies(fuzz_targets fuzz_${name})
endforeach()

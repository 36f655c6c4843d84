# SPDX-License-Identifier: Apache-2.0
# tests/fuzz/NAME_fuzz.cpp: with clang's fuzzer enabled, the program fuzz_NAME with the corpus tests/fuzz/corpus/NAME; otherwise a test that
# replays that corpus. The rooms of the two readers replay theirs with every option.
file(GLOB fuzz_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/*_fuzz.cpp)
add_custom_target(fuzz_targets)
foreach(file IN LISTS fuzz_files)
  get_filename_component(name ${file} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name ${name})
  if(NEXTCLICK_SANITIZE MATCHES "fuzzer")
    add_executable(fuzz_${name} ${file})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer,address,undefined)
  elseif(NOT name MATCHES "^read_")
    add_executable(fuzz_${name} ${file} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/replay.cpp)
    set(formats checkpoint model_file ranker_file session_index stored_session)
    nextclick_add_test(fuzz.${name} fuzz_${name} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}
                       $<$<IN_LIST:${name},${formats}>:formats>)
  else()
    continue()
  endif()
  add_dependencies(fuzz_targets fuzz_${name})
  nextclick_developer_settings(fuzz_${name})
  nextclick_sanitize(fuzz_${name})
  target_include_directories(fuzz_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
endforeach()

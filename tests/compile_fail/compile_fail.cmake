# SPDX-License-Identifier: Apache-2.0
# Programs that must not compile. Each tests/compile_fail/*.cpp is compiled twice, without and with NEXTCLICK_MUST_FAIL, so that it
# cannot fail for the wrong reason. Its first line, `// EXPECT: <regular expression>`, must match the compiler's output,
# within a budget of lines that probe.py counts.
# The headers that the probes include are precompiled.
set(probes_read ${CMAKE_CURRENT_BINARY_DIR}/probes_read.hpp)
file(CONFIGURE OUTPUT ${probes_read} CONTENT
"#include \"nextclick/nextclick.hpp\"\n#include \"nextclick/train.hpp\"\n#include \"nextclick/train/checkpoint.hpp\"
#include \"nextclick/serve.hpp\"\n#include \"nextclick/io/model_file.hpp\"\n" @ONLY)
add_test(NAME compile_fail.headers
         COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 ${includes} -x c++-header ${probes_read} -o ${probes_read}.gch COMMAND_EXPAND_LISTS)
set_tests_properties(compile_fail.headers PROPERTIES FIXTURES_SETUP probes_read)
function(nextclick_must_not_compile test file)
  add_test(NAME ${test}
           COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/probe.py ${file} ${CMAKE_CXX_COMPILER}
                   ${includes} ${ARGN} COMMAND_EXPAND_LISTS)
endfunction()

file(GLOB probes CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/*.cpp)
foreach(file IN LISTS probes)
  get_filename_component(name ${file} NAME_WE)
  nextclick_must_not_compile(compile_fail.${name} ${file} -include ${probes_read})
  set_tests_properties(compile_fail.${name} PROPERTIES FIXTURES_REQUIRED probes_read)
endforeach()

# A missing include: these probes see only their own includes.
file(GLOB probes CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/without_headers/*.cpp)
foreach(file IN LISTS probes)
  get_filename_component(name ${file} NAME_WE)
  nextclick_must_not_compile(compile_fail.without_headers.${name} ${file})
endforeach()

# The harness itself: one probe in order, and one for each way in which a probe can be wrong.
foreach(pair "in_order|" "compiles_anyway|must not compile with NEXTCLICK_MUST_FAIL"
             "never_compiles|must compile without NEXTCLICK_MUST_FAIL" "other_words|does not say"
             "expects_nothing|must begin with" "long_winded|lines of diagnosis, [0-9]+ are allowed")
  string(REPLACE "|" ";" pair "${pair}")
  list(GET pair 0 name)
  list(GET pair 1 words)
  nextclick_must_not_compile(compile_fail.harness.${name} ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/harness/${name}.cpp)
  if(NOT name STREQUAL "in_order")
    set_tests_properties(compile_fail.harness.${name} PROPERTIES PASS_REGULAR_EXPRESSION "${words}")
  endif()
endforeach()

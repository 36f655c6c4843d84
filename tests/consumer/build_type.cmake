# SPDX-License-Identifier: Apache-2.0
# Configures a consumer with and without a build type, and counts the messages about it.
function(configure expected)
  file(REMOVE_RECURSE ${INTO})
  execute_process(COMMAND ${CMAKE} -S ${FROM} -B ${INTO} -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${PREFIX} -DNEXTCLICK_SOURCE=${SOURCE}
                          -DNEXTCLICK_EXPECTED_VERSION=${VERSION} -DCMAKE_CXX_COMPILER=${COMPILER} ${ARGN}
                  OUTPUT_VARIABLE said ERROR_VARIABLE errors RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}: ${errors}")
  endif()
  string(REGEX MATCHALL "nextclick: CMAKE_BUILD_TYPE is not set" found "${said}")
  list(LENGTH found count)
  if(NOT count EQUAL expected)
    message(FATAL_ERROR "${ARGN}: said ${count} times, not ${expected}: ${said}")
  endif()
endfunction()
configure(1)
configure(0 -DCMAKE_CXX_FLAGS=-O2)
configure(0 "-DCMAKE_CXX_FLAGS=-O3 -march=native")

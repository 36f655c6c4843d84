# SPDX-License-Identifier: Apache-2.0
# Configures the consumer with a target of nlohmann-json that is made late, and without one.
function(configure later)
  file(REMOVE_RECURSE ${INTO})
  execute_process(COMMAND ${CMAKE} -S ${FROM} -B ${INTO} -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${PREFIX} -DCMAKE_CXX_COMPILER=${COMPILER}
                          -DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON -DJSON_LATER=${later}
                  OUTPUT_VARIABLE said ERROR_VARIABLE errors RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${errors}")
  endif()
  if(NOT said MATCHES "nlohmann_json is not found: model files and JSON Lines are left out")
    message(FATAL_ERROR "says nothing of nlohmann-json: ${said}")
  endif()
  file(READ ${INTO}/folders.txt folders)
  string(FIND "${folders}" headers_of_json found)
  if((later AND found EQUAL -1) OR (NOT later AND NOT found EQUAL -1))
    message(FATAL_ERROR "JSON_LATER=${later}: the kernels are compiled with ${folders}")
  endif()
endfunction()
configure(ON)
configure(OFF)

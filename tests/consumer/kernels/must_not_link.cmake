# SPDX-License-Identifier: Apache-2.0
# A program for another instruction set does not find the kernels' names, which hold that of the kernels.
if(NOT CMAKE_HOST_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  return()
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --target ${TARGET} RESULT_VARIABLE failed OUTPUT_VARIABLE words ERROR_VARIABLE words)
if(NOT failed OR NOT words MATCHES "undefined (reference|symbol)")
  message(FATAL_ERROR "${TARGET} links kernels of another instruction set, or fails for another reason:\n${words}")
endif()

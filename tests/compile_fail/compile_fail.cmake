# SPDX-License-Identifier: Apache-2.0
# Each file is compiled twice, with and without one macro, so that it cannot fail for the wrong reason. Its first line
# says what the compiler must say; probe.py counts the lines of the diagnosis.
file(GLOB probes CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/*.cpp)
foreach(file IN LISTS probes)
  get_filename_component(name ${file} NAME_WE)
  add_test(NAME compile_fail.${name}
           COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/probe.py ${file}
                   ${PROJECT_SOURCE_DIR}/include ${CMAKE_CXX_COMPILER})
endforeach()

# SPDX-License-Identifier: Apache-2.0
# A project without a build type is compiled without optimisation: one message to users of the library.
get_property(nextclick_said GLOBAL PROPERTY NEXTCLICK_SAID_BUILD_TYPE)
if(NOT nextclick_said AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES AND NOT CMAKE_CXX_FLAGS MATCHES "(^| )-O([1-9sz]|fast)?( |$)")
  message(STATUS "nextclick: CMAKE_BUILD_TYPE is not set, so nothing is optimised and models train about 40 times slower; "
                 "configure with -DCMAKE_BUILD_TYPE=Release")
  set_property(GLOBAL PROPERTY NEXTCLICK_SAID_BUILD_TYPE TRUE)
endif()

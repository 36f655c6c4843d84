# SPDX-License-Identifier: Apache-2.0
# The target nextclick::bench, which nextclick/bench.hpp needs: the library and Google Benchmark, where that is found. The library itself
# needs no Google Benchmark. CMakeLists.txt includes this file, and so does the installed package for the component bench.
if(NOT TARGET benchmark::benchmark)
  find_package(benchmark QUIET)
endif()
if(TARGET benchmark::benchmark AND NOT TARGET nextclick::bench)
  add_library(nextclick_bench INTERFACE)
  target_link_libraries(nextclick_bench INTERFACE nextclick::nextclick benchmark::benchmark)
  add_library(nextclick::bench ALIAS nextclick_bench)
endif()

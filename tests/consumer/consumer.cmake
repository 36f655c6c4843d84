# SPDX-License-Identifier: Apache-2.0
# Every way into another project, configured, built and run from scratch. The projects check that nothing leaks.
set(stage ${CMAKE_CURRENT_BINARY_DIR}/consumer)
add_test(NAME consumer.nothing_installed COMMAND ${CMAKE_COMMAND} -E rm -rf ${stage}/prefix)
set_tests_properties(consumer.nothing_installed PROPERTIES FIXTURES_SETUP nothing_installed)
add_test(NAME consumer.install COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${stage}/prefix)
set_tests_properties(consumer.install PROPERTIES FIXTURES_SETUP installed FIXTURES_REQUIRED nothing_installed)

# Without a build type CMake prints once that nothing is optimised; with one it prints nothing.
foreach(way find_package add_subdirectory fetch_content)
  add_test(NAME consumer.build_type.${way}
           COMMAND ${CMAKE_COMMAND} -DCMAKE=${CMAKE_COMMAND} -DFROM=${CMAKE_CURRENT_SOURCE_DIR}/consumer/${way} -DINTO=${stage}/build_type/${way}
                   -DGENERATOR=${CMAKE_GENERATOR} -DPREFIX=${stage}/prefix -DSOURCE=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
                   -DCOMPILER=${CMAKE_CXX_COMPILER} -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/build_type.cmake)
endforeach()
set_tests_properties(consumer.build_type.find_package PROPERTIES FIXTURES_REQUIRED installed)
foreach(way find_package add_subdirectory fetch_content)
  add_test(NAME consumer.${way}
           COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer/${way} ${stage}/${way}
                   --build-generator ${CMAKE_GENERATOR} --build-project consumer
                   --build-options -DCMAKE_PREFIX_PATH=${stage}/prefix -DNEXTCLICK_SOURCE=${PROJECT_SOURCE_DIR}
                                   -DNEXTCLICK_EXPECTED_VERSION=${PROJECT_VERSION}
                                   -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
                   --test-command ${stage}/${way}/consumer)
endforeach()
set_tests_properties(consumer.find_package PROPERTIES FIXTURES_REQUIRED installed)

# The component kernels, with the flags and the compiler of a project of its own.
set(kernels_level)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(kernels_level -march=x86-64-v3)
endif()
add_test(NAME consumer.kernels
         COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer/kernels ${stage}/kernels
                 --build-generator ${CMAKE_GENERATOR} --build-project consumer
                 --build-options -DCMAKE_PREFIX_PATH=${stage}/prefix -DNEXTCLICK_EXPECTED_VERSION=${PROJECT_VERSION}
                                 -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER} -DCMAKE_CXX_FLAGS=${kernels_level})
set_tests_properties(consumer.kernels PROPERTIES FIXTURES_REQUIRED installed TIMEOUT 1800)

# Two copies of the library in one project: the installed one and the sources.
add_test(NAME consumer.kernels_of_two_copies
         COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_SOURCE_DIR}/consumer/kernels_twice -B ${stage}/kernels_twice -G ${CMAKE_GENERATOR}
                 -DCMAKE_PREFIX_PATH=${stage}/prefix -DNEXTCLICK_SOURCE=${PROJECT_SOURCE_DIR} -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER})
set_tests_properties(consumer.kernels_of_two_copies PROPERTIES FIXTURES_REQUIRED installed
                     PASS_REGULAR_EXPRESSION "already makes the target from another copy")
add_test(NAME consumer.kernels_and_json
         COMMAND ${CMAKE_COMMAND} -DCMAKE=${CMAKE_COMMAND} -DFROM=${CMAKE_CURRENT_SOURCE_DIR}/consumer/kernels_and_json
                 -DINTO=${stage}/kernels_and_json -DGENERATOR=${CMAKE_GENERATOR} -DPREFIX=${stage}/prefix -DCOMPILER=${CMAKE_CXX_COMPILER}
                 -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/kernels_and_json/check.cmake)
set_tests_properties(consumer.kernels_and_json PROPERTIES FIXTURES_REQUIRED installed)

# The component bench: every way, and the message where Google Benchmark is missing.
if(TARGET nextclick::bench)
  foreach(way find_package add_subdirectory fetch_content)
    add_test(NAME consumer.bench.${way}
             COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer/${way} ${stage}/bench/${way}
                     --build-generator ${CMAKE_GENERATOR} --build-project consumer
                     --build-options -DCMAKE_PREFIX_PATH=${stage}/prefix -DNEXTCLICK_SOURCE=${PROJECT_SOURCE_DIR} -DCONSUMER_OF_BENCH=ON
                                     -DNEXTCLICK_EXPECTED_VERSION=${PROJECT_VERSION}
                                     -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
                     --test-command ${stage}/bench/${way}/consumer --benchmark_min_time=0.01)
  endforeach()
  set_tests_properties(consumer.bench.find_package PROPERTIES FIXTURES_REQUIRED installed)
endif()
foreach(of_bench ON OFF)
  add_test(NAME consumer.without_benchmark.${of_bench}
           COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_SOURCE_DIR}/consumer/find_package -B ${stage}/without_benchmark/${of_bench}
                   -G ${CMAKE_GENERATOR} -DCMAKE_PREFIX_PATH=${stage}/prefix -DCONSUMER_OF_BENCH=${of_bench}
                   -DCMAKE_DISABLE_FIND_PACKAGE_benchmark=ON -DNEXTCLICK_EXPECTED_VERSION=${PROJECT_VERSION}
                   -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER})
  set_tests_properties(consumer.without_benchmark.${of_bench} PROPERTIES FIXTURES_REQUIRED installed)
endforeach()
set_tests_properties(consumer.without_benchmark.ON PROPERTIES PASS_REGULAR_EXPRESSION "component bench of nextclick needs Google.*libbenchmark-dev")

find_program(NEXTCLICK_PKG_CONFIG NAMES pkg-config pkgconf)
if(NEXTCLICK_PKG_CONFIG)
  add_test(NAME consumer.pkg_config
           COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/consumer/by_pkg_config.sh ${NEXTCLICK_PKG_CONFIG} ${stage}
                   ${PROJECT_VERSION} ${CMAKE_CXX_COMPILER})
  set_tests_properties(consumer.pkg_config PROPERTIES FIXTURES_REQUIRED installed)
endif()

if(NEXTCLICK_PROGRAM AND NEXTCLICK_EXAMPLES)
  add_test(NAME consumer.installed_program
           COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/consumer/installed_program.sh ${stage}/prefix ${PROJECT_VERSION})
  set_tests_properties(consumer.installed_program PROPERTIES FIXTURES_REQUIRED installed)
endif()

# Many warnings, as errors, from headers that are not system headers; at -O3 that takes minutes, so v3 is for the release preset.
set(warned_levels v4)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  list(APPEND warned_levels v3)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  find_program(NEXTCLICK_GXX g++)
  find_program(NEXTCLICK_CLANGXX clang++)
  get_target_property(eigen_folders Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
  get_target_property(xsimd_folders xsimd INTERFACE_INCLUDE_DIRECTORIES)
  list(TRANSFORM eigen_folders PREPEND -idirafter)
  list(TRANSFORM xsimd_folders PREPEND -idirafter)
  foreach(compiler NEXTCLICK_GXX NEXTCLICK_CLANGXX)
    if(${compiler})
      get_filename_component(name ${${compiler}} NAME)
      foreach(level IN LISTS warned_levels)
        add_test(NAME consumer.no_warnings.${name}.${level}
                 COMMAND ${${compiler}} -std=c++20 -O3 -march=x86-64-${level} -Wall -Wextra -Wconversion -Wshadow -Werror
                         -I${PROJECT_SOURCE_DIR}/include ${eigen_folders} ${xsimd_folders}
                         -c ${CMAKE_CURRENT_SOURCE_DIR}/consumer/no_warnings.cpp -o ${stage}.no_warnings.${name}.${level}.o
                 COMMAND_EXPAND_LISTS)
        set_tests_properties(consumer.no_warnings.${name}.${level} PROPERTIES TIMEOUT 1800)
      endforeach()
    endif()
  endforeach()
endif()

# The installed headers are exactly those of include/.
add_test(NAME consumer.installs_every_header
         COMMAND diff -r ${PROJECT_SOURCE_DIR}/include/nextclick ${stage}/prefix/${CMAKE_INSTALL_INCLUDEDIR}/nextclick)
set_tests_properties(consumer.installs_every_header PROPERTIES FIXTURES_REQUIRED installed)

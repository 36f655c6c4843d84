# SPDX-License-Identifier: Apache-2.0
# Every way into another project, built and run from scratch.
set(stage ${CMAKE_CURRENT_BINARY_DIR}/consumer)
add_test(NAME consumer.install COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${stage}/prefix)
set_tests_properties(consumer.install PROPERTIES FIXTURES_SETUP installed)
foreach(way find_package add_subdirectory fetch_content)
  add_test(NAME consumer.${way}
           COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer/${way} ${stage}/${way}
                   --build-generator ${CMAKE_GENERATOR} --build-options -DCMAKE_PREFIX_PATH=${stage}/prefix
                   -DNEXTCLICK_SOURCE=${PROJECT_SOURCE_DIR} -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
                   -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
                   --test-command ${stage}/${way}/consumer)
endforeach()
set_tests_properties(consumer.find_package PROPERTIES FIXTURES_REQUIRED installed)
find_program(pkg_config pkg-config)
if(pkg_config)
  add_test(NAME consumer.pkg_config
           COMMAND sh -c "PKG_CONFIG_PATH=${stage}/prefix/share/pkgconfig ${CMAKE_CXX_COMPILER} -std=c++20 $(PKG_CONFIG_PATH=${stage}/prefix/share/pkgconfig pkg-config --cflags nextclick) ${CMAKE_CURRENT_SOURCE_DIR}/consumer/main.cpp -o ${stage}/by_pkg_config && ${stage}/by_pkg_config")
  set_tests_properties(consumer.pkg_config PROPERTIES FIXTURES_REQUIRED installed)
endif()

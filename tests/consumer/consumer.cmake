# SPDX-License-Identifier: Apache-2.0
# Every way into another project, configured, built and run from scratch. The projects check that nothing leaks.
set(stage ${CMAKE_CURRENT_BINARY_DIR}/consumer)
add_test(NAME consumer.nothing_installed COMMAND ${CMAKE_COMMAND} -E rm -rf ${stage}/prefix)
set_tests_properties(consumer.nothing_installed PROPERTIES FIXTURES_SETUP nothing_installed)
add_test(NAME consumer.install COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${stage}/prefix)
set_tests_properties(consumer.install PROPERTIES FIXTURES_SETUP installed FIXTURES_REQUIRED nothing_installed)

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

find_program(NEXTCLICK_PKG_CONFIG NAMES pkg-config pkgconf)
if(NEXTCLICK_PKG_CONFIG)
  add_test(NAME consumer.pkg_config
           COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/consumer/by_pkg_config.sh ${NEXTCLICK_PKG_CONFIG} ${stage}
                   ${PROJECT_VERSION} ${CMAKE_CXX_COMPILER})
  set_tests_properties(consumer.pkg_config PROPERTIES FIXTURES_REQUIRED installed)
endif()

# What is installed is what stands in include/, no more and no less.
add_test(NAME consumer.installs_every_header
         COMMAND diff -r ${PROJECT_SOURCE_DIR}/include/nextclick ${stage}/prefix/${CMAKE_INSTALL_INCLUDEDIR}/nextclick)
set_tests_properties(consumer.installs_every_header PROPERTIES FIXTURES_REQUIRED installed)

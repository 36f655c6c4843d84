# SPDX-License-Identifier: Apache-2.0
# install(), the package for find_package(nextclick), and nextclick.pc for pkg-config.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(DIRECTORY include/nextclick TYPE INCLUDE FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp")
install(TARGETS nextclick EXPORT nextclick-targets)
set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/nextclick)  # headers only: the same on every architecture
install(EXPORT nextclick-targets NAMESPACE nextclick:: DESTINATION ${package_dir})
configure_package_config_file(cmake/nextclick-config.cmake.in nextclick-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(nextclick-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/nextclick-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/nextclick-config-version.cmake
              cmake/build_type.cmake cmake/bench.cmake cmake/kernels.cmake DESTINATION ${package_dir})
# Relative to the file, so that an installed tree can be moved.
file(RELATIVE_PATH prefix_from_here ${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" prefix_from_here "${prefix_from_here}")
configure_file(cmake/nextclick.pc.in nextclick.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/nextclick.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# SPDX-License-Identifier: Apache-2.0
# Objects of different instruction sets in one program: the inline namespace keeps their templates apart.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64" AND NOT NEXTCLICK_SANITIZE)
  set(objects)
  foreach(level v4 v3 v2)  # the widest first: without the namespace the linker would keep its functions for all
    add_library(isa_${level} OBJECT isa/kernels.cpp)
    target_link_libraries(isa_${level} PRIVATE nextclick_developer)
    target_compile_definitions(isa_${level} PRIVATE LEVEL=${level})
    target_compile_options(isa_${level} PRIVATE -march=x86-64-${level})
    list(APPEND objects $<TARGET_OBJECTS:isa_${level}>)
  endforeach()
  add_executable(isa_mix isa/main.cpp ${objects})
  target_link_libraries(isa_mix PRIVATE nextclick_developer)
  add_test(NAME isa.mixed_levels_link_and_run COMMAND isa_mix)
  # The namespaces themselves: three different ones in the symbol table.
  add_test(NAME isa.each_level_has_its_own_symbols
           COMMAND sh -c "nm -C $<TARGET_FILE:isa_mix> | grep -o 'nextclick::v[a-z0-9_]*::simd' | sort -u | wc -l")
  set_tests_properties(isa.each_level_has_its_own_symbols PROPERTIES PASS_REGULAR_EXPRESSION "^3")
endif()

# Other architectures: everything compiles.
find_program(aarch64_compiler aarch64-linux-gnu-g++)
if(aarch64_compiler)
  get_target_property(eigen_include Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/portable)
  get_filename_component(xsimd_include ${xsimd_DIR}/../../../include ABSOLUTE)
  find_path(xsimd_headers xsimd/xsimd.hpp)
  file(CREATE_LINK ${xsimd_headers}/xsimd ${CMAKE_CURRENT_BINARY_DIR}/portable/xsimd SYMBOLIC)
  add_test(NAME isa.aarch64_compiles
           COMMAND ${aarch64_compiler} -std=c++20 -O1 -fsyntax-only -Wall -Wextra
                   -I${PROJECT_SOURCE_DIR}/include -I${CMAKE_CURRENT_BINARY_DIR}/portable -I${eigen_include}
                   -x c++ ${PROJECT_SOURCE_DIR}/include/nextclick/nextclick.hpp)
endif()

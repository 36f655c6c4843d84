# SPDX-License-Identifier: Apache-2.0
# The exact bits that training produces, of every model of the zoo: for changes of the library that must not change results.
#   cmake --build build/dev --target bits && build/dev/tests/bits > before.txt
# Contraction of products and sums depends on inlining, so it is disabled.
file(GLOB bits_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bits/*.cpp)
add_executable(bits EXCLUDE_FROM_ALL ${bits_files})
nextclick_developer_settings(bits)
target_include_directories(bits PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_options(bits PRIVATE -ffp-contract=off)

# A hash of them for each model (reference.py). The processor does not matter: the instruction set is fixed, and glibc selects its functions by
# AVX2 and FMA, which every processor of x86-64-v3 has. The compiler and the versions of libraries do, so other builds are skipped.
option(NEXTCLICK_TEST_BITS "Compare the bits of training with those of tests/bits/reference.txt" OFF)
if(NEXTCLICK_TEST_BITS)
  set_target_properties(bits PROPERTIES EXCLUDE_FROM_ALL OFF)
  nextclick_add_test(bits.reference ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/bits/reference.py $<TARGET_FILE:bits>
                     ${CMAKE_CURRENT_SOURCE_DIR}/bits/reference.txt
                     "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} for ${NEXTCLICK_MARCH}, xsimd ${xsimd_VERSION}, Eigen ${Eigen3_VERSION}")
  set_tests_properties(bits.reference PROPERTIES SKIP_RETURN_CODE 77)
endif()

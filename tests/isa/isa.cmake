# SPDX-License-Identifier: Apache-2.0
# Instruction sets: the kernels at every x86-64 level, several levels in one program, and another architecture.
find_program(NEXTCLICK_NM nm)
find_program(NEXTCLICK_QEMU_X86 NAMES qemu-x86_64 qemu-x86_64-static)
find_program(NEXTCLICK_QEMU_ARM NAMES qemu-aarch64 qemu-aarch64-static)
find_program(NEXTCLICK_ARM_COMPILER aarch64-linux-gnu-g++)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  add_executable(cpu_has isa/cpu_has.cpp)  # built without -march, since it runs on every processor
  target_compile_features(cpu_has PRIVATE cxx_std_17)
  set(objects)
  foreach(level v4 v3 v2)  # the widest first: without the inline namespace the linker would take its functions for all
    # The tests of simd/, at the levels that NEXTCLICK_MARCH leaves out; skipped where the processor lacks the level.
    if(files_of_simd AND NOT NEXTCLICK_MARCH STREQUAL "x86-64-${level}")
      add_executable(test_simd_${level} ${files_of_simd})
      nextclick_test_settings(test_simd_${level} x86-64-${level})
      target_compile_options(test_simd_${level} PRIVATE -O2)  # as users build them, under every preset
      target_link_libraries(test_simd_${level} PRIVATE nextclick_test_main)
      target_precompile_headers(test_simd_${level} PRIVATE ${precompiled})
      nextclick_test_files_together(test_simd_${level} 8)
      nextclick_add_test(simd.x86-64-${level}
                         sh -c "$<TARGET_FILE:cpu_has> ${level} || exit 77 && exec $<TARGET_FILE:test_simd_${level}>")
      set_tests_properties(simd.x86-64-${level} PROPERTIES SKIP_RETURN_CODE 77)
    endif()
    add_library(isa_${level} OBJECT isa/kernels.cpp)
    nextclick_developer_settings(isa_${level} x86-64-${level})
    target_compile_definitions(isa_${level} PRIVATE LEVEL=${level})
    target_compile_options(isa_${level} PRIVATE -O2)  # inlines the small functions of std, which no namespace keeps apart
    list(APPEND objects $<TARGET_OBJECTS:isa_${level}>)
  endforeach()
  # Search over bytes uses an instruction (VNNI) that no level includes.
  add_executable(test_simd_vnni simd/int8_table_test.cpp)
  nextclick_test_settings(test_simd_vnni x86-64-v4)
  target_compile_options(test_simd_vnni PRIVATE -mavx512vnni -O2)
  target_link_libraries(test_simd_vnni PRIVATE nextclick_test_main)
  nextclick_add_test(simd.avx512vnni
                     sh -c "$<TARGET_FILE:cpu_has> vnni || exit 77 && exec $<TARGET_FILE:test_simd_vnni>")
  set_tests_properties(simd.avx512vnni PROPERTIES SKIP_RETURN_CODE 77)

  add_executable(isa_mix isa/main.cpp ${objects})
  nextclick_developer_settings(isa_mix "")
  nextclick_add_test(isa.mixed_levels_link_and_run isa_mix)
  if(NEXTCLICK_QEMU_X86)  # a processor of level 2 stops at the first instruction of level 3 that reaches it
    nextclick_add_test(isa.mixed_levels_run_on_an_old_processor ${NEXTCLICK_QEMU_X86} -cpu Nehalem
                       $<TARGET_FILE:isa_mix>)
  endif()
  # A program built for another processor reports it (core/cpu.hpp), at every optimisation.
  if(NEXTCLICK_QEMU_X86)
    foreach(level v4 v3)
      add_executable(needs_${level} isa/needs_cpu.cpp)
      nextclick_developer_settings(needs_${level} x86-64-${level})
      target_compile_options(needs_${level} PRIVATE -O3)
    endforeach()
    nextclick_add_test(isa.another_processor_is_named ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/isa/another_cpu.py
                       ${NEXTCLICK_QEMU_X86} $<TARGET_FILE:needs_v3> $<TARGET_FILE:needs_v4>)
  endif()
  if(NEXTCLICK_NM)
    add_test(NAME isa.levels_share_no_symbol
             COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/isa/shared_symbols.py ${NEXTCLICK_NM} ${objects}
             COMMAND_EXPAND_LISTS)
  endif()
endif()

if(NEXTCLICK_ARM_COMPILER)
  # Only xsimd's folder of the include path: the rest of it belongs to this machine's architecture.
  find_path(NEXTCLICK_XSIMD_HEADERS xsimd/xsimd.hpp)
  set(portable ${CMAKE_CURRENT_BINARY_DIR}/portable)
  file(MAKE_DIRECTORY ${portable})
  file(CREATE_LINK ${NEXTCLICK_XSIMD_HEADERS}/xsimd ${portable}/xsimd SYMBOLIC)
  set(compile ${NEXTCLICK_ARM_COMPILER} -std=c++20 -O1 -Wall -Wextra -Wconversion -Wshadow -Werror
              -I${PROJECT_SOURCE_DIR}/include -isystem${portable})
  get_target_property(eigen_folders Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
  list(TRANSFORM eigen_folders PREPEND -isystem OUTPUT_VARIABLE eigen_folders)
  list(APPEND compile ${eigen_folders})
  add_test(NAME isa.aarch64_compiles
           COMMAND ${compile} -fsyntax-only ${CMAKE_CURRENT_SOURCE_DIR}/consumer/main.cpp COMMAND_EXPAND_LISTS)
  if(NEXTCLICK_QEMU_ARM)
    set(program ${CMAKE_CURRENT_BINARY_DIR}/isa_aarch64)
    add_test(NAME isa.aarch64_builds
             COMMAND ${compile} -static -DLEVEL=arm64 ${CMAKE_CURRENT_SOURCE_DIR}/isa/kernels.cpp
                     ${CMAKE_CURRENT_SOURCE_DIR}/isa/main.cpp -o ${program} COMMAND_EXPAND_LISTS)
    add_test(NAME isa.aarch64_runs COMMAND ${NEXTCLICK_QEMU_ARM} ${program})
    set_tests_properties(isa.aarch64_builds PROPERTIES FIXTURES_SETUP aarch64_program)
    set_tests_properties(isa.aarch64_runs PROPERTIES FIXTURES_REQUIRED aarch64_program)
  endif()
endif()

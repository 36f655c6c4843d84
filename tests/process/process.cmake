# SPDX-License-Identifier: Apache-2.0
# Events that the library's threads must survive: the process forks, ends, loads and unloads shared objects.
add_library(process_plugin MODULE process/plugin.cpp)
nextclick_developer_settings(process_plugin)
set_target_properties(process_plugin PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(process_plugin PRIVATE -fno-gnu-unique)  # otherwise unique symbols of std keep it loaded forever
endif()
add_executable(process_life process/life.cpp)
nextclick_developer_settings(process_life)
target_link_libraries(process_life PRIVATE ${CMAKE_DL_LIBS})
set(scenes fork_while_another_works exit_while_workers_sleep exit_while_another_works exit_in_a_block
           exit_in_a_destructor several_teams unload pinned)
if(NOT NEXTCLICK_SANITIZE MATCHES "thread")
  list(APPEND scenes fork fork_in_a_block)  # its runtime does not support a child whose other threads are gone
endif()
if(NOT NEXTCLICK_SANITIZE)
  list(APPEND scenes no_more_threads)  # sanitizers need more address space than the limit allows
endif()
foreach(scene IN LISTS scenes)
  nextclick_add_test(process.${scene} process_life ${scene} $<TARGET_FILE:process_plugin>)
  # By default the thread sanitizers end a forked child that makes threads.
  set_tests_properties(process.${scene} PROPERTIES TIMEOUT 120 ENVIRONMENT "TSAN_OPTIONS=die_after_fork=0")
endforeach()

add_executable(process_threads process/threads.cpp)
nextclick_developer_settings(process_threads)
foreach(what limit quota)
  nextclick_add_test(process.thread_${what} ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/process/thread_limit.py
                     $<TARGET_FILE:process_threads> ${what})
endforeach()
set_tests_properties(process.thread_quota PROPERTIES SKIP_RETURN_CODE 77)

# Together with the threads of OpenMP, if the compiler has it. (The thread sanitizers do not detect OpenMP's own synchronisation.)
find_package(OpenMP QUIET COMPONENTS CXX)
if(OpenMP_CXX_FOUND AND NOT NEXTCLICK_SANITIZE MATCHES "thread")
  add_executable(process_inside_openmp process/inside_openmp.cpp)
  nextclick_developer_settings(process_inside_openmp)
  target_link_libraries(process_inside_openmp PRIVATE OpenMP::OpenMP_CXX)
  nextclick_add_test(process.inside_openmp process_inside_openmp)
endif()
# Together with those of TBB, if it is installed.
find_package(TBB QUIET)
if(TBB_FOUND AND NOT NEXTCLICK_SANITIZE MATCHES "thread")
  add_executable(process_inside_tbb process/inside_tbb.cpp)
  nextclick_developer_settings(process_inside_tbb)
  target_link_libraries(process_inside_tbb PRIVATE TBB::tbb)
  nextclick_add_test(process.inside_tbb process_inside_tbb)
endif()

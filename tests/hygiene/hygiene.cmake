# SPDX-License-Identifier: Apache-2.0
# The house rules: every header compiles alone; two translation units with everything link; rooms include downwards.
file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR}/include CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/include/nextclick/*.hpp)
# Some headers need packages that may be missing.
set(absent nextclick/parallel/mpi.hpp nextclick/search/graph_search.hpp)
if(NOT NEXTCLICK_ZSTD_INCLUDE OR NOT NEXTCLICK_ZSTD)
  list(APPEND absent nextclick/data/read/zstd.hpp)
endif()
if(NOT TARGET nextclick::bench)
  list(APPEND absent nextclick/bench.hpp nextclick/bench/layers.hpp nextclick/bench/measure.hpp nextclick/bench/models.hpp nextclick/bench/scores.hpp)
endif()
list(REMOVE_ITEM headers ${absent})

# Every header alone, included twice. Headers of other libraries are read once, except by the release preset, which detects a missing include.
set(others Eigen/Core nlohmann/json.hpp xsimd/xsimd.hpp algorithm atomic chrono filesystem functional map memory mutex optional span string
           thread tuple unordered_map variant vector)
set(read_once)
if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
  list(JOIN others , read_once)
  set(read_once --read-once ${read_once})
endif()
set(level)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(level -fpch-preprocess)  # lets ccache see through the precompiled header
endif()
if(NEXTCLICK_MARCH AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  list(APPEND level -march=${NEXTCLICK_MARCH})
endif()
list(JOIN absent , without)
get_target_property(eigen_folders Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
list(TRANSFORM eigen_folders PREPEND -isystem)
add_test(NAME hygiene.every_header_compiles_alone
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/alone.py ${PROJECT_SOURCE_DIR}/include ${CMAKE_CURRENT_BINARY_DIR}/alone
                 ${read_once} --without ${without} -- ${CMAKE_CXX_COMPILER_LAUNCHER} ${CMAKE_CXX_COMPILER} -std=c++20 -O0
                 $<TARGET_PROPERTY:nextclick_developer,INTERFACE_COMPILE_OPTIONS> ${level} ${eigen_folders}
         COMMAND_EXPAND_LISTS)
include(ProcessorCount)
ProcessorCount(processors)
set_tests_properties(hygiene.every_header_compiles_alone PROPERTIES TIMEOUT 1800 PROCESSORS ${processors})
# Seams: no other header depends on a removed one.
add_test(NAME archetypes.an_objective_can_be_taken_away
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/archetypes/removable.py ${PROJECT_SOURCE_DIR}/include
                 -- ${CMAKE_CXX_COMPILER} -std=c++20 -O0 ${level} ${eigen_folders}
         COMMAND_EXPAND_LISTS)
add_test(NAME hygiene.headers_alone_are_noticed
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/alone_test.py ${CMAKE_CXX_COMPILER})

set(generated ${CMAKE_CURRENT_BINARY_DIR}/generated)
set(everything "")
foreach(header IN LISTS headers)
  string(APPEND everything "#include \"${header}\"\n")
endforeach()
# All headers in two translation units of one program; the second defines the macros min and max first.
file(CONFIGURE OUTPUT ${generated}/first.cpp CONTENT "${everything}int second();\nint main() { return second(); }\n" @ONLY)
file(CONFIGURE OUTPUT ${generated}/second.cpp @ONLY CONTENT
"#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
${everything}int second();
int second() { return 0; }
")
add_executable(hygiene_two_units ${generated}/first.cpp ${generated}/second.cpp)
nextclick_developer_settings(hygiene_two_units)
if(TARGET nextclick::bench)
  target_link_libraries(hygiene_two_units PRIVATE nextclick::bench)
endif()
target_compile_options(hygiene_two_units PRIVATE -O0)  # keeps uncalled functions for the linker to compare
nextclick_add_test(hygiene.two_units_link hygiene_two_units)

# All headers at the other levels, and with the other compiler where one is installed.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  find_program(NEXTCLICK_OTHER_COMPILER NAMES clang++)
else()
  find_program(NEXTCLICK_OTHER_COMPILER NAMES g++)
endif()
set(includes -I${PROJECT_SOURCE_DIR}/include)
foreach(package Eigen3::Eigen xsimd)
  get_target_property(folders ${package} INTERFACE_INCLUDE_DIRECTORIES)
  foreach(folder IN LISTS folders)  # -idirafter: as a system folder, and harmless where it is a system folder already
    list(APPEND includes -idirafter${folder})
  endforeach()
endforeach()
set(levels default)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(levels x86-64-v2 x86-64-v3 x86-64-v4)
endif()
set(compilers ${CMAKE_CXX_COMPILER})
if(NEXTCLICK_OTHER_COMPILER)
  list(APPEND compilers ${NEXTCLICK_OTHER_COMPILER})
endif()
foreach(compiler IN LISTS compilers)
  get_filename_component(name ${compiler} NAME)
  foreach(level IN LISTS levels)
    set(march)
    if(NOT level STREQUAL "default")
      set(march -march=${level})
    endif()
    add_test(NAME hygiene.compiles.${name}.${level}
             COMMAND ${compiler} -std=c++20 ${march} -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
                     ${includes} ${generated}/second.cpp COMMAND_EXPAND_LISTS)
  endforeach()
endforeach()

# Without C++20: one error, whichever header comes first, by either compiler.
list(JOIN compilers "," joined_compilers)
add_test(NAME hygiene.without_cpp20
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/without_cpp20.py ${PROJECT_SOURCE_DIR} ${joined_compilers} ${includes}
         COMMAND_EXPAND_LISTS)

# Rules that a script checks.
file(WRITE ${generated}/tests_in_the_build.txt "")
foreach(file IN LISTS test_files)
  file(RELATIVE_PATH name ${CMAKE_CURRENT_SOURCE_DIR} ${file})
  file(APPEND ${generated}/tests_in_the_build.txt "${name}\n")
endforeach()
add_test(NAME hygiene.house_rules COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/house_rules.py
                                          ${PROJECT_SOURCE_DIR} ${generated}/tests_in_the_build.txt)
add_test(NAME hygiene.tools COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/tools.py ${PROJECT_SOURCE_DIR})
add_test(NAME hygiene.guarantees COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/guarantees.py ${PROJECT_SOURCE_DIR})
add_test(NAME hygiene.report COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/report_test.py ${PROJECT_SOURCE_DIR})
add_test(NAME hygiene.house_rules_notice
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/house_rules_test.py)
find_program(NEXTCLICK_ADDR2LINE NAMES addr2line)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NEXTCLICK_ADDR2LINE)
  add_test(NAME hygiene.walk COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/walk/walk.py ${CMAKE_CXX_COMPILER} ${includes}
           COMMAND_EXPAND_LISTS)
endif()
add_test(NAME hygiene.budgets
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/budgets.py ${PROJECT_SOURCE_DIR}
                 ${CMAKE_CXX_COMPILER} ${includes} COMMAND_EXPAND_LISTS)

# The program of the README compiles, runs and prints items.
set(as_built ${includes} -pthread)
if(NEXTCLICK_MARCH)
  list(APPEND as_built -march=${NEXTCLICK_MARCH})
endif()
nextclick_add_test(hygiene.readme_runs ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/readme.py
                   ${PROJECT_SOURCE_DIR} ${CMAKE_CXX_COMPILER} ${as_built})
# So does the code of docs/own-policies.md.
set(without_bench)
if(NOT TARGET nextclick::bench)
  set(without_bench --without-bench)
endif()
add_test(NAME hygiene.own_policies
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/own_policies.py ${PROJECT_SOURCE_DIR} ${without_bench}
                 ${CMAKE_CXX_COMPILER} ${as_built} COMMAND_EXPAND_LISTS)

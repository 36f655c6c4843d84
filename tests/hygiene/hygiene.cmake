# SPDX-License-Identifier: Apache-2.0
# The house rules: every header compiles alone; two translation units with everything link; rooms include downwards.
file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR}/include CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/include/nextclick/*.hpp)
set(alone ${CMAKE_CURRENT_BINARY_DIR}/alone)
set(sources)
set(everything "")
foreach(header IN LISTS headers)
  string(REPLACE "/" "_" name ${header})
  file(CONFIGURE OUTPUT ${alone}/${name}.cpp CONTENT "#include \"${header}\"\n#include \"${header}\"\n" @ONLY)
  list(APPEND sources ${alone}/${name}.cpp)
  string(APPEND everything "#include \"${header}\"\n")
endforeach()
add_library(hygiene_alone OBJECT ${sources})
target_link_libraries(hygiene_alone PRIVATE nextclick_developer)
target_compile_options(hygiene_alone PRIVATE -O0 -fsyntax-only)
set_target_properties(hygiene_alone PROPERTIES EXCLUDE_FROM_ALL ON)
add_test(NAME hygiene.every_header_compiles_alone
         COMMAND ${CMAKE_COMMAND} -E env CCACHE_DISABLE=1 ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target
                 hygiene_alone)
set_tests_properties(hygiene.every_header_compiles_alone PROPERTIES RESOURCE_LOCK build)

file(CONFIGURE OUTPUT ${alone}/first.cpp CONTENT "${everything}int second();\nint main() { return second(); }\n" @ONLY)
file(CONFIGURE OUTPUT ${alone}/second.cpp CONTENT "${everything}int second();\nint second() { return 0; }\n" @ONLY)
add_executable(hygiene_two_units ${alone}/first.cpp ${alone}/second.cpp)
target_link_libraries(hygiene_two_units PRIVATE nextclick_developer)
add_test(NAME hygiene.two_units_link COMMAND hygiene_two_units)

if(Python3_FOUND)
  add_test(NAME hygiene.house_rules COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/house_rules.py
                                            ${PROJECT_SOURCE_DIR})
  add_test(NAME hygiene.budgets
           COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/hygiene/budgets.py ${PROJECT_SOURCE_DIR}
                   ${CMAKE_CXX_COMPILER})
endif()

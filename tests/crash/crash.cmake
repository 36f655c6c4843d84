# SPDX-License-Identifier: Apache-2.0
# Some kills per mode in every build; hundreds by hand: python3 tests/crash/crash.py build/dev/tests/crash_worker --runs 300
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_executable(crash_worker crash/worker.cpp)
nextclick_developer_settings(crash_worker)
nextclick_sanitize(crash_worker)
target_include_directories(crash_worker PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
nextclick_add_test(crash.kills ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/crash/crash.py $<TARGET_FILE:crash_worker>)

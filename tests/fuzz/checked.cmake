# SPDX-License-Identifier: Apache-2.0
# clang's folder: every room, and its tests, with the checks of its sanitizers and libFuzzer's counters. `make fuzz`
# and `make torture` configure it.
add_executable(gonogo-fuzz ${fuzz_targets} tests/fuzz/fuzz_main.cpp)
target_include_directories(gonogo-fuzz PRIVATE ${CMAKE_SOURCE_DIR})
target_compile_definitions(gonogo-fuzz PRIVATE GONOGO_SOURCE="${CMAKE_SOURCE_DIR}")
target_link_libraries(gonogo-fuzz PRIVATE verdict supervisor warnings)
target_link_options(gonogo-fuzz PRIVATE -fsanitize=fuzzer)

add_custom_target(checked-tests)
foreach(name base io task lifecycle project image engine scenario run verdict report report_page gate cli environment fuzz)
  add_dependencies(checked-tests test-${name})
endforeach()

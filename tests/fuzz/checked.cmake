# SPDX-License-Identifier: Apache-2.0
# clang's folder: every room with the checks of its sanitizers and libFuzzer's counters. `make fuzz` and
# `make torture` configure it.
set(GONOGO_TESTS "" CACHE PATH "The folder whose tests' objects are linked with these rooms")

add_executable(gonogo-fuzz ${fuzz_targets} tests/fuzz/fuzz_main.cpp)
target_include_directories(gonogo-fuzz PRIVATE ${CMAKE_SOURCE_DIR})
target_compile_definitions(gonogo-fuzz PRIVATE GONOGO_SOURCE="${CMAKE_SOURCE_DIR}")
target_link_libraries(gonogo-fuzz PRIVATE verdict supervisor warnings)
target_link_options(gonogo-fuzz PRIVATE -fsanitize=fuzzer)

# The tests themselves need no checks: compiled once is enough.
add_custom_target(checked-tests)
foreach(name base io task lifecycle project scenario run verdict report gate cli environment fuzz)
  file(GLOB_RECURSE objects CONFIGURE_DEPENDS ${GONOGO_TESTS}/CMakeFiles/test-${name}.dir/*.o)
  if(NOT objects)
    continue()
  endif()
  add_executable(checked-${name} EXCLUDE_FROM_ALL ${objects})
  set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT ON)
  set_target_properties(checked-${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(checked-${name} PRIVATE rapidcheck ${GONOGO_TESTS}/libtest_server.a
    ${GONOGO_TESTS}/libtest_support.a cli supervisor)
  add_dependencies(checked-tests checked-${name})
endforeach()

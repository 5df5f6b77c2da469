# SPDX-License-Identifier: Apache-2.0
# A test binary a room: it links that room and, by it, only the rooms to its left.
enable_testing()

# The half of doctest that takes the compiler seconds, once.
add_library(doctest_implementation STATIC tests/support/doctest.cpp)
target_link_libraries(doctest_implementation PUBLIC doctest::doctest)
# An assertion is one call: a test that throws within one fails as a whole.
target_compile_definitions(doctest_implementation PUBLIC DOCTEST_CONFIG_SUPER_FAST_ASSERTS)

add_library(test_options INTERFACE)
target_link_libraries(test_options INTERFACE base doctest_implementation warnings)
target_compile_definitions(test_options INTERFACE
  GONOGO_SOURCE="${CMAKE_SOURCE_DIR}" GONOGO_BUILD="${CMAKE_BINARY_DIR}" GONOGO_CORPUS="${GONOGO_CORPUS}")
# What a test does itself takes no time: the compiler's is saved.
target_compile_options(test_options INTERFACE -O0)

add_library(test_support STATIC tests/support/main.cpp tests/support/golden.cpp
            tests/support/examples.cpp)
target_link_libraries(test_support PUBLIC test_options)
compile_together(test_support HEADERS <doctest/doctest.h>)

function(room_tests name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "corpus_[a-z_]+\\.cpp$")
  if(NOT sources)
    return()
  endif()
  add_executable(test-${name} ${sources})
  target_link_libraries(test-${name} PRIVATE ${ARGN} test_support)
  compile_together(test-${name} HEADERS_OF test_support)
  add_test(NAME ${name} COMMAND test-${name})
endfunction()

foreach(name base task lifecycle project image scenario run verdict report gate cli)
  room_tests(${name} ${name})
endforeach()
target_link_libraries(test-lifecycle PRIVATE rapidcheck)
# The report's page in a browser: seconds that an edit of a pure room need not wait for.
room_tests(report_page report)
target_sources(test-report_page PRIVATE tests/report/sample_results.cpp)
room_tests(io io_clients)
add_dependencies(test-io gonogo-exec)
target_sources(test-cli PRIVATE tests/gate/sample_checkout.cpp)
# A server whose answers a test writes itself.
add_library(test_server STATIC tests/support/tiny_http_server.cpp tests/support/orchestrator.cpp)
target_link_libraries(test_server PUBLIC io test_support)
foreach(name io gate)
  target_link_libraries(test-${name} PRIVATE test_server)
endforeach()
room_tests(engine engine_linux)
room_tests(environment supervisor)
room_tests(lint io)

file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp)
list(FILTER fuzz_targets EXCLUDE REGEX "(replay|fuzz_main)\\.cpp$")
add_executable(test-fuzz ${fuzz_targets} tests/fuzz/replay.cpp)
target_link_libraries(test-fuzz PRIVATE verdict supervisor test_support)
compile_together(test-fuzz HEADERS_OF test_support)
add_test(NAME fuzz COMMAND test-fuzz)

# Rooms once more with other options; what they stand on is as it is everywhere. Their objects come
# before the archives, which have the same names in them.
function(rooms_with name)
  cmake_parse_arguments(ARG "" "" "OPTIONS;FOLDERS;LIBRARIES" ${ARGN})
  set(sources)
  foreach(folder ${ARG_FOLDERS})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
    list(FILTER found EXCLUDE REGEX "corpus_[a-z_]+\\.cpp$")
    set_source_files_properties(${found} PROPERTIES UNITY_GROUP ${folder})
    list(APPEND sources ${found})
  endforeach()
  add_executable(${name} ${sources})
  compile_together(${name} HEADERS <doctest/doctest.h>)
  set_target_properties(${name} PROPERTIES UNITY_BUILD_MODE GROUP)
  target_compile_options(${name} PRIVATE ${ARG_OPTIONS})
  target_link_options(${name} PRIVATE ${ARG_OPTIONS})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} test_support)
endfunction()

add_dependencies(test-gate launches-orchestrator gonogo)

if(GONOGO_CHECKED)
  include(tests/fuzz/checked.cmake)
else()
  # The runner's threads, the worlds that they make and the reports of what they bring, under the thread
  # sanitizer: `make torture`.
  rooms_with(test-threads FOLDERS emulator/environment/client emulator/run emulator/report tests/run tests/report
    LIBRARIES report OPTIONS -O1 -g1 -fsanitize=thread)
  set_target_properties(test-threads PROPERTIES EXCLUDE_FROM_ALL ON)

  # The pure rooms under the tests that they have: `make sanitize`.
  set(pure_rooms base task lifecycle project verdict report)
  list(TRANSFORM pure_rooms PREPEND emulator/ OUTPUT_VARIABLE pure_folders)
  rooms_with(test-checked FOLDERS ${pure_folders} LIBRARIES report rapidcheck
    OPTIONS -O0 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all)
  set_target_properties(test-checked PROPERTIES EXCLUDE_FROM_ALL ON)
  foreach(name ${pure_rooms})
    target_sources(test-checked PRIVATE $<TARGET_OBJECTS:test-${name}>)
  endforeach()
endif()

include(tests/lint/headers.cmake)

find_program(SHELLCHECK shellcheck REQUIRED)
file(GLOB_RECURSE scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fixtures/*.sh
     ${CMAKE_SOURCE_DIR}/tests/*.sh)
add_test(NAME shellcheck COMMAND ${SHELLCHECK} -x .ci/run .ci/setup .ci/bundle .ci/torture .ci/tidy .ci/sanitized ${scripts}
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

include(tests/live/live.cmake)
include(tests/bench/bench.cmake)

# Tests over other people's files: their sources are named corpus_*.cpp.
if(EXISTS ${GONOGO_CORPUS})
  file(GLOB corpus_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*/corpus_*.cpp)
  if(corpus_sources)
    add_executable(test-corpus ${corpus_sources})
    target_link_libraries(test-corpus PRIVATE cli test_support)
    compile_together(test-corpus HEADERS_OF test_support)
    add_test(NAME corpus COMMAND test-corpus)
  endif()
  # By the corpus' own judge.
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME corpus-lifecycle COMMAND Python3::Interpreter ${GONOGO_CORPUS}/lifecycle/check.py
           $<TARGET_FILE:gonogo> ${GONOGO_CORPUS}/lifecycle)
else()
  message(STATUS "No corpus at ${GONOGO_CORPUS}: the tests over it are not registered")
endif()

# Faults planted into what the gate reads: 50 here, more by `make torture`.
file(GLOB torture_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/torture/*.cpp)
add_executable(gonogo-torture ${torture_sources} tests/gate/sample_checkout.cpp tests/gate/fake_bitbucket.cpp
               tests/gate/liar.cpp tests/support/golden.cpp tests/support/tiny_http_server.cpp)
target_link_libraries(gonogo-torture PRIVATE gate test_options)
compile_together(gonogo-torture HEADERS_OF test_support)
add_test(NAME torture COMMAND gonogo-torture 50)

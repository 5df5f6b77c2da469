# SPDX-License-Identifier: Apache-2.0
# A test binary a room: it links that room and, by it, only the rooms to its left.
enable_testing()

add_library(test_support STATIC tests/support/main.cpp tests/support/golden.cpp
            tests/support/examples.cpp)
target_include_directories(test_support PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(test_support PUBLIC base doctest::doctest PRIVATE warnings)
target_compile_definitions(test_support PUBLIC
  GONOGO_SOURCE="${CMAKE_SOURCE_DIR}" GONOGO_BUILD="${CMAKE_BINARY_DIR}" GONOGO_CORPUS="${GONOGO_CORPUS}")

function(room_tests name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "corpus_[a-z_]+\\.cpp$")
  if(NOT sources)
    return()
  endif()
  add_executable(test-${name} ${sources})
  target_link_libraries(test-${name} PRIVATE ${ARGN} test_support warnings)
  add_test(NAME ${name} COMMAND test-${name})
endfunction()

foreach(name base task lifecycle project image scenario run verdict report gate cli)
  room_tests(${name} ${name})
endforeach()
target_link_libraries(test-lifecycle PRIVATE rapidcheck)
room_tests(io io_clients)
add_dependencies(test-io gonogo-exec)
target_sources(test-cli PRIVATE tests/gate/sample_checkout.cpp)
# A server whose answers a test writes itself.
add_library(test_server STATIC tests/support/tiny_http_server.cpp tests/support/orchestrator.cpp)
target_link_libraries(test_server PUBLIC io test_support PRIVATE warnings)
foreach(name io gate)
  target_link_libraries(test-${name} PRIVATE test_server)
endforeach()
room_tests(engine engine_linux)
room_tests(environment supervisor)
room_tests(lint io)

file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp)
list(FILTER fuzz_targets EXCLUDE REGEX "(replay|fuzz_main)\\.cpp$")
add_executable(test-fuzz ${fuzz_targets} tests/fuzz/replay.cpp)
target_link_libraries(test-fuzz PRIVATE verdict test_support warnings)
add_test(NAME fuzz COMMAND test-fuzz)
# libFuzzer is clang's: `make fuzz` configures a folder of its own.
if(GONOGO_FUZZ)
  add_executable(gonogo-fuzz ${fuzz_targets} tests/fuzz/fuzz_main.cpp)
  target_include_directories(gonogo-fuzz PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(gonogo-fuzz PRIVATE verdict warnings)
  target_link_options(gonogo-fuzz PRIVATE -fsanitize=fuzzer)
endif()

# What reads what others wrote, and what decides: `make sanitize` builds and runs these.
add_custom_target(checked-tests)
foreach(name base io task lifecycle project scenario run verdict report gate fuzz)
  if(TARGET test-${name})
    add_dependencies(checked-tests test-${name})
    set_tests_properties(${name} PROPERTIES LABELS checked)
  endif()
endforeach()

# The runner's threads: its sources and its tests once more, under the thread sanitizer.
file(GLOB threaded_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/emulator/run/*.cpp
     ${CMAKE_SOURCE_DIR}/tests/run/*.cpp)
add_executable(test-run-threads ${threaded_sources})
target_compile_options(test-run-threads PRIVATE -fsanitize=thread)
target_link_options(test-run-threads PRIVATE -fsanitize=thread)
target_link_libraries(test-run-threads PRIVATE scenario test_support warnings)
add_test(NAME run-threads COMMAND test-run-threads)
add_dependencies(test-gate launches-orchestrator gonogo)

include(tests/lint/headers.cmake)

find_program(SHELLCHECK shellcheck REQUIRED)
file(GLOB_RECURSE scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fixtures/*.sh
     ${CMAKE_SOURCE_DIR}/tests/*.sh)
add_test(NAME shellcheck COMMAND ${SHELLCHECK} -x .ci/run .ci/setup .ci/bundle ${scripts}
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

include(tests/live/live.cmake)
include(tests/bench/bench.cmake)

# Tests over other people's files: their sources are named corpus_*.cpp.
if(EXISTS ${GONOGO_CORPUS})
  file(GLOB corpus_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*/corpus_*.cpp)
  if(corpus_sources)
    add_executable(test-corpus ${corpus_sources})
    target_link_libraries(test-corpus PRIVATE cli test_support warnings)
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
target_include_directories(gonogo-torture PRIVATE ${CMAKE_SOURCE_DIR})
target_link_libraries(gonogo-torture PRIVATE gate warnings)
target_compile_definitions(gonogo-torture PRIVATE GONOGO_SOURCE="${CMAKE_SOURCE_DIR}")
add_test(NAME torture COMMAND gonogo-torture 50)

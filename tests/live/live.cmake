# SPDX-License-Identifier: Apache-2.0
# Tests over real containers, MySQL and Redis: as root, one after the other.
file(GLOB contract_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/live/engine_contract/*.cpp)
add_executable(test-engine-contract ${contract_sources})
target_link_libraries(test-engine-contract PRIVATE supervisor doctest::doctest warnings)
target_compile_definitions(test-engine-contract PRIVATE GONOGO_BUILD="${CMAKE_BINARY_DIR}")
add_dependencies(test-engine-contract gonogo-exec)
add_test(NAME engine-contract COMMAND test-engine-contract)

file(GLOB live_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/live/cli/*.cpp)
if(NOT EXISTS ${GONOGO_CORPUS})
  list(REMOVE_ITEM live_sources ${CMAKE_SOURCE_DIR}/tests/live/cli/foreign.cpp)
endif()
add_executable(test-live ${live_sources})
target_link_libraries(test-live PRIVATE io test_support test_server warnings)
add_dependencies(test-live launches-orchestrator gonogo gonogo-supervisor gonogo-exec launches-backend launches-backend-tests)
add_test(NAME live COMMAND test-live)

file(GLOB pristine_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/live/pristine/*.cpp)
add_executable(test-pristine ${pristine_sources})
target_link_libraries(test-pristine PRIVATE cli test_support warnings)
add_test(NAME pristine COMMAND test-pristine)

add_test(NAME mutants COMMAND ${CMAKE_SOURCE_DIR}/tests/live/mutants.sh ${CMAKE_BINARY_DIR})

foreach(name engine-contract live pristine mutants)
  set_tests_properties(${name} PROPERTIES RUN_SERIAL ON TIMEOUT 900)
endforeach()

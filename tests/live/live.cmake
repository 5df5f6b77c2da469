# SPDX-License-Identifier: Apache-2.0
# Tests over real containers, MySQL and Redis: as root, one after the other.
file(GLOB contract_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/live/engine_contract/*.cpp)
add_executable(test-engine-contract ${contract_sources})
target_link_libraries(test-engine-contract PRIVATE supervisor test_options)
add_dependencies(test-engine-contract gonogo-exec)
compile_together(test-engine-contract HEADERS_OF test_support)
add_test(NAME engine-contract COMMAND test-engine-contract)
add_test(NAME engine-contract-attach COMMAND test-engine-contract)
set_property(TEST engine-contract-attach PROPERTY ENVIRONMENT GONOGO_CONTRACT_ENGINE=attach)
# The limits again, as on a machine of version 1 alone: the unified hierarchy is gone from a mount
# namespace of the test's own.
add_test(NAME engine-contract-v1
  COMMAND unshare --mount sh -c "umount /sys/fs/cgroup/unified 2>/dev/null; exec $<TARGET_FILE:test-engine-contract>")
set_property(TEST engine-contract-v1 PROPERTY ENVIRONMENT "CASE=*memory*,*swap*,*holds*,*limited*")

# The corpus' lives, acted out by real processes in a world of their own.
if(EXISTS ${GONOGO_CORPUS})
  add_executable(lifecycle-actor tests/live/lifecycle/actor.c)
  target_link_options(lifecycle-actor PRIVATE -static)
  target_compile_options(lifecycle-actor PRIVATE -Wall -Wextra)
  file(GLOB lifecycle_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/live/lifecycle/*.cpp)
  add_executable(test-live-lifecycle ${lifecycle_sources} tests/live/engine_contract/main.cpp)
  target_link_libraries(test-live-lifecycle PRIVATE supervisor test_options)
  compile_together(test-live-lifecycle HEADERS_OF test_support)
  add_dependencies(test-live-lifecycle gonogo-exec lifecycle-actor)
  add_test(NAME live-lifecycle COMMAND test-live-lifecycle)
  set_tests_properties(live-lifecycle PROPERTIES RUN_SERIAL ON TIMEOUT 300)
endif()

file(GLOB live_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/live/cli/*.cpp)
if(NOT EXISTS ${GONOGO_CORPUS})
  list(REMOVE_ITEM live_sources ${CMAKE_SOURCE_DIR}/tests/live/cli/foreign.cpp)
endif()
file(GLOB kills_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/live/kills/*.cpp)
list(REMOVE_ITEM kills_sources ${CMAKE_SOURCE_DIR}/tests/live/kills/main.cpp)
add_executable(test-live ${live_sources} ${kills_sources})
target_link_libraries(test-live PRIVATE image test_support test_server)
compile_together(test-live HEADERS_OF test_support)
add_dependencies(test-live launches-orchestrator gonogo gonogo-supervisor gonogo-exec launches-backend launches-backend-tests)
add_test(NAME live COMMAND test-live)
# Many more of test-live's kills: `make torture`.
add_executable(gonogo-kills EXCLUDE_FROM_ALL ${kills_sources} tests/live/kills/main.cpp tests/live/cli/gonogo_process.cpp
               tests/live/cli/projects.cpp tests/support/golden.cpp)
target_link_libraries(gonogo-kills PRIVATE image test_options)
compile_together(gonogo-kills HEADERS_OF test_support)
add_dependencies(gonogo-kills gonogo gonogo-supervisor gonogo-exec)

file(GLOB pristine_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/live/pristine/*.cpp)
add_executable(test-pristine ${pristine_sources})
target_link_libraries(test-pristine PRIVATE cli test_support)
compile_together(test-pristine HEADERS_OF test_support)
add_test(NAME pristine COMMAND test-pristine)

add_executable(test-attach tests/live/attach/pristine.cpp tests/live/attach/servers.cpp
               tests/live/pristine/changes.cpp tests/live/pristine/fingerprint.cpp)
target_link_libraries(test-attach PRIVATE cli test_support)
compile_together(test-attach HEADERS_OF test_support)
add_test(NAME attach COMMAND test-attach)

# A pipeline's step: processes in place of containers, gonogo as its bundle.
add_test(NAME attach-step COMMAND ${CMAKE_SOURCE_DIR}/tests/live/attach/step.sh ${CMAKE_BINARY_DIR})

# An ordinary user, made by the test.
add_test(NAME rootless COMMAND ${CMAKE_SOURCE_DIR}/tests/live/rootless/rootless.sh ${CMAKE_BINARY_DIR})

add_test(NAME mutants COMMAND ${CMAKE_SOURCE_DIR}/tests/live/mutants.sh ${CMAKE_BINARY_DIR})

foreach(name engine-contract engine-contract-attach engine-contract-v1 live pristine attach attach-step rootless mutants)
  set_tests_properties(${name} PROPERTIES RUN_SERIAL ON TIMEOUT 900)
endforeach()

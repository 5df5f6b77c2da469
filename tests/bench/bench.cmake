# SPDX-License-Identifier: Apache-2.0
# Ratios measured side by side in one run; `make bench`, no test.
add_executable(gonogo-bench EXCLUDE_FROM_ALL tests/bench/up.cpp tests/bench/check.cpp)
target_link_libraries(gonogo-bench PRIVATE cli warnings)
target_compile_definitions(gonogo-bench PRIVATE
  GONOGO_SOURCE="${CMAKE_SOURCE_DIR}" GONOGO_BUILD="${CMAKE_BINARY_DIR}")

add_executable(gonogo-bench-scenario EXCLUDE_FROM_ALL tests/bench/scenario.cpp)
target_link_libraries(gonogo-bench-scenario PRIVATE scenario CURL::libcurl warnings)

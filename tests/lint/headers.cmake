# SPDX-License-Identifier: Apache-2.0
# Each header of emulator/ alone includes all that it needs. Most have a source of their own name that
# includes them first (tests/lint/checkout.cpp holds them to it); the others are compiled here.
function(add_header_sources target)
  set(sources)
  foreach(header ${ARGN})
    set(source ${CMAKE_BINARY_DIR}/${target}/${header}.cpp)
    file(GENERATE OUTPUT ${source} CONTENT "#include \"${header}\"\n")
    list(APPEND sources ${source})
  endforeach()
  add_library(${target} OBJECT EXCLUDE_FROM_ALL ${sources})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  target_link_libraries(${target} PRIVATE base warnings)
  target_compile_options(${target} PRIVATE -O0 -g0 -Werror)
  add_test(NAME ${target} COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target ${target})
  # Two builds in one folder would write the same log.
  set_tests_properties(${target} PROPERTIES RESOURCE_LOCK build-folder TIMEOUT 600)
endfunction()

file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
     ${CMAKE_SOURCE_DIR}/emulator/*.h)
foreach(header ${headers})
  string(REGEX REPLACE "h$" "cpp" own_source ${header})
  if(EXISTS ${CMAKE_SOURCE_DIR}/${own_source})
    list(REMOVE_ITEM headers ${header})
  endif()
endforeach()
add_header_sources(headers-alone ${headers})

# It can fail: this one needs <string>.
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/planted/needs_string.h
     CONTENT "#pragma once\ninline std::string planted() { return {}; }\n")
add_header_sources(headers-alone-planted planted/needs_string.h)
set_tests_properties(headers-alone-planted PROPERTIES WILL_FAIL ON)

# SPDX-License-Identifier: Apache-2.0
# Writes the ids of errors and findings, as they stand in the sources, into OUT: what
# `gonogo schema ids` lists can't differ from what is said.
file(GLOB_RECURSE sources ${ROOT}/emulator/*.cpp)
set(ids)
foreach(source ${sources})
  file(READ ${source} text)
  string(REGEX MATCHALL
         "(\\.code = |\\.rule = |report\\([ \n]*|unknown\\([ \n]*|bad\\([ \n]*|problem\\([ \n]*|client_error\\(error, [a-z ?]*|system_error\\()\"[a-z]+(-[a-z0-9]+)+\""
         found "${text}")
  foreach(each ${found})
    string(REGEX REPLACE ".*\"([a-z0-9-]+)\"" "\\1" id "${each}")
    list(APPEND ids ${id})
  endforeach()
endforeach()
list(REMOVE_DUPLICATES ids)
list(SORT ids)
list(TRANSFORM ids REPLACE "(.+)" "\"\\1\",")
list(JOIN ids "\n" lines)
file(WRITE ${OUT}.new "${lines}\n")
execute_process(COMMAND ${CMAKE_COMMAND} -E copy_if_different ${OUT}.new ${OUT})

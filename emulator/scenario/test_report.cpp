// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/test_report.h"

#include <utility>

namespace gonogo {

ReadReport find_report_reader(std::string_view format) {
  constexpr std::pair<std::string_view, ReadReport> readers[] = {
      {"junit", read_junit}, {"tap", read_tap}, {"ctrf", read_ctrf}};
  for (const auto& [name, reader] : readers)
    if (name == format) return reader;
  return nullptr;
}

tl::unexpected<Error> empty_report(const std::string& file) {
  return fail({.code = "report-empty",
               .what = "the report has no test cases",
               .where = {.file = file},
               .hint = "nothing was tested: look at the program's output"});
}

}  // namespace gonogo

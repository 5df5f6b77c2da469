// SPDX-License-Identifier: Apache-2.0
#include "tests/support/examples.h"

#include "emulator/base/text.h"

namespace gonogo::test {

std::vector<Example> examples_of(const std::string& page) {
  std::vector<Example> examples;
  bool inside = false;
  bool named = false;
  for (const std::string& line : split_lines(page)) {
    if (line.starts_with("```")) {
      const size_t blank = line.find(' ');
      named = !inside && blank != std::string::npos;
      if (named) examples.push_back({line.substr(blank + 1), ""});
      inside = !inside;
    } else if (inside && named) {
      examples.back().text += line + "\n";
    }
  }
  return examples;
}

}  // namespace gonogo::test

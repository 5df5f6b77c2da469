// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/environment_file.h"

#include "emulator/base/text.h"

namespace gonogo {

std::vector<std::pair<std::string, std::string>> read_environment_file(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> variables;
  for (std::string line : split(text, '\n')) {
    if (line.ends_with('\r')) line.pop_back();
    const size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string::npos || equals == 0) continue;
    variables.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

}  // namespace gonogo

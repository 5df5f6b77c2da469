// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gonogo::test {

struct Said {
  int code = 0;
  std::string text;  ///< of stdout and stderr
};

/// The whole command line in process, standing in a folder without a project ("FOLDER").
Said say(const std::vector<std::string>& words);

}  // namespace gonogo::test

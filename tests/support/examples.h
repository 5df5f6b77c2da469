// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gonogo::test {

/// A fenced block of a page that has a file name beside its language: "```yaml first.yaml".
struct Example {
  std::string name;
  std::string text;
};

std::vector<Example> examples_of(const std::string& page);

}  // namespace gonogo::test

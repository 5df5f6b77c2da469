// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/files.h"

namespace gonogo::fuzz {

std::vector<Target> all_targets() {
  std::vector<Target> all;
  for (const auto targets : {reader_targets(), scenario_targets(), answer_targets(), truth_targets()})
    all.insert(all.end(), targets.begin(), targets.end());
  return all;
}

const Target* find_target(std::string_view name) {
  static const std::vector<Target> all = all_targets();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Target& target) { return target.name == name; });
  return found != all.end() ? &*found : nullptr;
}

std::vector<std::string> kept_inputs(const Target& target) {
  const Path path = Path(GONOGO_SOURCE) / "tests/fuzz/corpus" / (std::string(target.name) + ".txt");
  const auto text = read_file(path);
  std::vector<std::string> inputs;
  if (text)
    for (const std::string& line : split_lines(*text))
      if (auto input = from_base64(line)) inputs.push_back(std::move(*input));
  return inputs;
}

void hold(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace gonogo::fuzz

// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/attached_server.h"

#include <algorithm>
#include <iterator>

#include "emulator/base/text.h"

namespace gonogo {

std::string differences(const std::vector<std::string>& first,
                        const std::vector<std::string>& second, size_t most) {
  std::vector<std::string> gone;
  std::vector<std::string> come;
  std::set_difference(first.begin(), first.end(), second.begin(), second.end(),
                      std::back_inserter(gone));
  std::set_difference(second.begin(), second.end(), first.begin(), first.end(),
                      std::back_inserter(come));
  std::vector<std::string> all;
  for (const std::string& line : gone) all.push_back("- " + line);
  for (const std::string& line : come) all.push_back("+ " + line);
  const size_t more = all.size() > most ? all.size() - most : 0;
  all.resize(all.size() - more);
  return join(all, "; ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

}  // namespace gonogo

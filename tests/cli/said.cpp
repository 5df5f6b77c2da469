// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/said.h"

#include "emulator/base/text.h"
#include "emulator/cli/cli.h"
#include "tests/support/golden.h"

namespace gonogo::test {

Said say(const std::vector<std::string>& words) {
  Said said;
  TemporaryFolder folder;
  SystemClock clock;
  RealProcesses processes;
  const Output output{[&](std::string_view text) { said.text += text; }, false};
  World world{clock, processes, {}, folder.path(), GONOGO_BUILD, output, output};
  said.code = run(words, world);
  said.text = replace_all(said.text, folder.path(), "FOLDER");
  return said;
}

}  // namespace gonogo::test

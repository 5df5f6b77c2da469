// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/signals.h"

#include <signal.h>

#include <charconv>
#include <cstring>

namespace gonogo {

int signal_number(const std::string& name) {
  const std::string bare = name.rfind("SIG", 0) == 0 ? name.substr(3) : name;
  int number = 0;
  const char* const end = bare.data() + bare.size();
  if (std::from_chars(bare.data(), end, number).ptr == end && !bare.empty()) return number;
  for (int i = 1; i < NSIG; ++i) {
    const char* known = sigabbrev_np(i);
    if (known != nullptr && bare == known) return i;
  }
  return -1;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/person.h"

#include <poll.h>
#include <unistd.h>

#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr int slice_ms = 100;

/// Byte by byte, so that what is typed ahead stays for the next question.
std::optional<std::string> read_line() {
  std::string line;
  while (!interrupted()) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (poll(&input, 1, slice_ms) <= 0) continue;
    char c = 0;
    if (read(STDIN_FILENO, &c, 1) <= 0) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
  return std::nullopt;
}

}  // namespace

AskPerson person_of(const Options& options, World& world) {
  if (options.ci || !world.err.is_terminal || isatty(STDIN_FILENO) == 0) return nullptr;
  return [&world](const std::string& question) {
    world.err.write(question);
    return read_line();
  };
}

}  // namespace gonogo

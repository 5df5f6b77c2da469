// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "emulator/cli/cli.h"
#include "emulator/io/interrupt.h"
#include "emulator/verdict/verdict.h"

extern char** environ;

namespace {

std::map<std::string, std::string> variables() {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    const size_t equals = line.find('=');
    if (equals != std::string::npos) all[line.substr(0, equals)] = line.substr(equals + 1);
  }
  // Children that inherit the environment are none that sign.
  unsetenv("GONOGO_SIGNING_KEY");
  return all;
}

// A bundle's programs run through its own loader, which is then what /proc/self/exe names.
void use_bundle(gonogo::World& world) {
  const std::string bundle = world.variable("GONOGO_BUNDLE");
  if (bundle.empty()) return;
  const gonogo::Path libraries = gonogo::Path(bundle) / "lib";
  world.programs = gonogo::Path(bundle) / "bin";
  world.loader = {(libraries / "ld-linux-x86-64.so.2").string(), "--library-path",
                  libraries.string()};
  world.environment.erase("GONOGO_BUNDLE");
}

// A number that is free would be the next file's: what is printed would get into it.
void take_standard_streams() {
  int number = 0;
  while (number >= 0 && number <= 2) number = open("/dev/null", O_RDWR);
  if (number > 2) close(number);
}

// A pipe that nobody reads any more: as if whoever was there had asked to stop.
void note_failure() {
  if (errno == EPIPE) gonogo::interrupt();
}

gonogo::Output output(std::FILE* stream) {
  return {.write =
              [stream](std::string_view text) {
                const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
                if (!written || std::fflush(stream) != 0) note_failure();
              },
          .is_terminal = isatty(fileno(stream)) != 0};
}

}  // namespace

int main(int argc, char** argv) {
  try {
    take_standard_streams();
    gonogo::watch_interrupts();
    gonogo::SystemClock clock;
    gonogo::RealProcesses processes;
    gonogo::World world{.clock = clock,
                        .processes = processes,
                        .environment = variables(),
                        .folder = std::filesystem::current_path(),
                        .programs = std::filesystem::canonical("/proc/self/exe").parent_path(),
                        .out = output(stdout),
                        .err = output(stderr)};
    use_bundle(world);
    return gonogo::run(std::vector<std::string>(argv + 1, argv + argc), world);
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "gonogo: this is a bug in gonogo: %s\n", bug.what());
    return gonogo::exit_code::bug;
  }
}

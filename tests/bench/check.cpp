// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/check.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "emulator/cli/commands.h"
#include "emulator/io/files.h"

namespace gonogo {
namespace {

constexpr int definitions = 1000;

/// The sample's definition, as often as is wanted, each in a file of its own.
std::vector<std::string> write_definitions(const Path& folder, const std::string& text) {
  std::vector<std::string> names;
  for (int i = 0; i < definitions; ++i) {
    names.push_back(std::to_string(i) + ".json");
    (void)write_file(folder / names.back(), text);
  }
  return names;
}

}  // namespace

std::optional<Nanoseconds> time_of_check(World& world) {
  const auto text =
      read_file(Path(GONOGO_SOURCE) / "fixtures" / "launches" / "backend.task.json");
  std::string folder = "/tmp/gonogo-bench-XXXXXX";
  if (!text || mkdtemp(folder.data()) == nullptr) return std::nullopt;
  Options options{.quiet = true};
  options.targets = write_definitions(folder, *text);
  World there = world;
  there.folder = folder;
  const Moment begin = world.clock.now();
  const int exit = check(options, there);
  const Nanoseconds time = world.clock.now() - begin;
  std::filesystem::remove_all(folder);
  return exit == 0 ? std::optional(time) : std::nullopt;
}

}  // namespace gonogo

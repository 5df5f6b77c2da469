// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/scenario_inputs.h"

#include "emulator/io/document.h"
#include "emulator/scenario/snapshots.h"

namespace gonogo {
namespace {

Result<Value> read_settings_file(const Options& options, const World& world) {
  if (options.settings_file.empty()) return Value::object();
  auto value = read_document((world.folder / options.settings_file).string());
  if (!value) return fail(value.error());
  if (value->is_object()) return value;
  return fail({.code = "bad-settings",
               .what = "--set-file wants a mapping of names and values",
               .where = {.file = options.settings_file, .mark = value->mark}});
}

Result<std::vector<std::string>> find_orphans(const Project& project,
                                              const std::vector<Scenario>& scenarios) {
  std::vector<std::string> existing;
  for (const std::string& entry : project.scenarios) {
    const Path folder = project.path(entry);
    if (!std::filesystem::is_directory(folder)) continue;
    const auto files = list_files(folder);
    if (!files) return fail(files.error());
    for (const std::string& file : *files)
      existing.push_back((Path(entry) / file).lexically_normal().string());
  }
  return orphan_snapshots(scenarios, existing);
}

void warn_of_short_secrets(const Value& secrets, World& world) {
  constexpr size_t shortest = 6;
  for (const Value::Member& member : secrets.members())
    if (member.value.is_text() && !member.value.as_text().empty() &&
        member.value.as_text().size() < shortest)
      world.err.write("warning: the secret " + member.key +
                      " is shorter than 6 characters: it is hidden only where it stands alone\n");
}

}  // namespace

Result<ScenarioInputs> read_scenario_inputs(const Loaded& loaded,
                                            const std::vector<Scenario>& scenarios,
                                            const Options& options, World& world) {
  auto settings = read_settings_file(options, world);
  if (!settings) return fail(settings.error());
  auto orphans = find_orphans(loaded.project, scenarios);
  if (!orphans) return fail(orphans.error());
  warn_of_short_secrets(loaded.secrets.entries, world);
  return ScenarioInputs{std::move(*settings), std::move(*orphans)};
}

Result<Done> remove_orphans(const Project& project, const std::vector<std::string>& orphans,
                            World& world) {
  for (const std::string& path : orphans) {
    if (auto done = remove_tree(project.path(path)); !done) return done;
    world.err.write("removed " + path + ": no scenario expects this snapshot any more\n");
  }
  return Done{};
}

}  // namespace gonogo

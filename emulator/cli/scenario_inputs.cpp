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

void warn_of_short_secrets(const Value& secrets, const std::string& prefix, World& world) {
  for (const Value::Member& member : secrets.members()) {
    warn_of_short_secrets(member.value, prefix + member.key + "/", world);
    Redactor redactor;
    if (member.value.is_text()) redactor.add(Secret(member.value.as_text()));
    if (redactor.count_short() > 0)
      world.err.write("warning: the secret " + prefix + member.key +
                      " is shorter than 6 characters: it is hidden only where it stands alone\n");
  }
}

// The other keys of a database's secret are no secrets, and stand in many an output:
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
bool is_hidden(std::string_view key) {
  constexpr std::string_view open[] = {
      "username", "engine", "host", "port", "dbname", "dbInstanceIdentifier", "dbClusterIdentifier",
      "masterarn"};
  return std::find(std::begin(open), std::end(open), key) == std::end(open);
}

}  // namespace

std::map<std::string, Secret> secrets_of(const Loaded& loaded, Redactor& redactor) {
  std::map<std::string, Secret> secrets;
  for (const Value::Member& member : loaded.secrets.entries.members()) {
    for (const Value::Member& inner : member.value.members())
      if (inner.value.is_text() && is_hidden(inner.key))
        redactor.add(Secret(inner.value.as_text()));
    if (!member.value.is_text()) continue;
    secrets[member.key] = Secret(member.value.as_text());
    redactor.add(secrets[member.key]);
  }
  return secrets;
}

Result<ScenarioInputs> read_scenario_inputs(const Loaded& loaded,
                                            const std::vector<Scenario>& scenarios,
                                            const Options& options, World& world) {
  const auto file = read_settings_file(options, world);
  if (!file) return fail(file.error());
  auto orphans = find_orphans(loaded.project, scenarios);
  if (!orphans) return fail(orphans.error());
  warn_of_short_secrets(loaded.secrets.entries, "", world);
  return ScenarioInputs{scenario_settings(options, world, *file), std::move(*orphans)};
}

std::map<std::string, Value> scenario_settings(const Options& options, const World& world,
                                               const Value& file) {
  static constexpr std::string_view prefix = "GONOGO_VAR_";
  std::map<std::string, Value> settings;
  for (const auto& [name, value] : world.environment)
    if (name.starts_with(prefix)) settings[name.substr(prefix.size())] = Value(value);
  for (const Value::Member& member : file.members()) settings[member.key] = member.value;
  for (const auto& [name, value] : settings_of(options)) settings[name] = Value(value);
  return settings;
}

KnownNames known_names(const Project& project, const std::map<std::string, Value>& settings) {
  KnownNames known{.tasks = {{}}, .services = {{}}};
  for (const auto& entry : project.vars) known.variables.insert(entry.first);
  for (const auto& entry : settings) known.variables.insert(entry.first);
  for (const TaskEntry& task : project.tasks) known.tasks->push_back(task.name);
  for (const ServiceEntry& service : project.services) known.services->push_back(service.name);
  return known;
}

bool names_are_known(const std::vector<Scenario>& scenarios, const Loaded& loaded,
                     const ScenarioInputs& inputs, World& world) {
  KnownNames known = known_names(loaded.project, inputs.settings);
  known.secrets.emplace();
  for (const Value::Member& member : loaded.secrets.entries.members())
    if (member.value.is_text()) known.secrets->push_back(member.key);
  known.containers.emplace();
  for (const auto& [task, definition] : loaded.definitions)
    for (const ContainerDefinition& container : definition.containers)
      known.containers->push_back(task + "/" + container.name);
  const Findings findings = unknown_names(scenarios, known);
  for (const auto& [file, found] : by_file(findings)) {
    const std::string path = loaded.project.path(file);
    print_findings(path, found, read_file(path).value_or(""), world);
  }
  return findings.empty();
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

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/cli/loading.h"
#include "emulator/cli/scenario_inputs.h"
#include "emulator/image/recipe.h"
#include "emulator/io/document.h"
#include "emulator/io/input.h"
#include "emulator/lifecycle/simulate.h"
#include "emulator/report/plain.h"
#include "emulator/scenario/scenario_reader.h"
#include "emulator/task/parity.h"
#include "emulator/task/read.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

struct Checked {
  std::string kind;
  TaskReading reading;
  std::string source;
};

bool is_yaml(const std::string& file) {
  const std::string name = to_lower(file);
  return name.ends_with(".yaml") || name.ends_with(".yml");
}

bool has_root_key(std::string_view text, const std::string& key) {
  return text.starts_with(key + ":") || text.find("\n" + key + ":") != std::string_view::npos;
}

bool is_scenario(std::string_view text, const std::string& file) {
  return is_yaml(file) ? has_root_key(text, "scenario") : is_scenario_file(file);
}

bool is_project(std::string_view text, const std::string& file) {
  return Path(file).filename() == "gonogo.yaml" || (is_yaml(file) && has_root_key(text, "gonogo"));
}

Checked unreadable(const std::string& file, const Error& error) {
  Checked checked{.kind = "unknown", .reading = {.file = file}};
  checked.reading.findings.push_back(
      {.rule = error.code, .message = error.what, .where = {.file = file}, .hint = error.hint});
  return checked;
}

/// What there is to check, and what it may lean on.
struct ToCheck {
  std::vector<std::string> files{};
  std::vector<ImageRecipe> recipes{};  ///< what stands in for images
  std::optional<Project> project{};    ///< the one around, if it can be read
};

bool is_below(const Path& path, const Path& folder) {
  const std::string relative = path.lexically_normal().lexically_relative(folder).string();
  return !relative.empty() && !relative.starts_with("..");
}

/// What a file of scenarios can name: of the project, where it is one of its own.
KnownNames names_for(const Path& path, const ToCheck& all, const Options& options,
                     const World& world) {
  static const Project none;
  const auto own = [&](const std::string& entry) {
    return is_below(path, Path(all.project->path(entry)).lexically_normal());
  };
  const bool of_project =
      all.project && std::any_of(all.project->scenarios.begin(), all.project->scenarios.end(), own);
  KnownNames names =
      known_names(of_project ? *all.project : none, scenario_settings(options, world));
  if (!of_project) names.tasks = names.services = std::nullopt;
  names.unknown_variable = Finding::Level::warning;  // another --set may still come with the run
  return names;
}

/// What lies where scenarios do is one, whatever it says.
bool is_scenario_of(const Path& path, const ToCheck& all) {
  if (!all.project) return false;
  const auto files = scenario_files(*all.project);
  return files && std::any_of(files->begin(), files->end(), [&](const std::string& file) {
    return Path(all.project->path(file)).lexically_normal() == path.lexically_normal();
  });
}

Findings check_scenarios(std::string_view text, const std::string& shown, const Path& path,
                         const KnownNames& names, const World& world) {
  ScenarioFile read = ScenarioReader(world, path.parent_path().string())
                          .read(text, shown, path, files_below(world.folder));
  const Findings unknown = unknown_names(read.scenarios, names);
  read.findings.insert(read.findings.end(), unknown.begin(), unknown.end());
  return std::move(read.findings);
}

Checked check_file(const std::string& shown, const Path& path, const Options& options,
                   const ToCheck& all, const World& world) {
  const auto text = read_input(path);
  if (!text) return unreadable(shown, text.error());
  Checked checked{.kind = "task-definition", .reading = {.file = shown}, .source = *text};
  if (is_project(*text, shown)) {
    checked.kind = "project";
    checked.reading.findings = read_project(*text, shown, path.parent_path().string(),
                                            world.environment, settings_of(options))
                                   .findings;
  } else if (is_scenario(*text, shown) || is_scenario_of(path, all)) {
    checked.kind = "scenario";
    checked.reading.findings = 
        check_scenarios(*text, shown, path, names_for(path, all, options, world), world);
  } else {
    checked.reading = read_task_definition(*text, shown, settings_of(options));
    accept_image_placeholders(checked.reading, [&](const std::string& image) {
      return find_recipe(all.recipes, image) != nullptr;
    });
    allow_rules(checked.reading, options.allowed);
  }
  return checked;
}

/// A file and the fragments that it includes: each with its own findings and source.
std::vector<Checked> parts_of(const Checked& checked, const World& world) {
  std::vector<Checked> parts{checked};
  parts[0].reading.findings.clear();
  for (auto& [file, findings] : by_file(checked.reading.findings)) {
    if (file.empty() || file == checked.reading.file || checked.kind != "scenario") {
      auto& own = parts[0].reading.findings;
      own.insert(own.end(), findings.begin(), findings.end());
      continue;
    }
    parts.push_back({.kind = "fragment",
                     .reading = {.file = file, .findings = findings},
                     .source = read_file(world.folder / file).value_or("")});
  }
  return parts;
}

/// Each parameter of a task definition and how it is mirrored.
std::string parity_of(const Checked& checked, const Options& options) {
  if (!options.verbose || !checked.reading.definition) return "";
  return checked.reading.file + "  parameters\n" +
         parity_text(checked.reading.definition->parameters);
}

void print_checked(const Checked& checked, const Options& options, World& world) {
  const bool accepted = !has_errors(checked.reading.findings);
  for (const Checked& part : parts_of(checked, world)) {
    if (!options.json()) {
      world.out.write(printable(to_text(part.reading, part.source)));
      continue;
    }
    Value value = to_value(part.reading);
    value.set("kind", part.kind);
    value.set("accepted", accepted);
    world.out.write(to_json(value) + "\n");
  }
  if (!options.json()) world.out.write(parity_of(checked, options));
}

/// Reads gonogo.yaml; its path.
Result<std::string> read_project_around(const Options& options, const World& world, ToCheck& all) {
  auto found = options.project.empty()
                         ? find_project(world.folder.string())
                         : Result<std::string>((world.folder / options.project).string());
  if (!found) return fail(found.error());
  const auto text = read_input(*found);
  if (!text) return fail(text.error());
  const std::string folder = Path(*found).parent_path().string();
  all.project = read_project(*text, "gonogo.yaml", folder, world.environment, settings_of(options))
                    .project;
  return found;
}

Result<ToCheck> files_of_project(const Options& options, const World& world) {
  ToCheck all;
  const auto path = read_project_around(options, world, all);
  if (!path) return fail(path.error());
  all.files = {*path};
  if (!all.project) return all;
  all.recipes = all.project->images;
  for (const TaskEntry& task : all.project->tasks)
    all.files.push_back(all.project->path(task.definition));
  if (const auto scenarios = scenario_files(*all.project))
    for (const std::string& file : *scenarios) all.files.push_back(all.project->path(file));
  return all;
}

/// A folder stands for the scenario files below it.
Result<Done> add_target(const std::string& target, const World& world,
                        std::vector<std::string>& files) {
  std::error_code error;
  if (!std::filesystem::is_directory(world.folder / target, error)) {
    files.push_back((world.folder / target).string());
    return Done{};
  }
  const Project below{.folder = world.folder.string(), .scenarios = {target}};
  const auto found = scenario_files(below);
  if (!found) return fail(found.error());
  if (found->empty())
    return fail({.code = "nothing-matches", .what = "there is no scenario below " + target});
  for (const std::string& file : *found) files.push_back(below.path(file));
  return Done{};
}

}  // namespace

int check(const Options& options, World& world) {
  ToCheck all;
  std::vector<std::string>& files = all.files;
  for (const std::string& target : options.targets)
    if (auto added = add_target(target, world, files); !added)
      return print_error(added.error(), world);
  if (!options.targets.empty()) (void)read_project_around(options, world, all);
  if (options.targets.empty()) {
    auto found = files_of_project(options, world);
    if (!found) return print_error(found.error(), world);
    all = std::move(*found);
  }
  int accepted = 0;
  bool by_aws = false;
  for (const std::string& file : files) {
    const Checked checked = check_file(shown_path(file, world), file, options, all, world);
    const bool good = !has_errors(checked.reading.findings);
    accepted += good ? 1 : 0;
    by_aws = by_aws || (!good && checked.kind == "task-definition");
    print_checked(checked, options, world);
  }
  const int rejected = static_cast<int>(files.size()) - accepted;
  if (!options.json() && !options.quiet)
    world.out.write(count_of(static_cast<long long>(files.size()), "file") + ": " +
                    std::to_string(accepted) + " accepted" +
                    (rejected > 0 ? ", " + std::to_string(rejected) + " rejected" : "") +
                    (by_aws ? " (AWS would answer ClientException)" : "") + "\n");
  return rejected == 0 ? exit_code::go : exit_code::bad_input;
}

int simulate_task(const Options& options, World& world) {
  if (options.targets.size() != 1 || options.script.empty())
    return wrong_usage(world, "simulate needs a task definition and --script FILE");
  const std::string& file = options.targets.front();
  const auto text = read_input(world.folder / file);
  if (!text) return print_error(text.error(), world), exit_code::bad_input;
  const auto script = read_input(world.folder / options.script);
  if (!script) return print_error(script.error(), world), exit_code::bad_input;
  auto reading = read_task_definition(*text, file, settings_of(options));
  allow_rules(reading, options.allowed);
  if (!reading.accepted()) {
    world.err.write(printable(to_text(reading, *text)));
    return exit_code::bad_input;
  }
  auto result = simulate(*reading.definition, *script, options.script);
  if (!result) return print_error(result.error(), world), exit_code::bad_input;
  world.out.write(to_json(*result, options.json() ? -1 : 2) + "\n");
  return exit_code::go;
}

}  // namespace gonogo

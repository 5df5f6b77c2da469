// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/loading.h"

#include <algorithm>
#include <charconv>

#include "emulator/base/text.h"
#include "emulator/cli/policy_file.h"
#include "emulator/image/recipe.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/input.h"
#include "emulator/report/plain.h"
#include "emulator/run/run_all.h"
#include "emulator/scenario/scenario_reader.h"
#include "emulator/task/read.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

struct ProjectText {
  Project project;
  std::string text;
};

Result<std::string> project_file(const Options& options, const World& world) {
  if (options.project.empty()) return find_project(world.folder.string());
  const Path path = world.folder / options.project;
  if (path_exists(path)) return path.lexically_normal().string();
  return fail({.code = "no-project",
               .what = "there is no such file",
               .where = {.file = options.project},
               .hint = "name a gonogo.yaml"});
}

std::optional<Project> load_project(const Options& options, World& world) {
  const auto path = project_file(options, world);
  if (!path) {
    print_error(path.error(), world);
    return std::nullopt;
  }
  const auto text = read_input(*path);
  if (!text) {
    print_error(text.error(), world);
    return std::nullopt;
  }
  auto reading =
      read_project(*text, Path(*path).filename().string(), Path(*path).parent_path().string(),
                   world.environment, settings_of(options));
  print_findings(*path, reading.findings, *text, world);
  return std::move(reading.project);
}

bool load_definitions(const Options& options, World& world, Loaded& loaded) {
  bool good = true;
  for (const TaskEntry& entry : loaded.project.tasks) {
    const auto text = read_input(loaded.project.path(entry.definition));
    if (!text) {
      Error error = text.error();
      error.where = entry.where;
      print_error(error, world);
      good = false;
      continue;
    }
    auto reading = read_task_definition(*text, entry.definition, settings_of(options));
    accept_image_placeholders(reading, [&](const std::string& image) {
      return find_recipe(loaded.project.images, image) != nullptr;
    });
    for (const std::string& rule : allow_rules(reading, options.allowed))
      if (std::find(loaded.used_allowances.begin(), loaded.used_allowances.end(), rule) ==
          loaded.used_allowances.end())
        loaded.used_allowances.push_back(rule);
    if (!reading.accepted()) {
      print_findings(loaded.project.path(entry.definition), reading.findings, *text, world);
      good = false;
    } else {
      loaded.definitions.emplace_back(entry.name, std::move(*reading.definition));
    }
  }
  return good;
}

bool load_texts(World& world, Loaded& loaded) {
  if (!loaded.project.secrets.empty()) {
    auto entries = read_document(loaded.project.path(loaded.project.secrets));
    if (!entries) {
      print_error(entries.error(), world);
      return false;
    }
    loaded.secrets = {loaded.project.secrets, std::move(*entries)};
  }
  for (const auto& [arn, file] : loaded.project.files) {
    auto text = read_input(loaded.project.path(file));
    if (!text) {
      print_error(text.error(), world);
      return false;
    }
    loaded.file_texts[arn] = std::move(*text);
  }
  return true;
}

std::string name_of(const Options& options, const Project& project) {
  if (!options.environment.empty()) return options.environment;
  return project.name + "-" + sha256(project.folder).substr(0, 4);
}

bool is_good_name(const std::string& name, World& world) {
  // It is part of a socket's path and of control groups' names.
  if (slug(name) == name && name.size() <= 40) return true;
  world.err.write("gonogo: --environment \"" + name +
                  "\": small letters, digits and hyphens, at most 40\n");
  return false;
}

std::optional<double> time_scale_of(const Options& options, World& world) {
  double scale = 0;
  const char* end = options.time_scale.data() + options.time_scale.size();
  const auto [at, error] = std::from_chars(options.time_scale.data(), end, scale);
  if (error == std::errc() && at == end && scale >= 1) return scale;
  world.err.write("gonogo: --time-scale is a number from 1\n");
  return std::nullopt;
}

// What lies behind it would not be run, and nobody would notice.
Result<Done> refuse_lost_links(const Path& folder, const std::string& entry) {
  std::error_code ignored;
  for (std::filesystem::recursive_directory_iterator at(folder, ignored), end; at != end;
       at.increment(ignored))
    if (at->is_symlink(ignored) && !at->is_regular_file(ignored))
      return fail({.code = "missing-file",
                   .what = "a link below scenarios: leads to a folder or to nothing, which is not read",
                   .where = {.file = (Path(entry) / at->path().lexically_relative(folder)).string()},
                   .hint = "put the files themselves there, or name the folder under scenarios: too"});
  return Done{};
}

}  // namespace

std::map<std::string, std::string> settings_of(const Options& options) {
  std::map<std::string, std::string> settings;
  for (const std::string& setting : options.settings) {
    const size_t equals = setting.find('=');
    settings[setting.substr(0, equals)] =
        equals == std::string::npos ? "" : setting.substr(equals + 1);
  }
  return settings;
}

std::string shown_path(const std::string& path, const World& world) {
  const Path relative = Path(path).lexically_relative(world.folder);
  return relative.empty() || relative.string().starts_with("../..") ? path : relative.string();
}

void print_findings(const std::string& file, const Findings& findings, std::string_view source,
                    World& world) {
  TaskReading reading{.file = file, .findings = findings};
  for (Finding& finding : reading.findings) finding.where.file = shown_path(file, world);
  world.err.write(printable(to_text(reading, source)));
}

ReadText files_below(const Path& folder) {
  return [folder](const std::string& path) { return read_file(folder / path); };
}

std::map<std::string, Findings> by_file(const Findings& findings) {
  std::map<std::string, Findings> groups;
  for (const Finding& finding : findings) groups[finding.where.file].push_back(finding);
  return groups;
}

int wrong_usage(World& world, const std::string& text) {
  world.err.write("gonogo: " + text + "\n");
  return exit_code::bad_input;
}

int print_error(const Error& error, World& world) {
  world.err.write("gonogo: " + to_text(error));
  if (error.code == "interrupted") return exit_code::interrupted;
  static constexpr std::string_view input_codes[] = {"no-project",   "nothing-matches", "bad-tags",
                                                     "bad-settings", "bad-jobs",        "not-running",
                                                     "already-running"};
  if (std::find(std::begin(input_codes), std::end(input_codes), error.code) != std::end(input_codes))
    return exit_code::bad_input;
  switch (classify_start(error)) {
    case StartFailure::Kind::product: return exit_code::no_go;
    case StartFailure::Kind::input: return exit_code::bad_input;
    case StartFailure::Kind::infrastructure: return exit_code::cannot_tell;
  }
  return exit_code::cannot_tell;
}

std::optional<Loaded> load(const Options& options, World& world) {
  auto project = load_project(options, world);
  const auto scale = time_scale_of(options, world);
  if (!project || !scale || !load_policy_of(*project, world)) return std::nullopt;
  Loaded loaded{.project = std::move(*project)};
  loaded.time_scale = *scale;
  loaded.environment = name_of(options, loaded.project);
  if (!is_good_name(loaded.environment, world)) return std::nullopt;
  const bool definitions = load_definitions(options, world, loaded);
  if (!load_texts(world, loaded) || !definitions) return std::nullopt;
  loaded.variables = world.environment;
  return loaded;
}

std::optional<std::string> environment_name(const Options& options, World& world) {
  if (!options.environment.empty())
    return is_good_name(options.environment, world) ? std::optional(options.environment)
                                                    : std::nullopt;
  const auto project = load_project(options, world);
  if (!project) return std::nullopt;
  return name_of(options, *project);
}

HarHosts har_hosts(const Project& project) {
  HarHosts hosts;
  for (const TaskEntry& task : project.tasks) {
    const std::string url = "${task." + task.name + "}";
    const std::string behind = task.port ? ":" + std::to_string(*task.port) : "";
    for (const std::string& host : {task.name, task.hostname}) {
      if (host.empty()) continue;
      hosts.emplace_back(host, url);
      if (!behind.empty()) hosts.emplace_back(host + behind, url);
    }
    for (const auto& [port, inside] : task.publish)
      for (const char* host : {"127.0.0.1:", "localhost:"})
        hosts.emplace_back(host + std::to_string(port), url);
  }
  return hosts;
}

Result<std::vector<std::string>> scenario_files(const Project& project) {
  std::vector<std::string> files;
  for (const std::string& entry : project.scenarios) {
    const Path path = project.path(entry);
    if (!path_exists(path))
      return fail({.code = "missing-file",
                   .what = "the folder of scenarios is not there",
                   .where = {.file = project.file, .pointer = "/scenarios"},
                   .seen = entry});
    if (!std::filesystem::is_directory(path)) {
      files.push_back(entry);
      continue;
    }
    if (auto done = refuse_lost_links(path, entry); !done) return fail(done.error());
    auto found = list_files(path, Links::of_files);
    if (!found) return fail(found.error());
    for (const std::string& name : *found) {
      const std::string file = (Path(entry) / name).lexically_normal().string();
      const bool is_fragment = ("/" + file).find("/steps/") != std::string::npos;
      if (is_scenario_file(file) && !is_fragment) files.push_back(file);
    }
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::optional<std::vector<Scenario>> load_scenarios(const Loaded& loaded, World& world,
                                                    const Selection& selection) {
  auto files = scenario_files(loaded.project);
  if (!files) {
    print_error(files.error(), world);
    return std::nullopt;
  }
  if (auto named = files_named(*files, selection)) *files = std::move(*named);
  std::vector<Scenario> scenarios;
  ScenarioReader reader(world, loaded.project.folder, har_hosts(loaded.project));
  bool good = true;
  for (const std::string& file : *files) {
    const auto text = read_input(loaded.project.path(file));
    if (!text) {
      print_error(text.error(), world);
      return std::nullopt;
    }
    ScenarioFile read = reader.read(*text, file, loaded.project.path(file),
                                    files_below(loaded.project.folder));
    for (const auto& [place, findings] : by_file(read.findings)) {
      const auto source = place == file ? text : read_file(loaded.project.path(place));
      print_findings(loaded.project.path(place), findings, source.value_or(""), world);
    }
    good = good && !has_errors(read.findings);
    std::move(read.scenarios.begin(), read.scenarios.end(), std::back_inserter(scenarios));
  }
  if (!good) return std::nullopt;
  return scenarios;
}

}  // namespace gonogo

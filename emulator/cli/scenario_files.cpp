// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/scenario_files.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/files.h"

namespace gonogo::cli {
namespace {

bool ends_with_any(const std::string& name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

// Folders named "steps" hold fragments for `include`, "__snapshots__" what was once right.
bool is_scenario_file(const std::string& path) {
  const std::vector<std::string> parts = split(path, '/');
  for (size_t i = 0; i + 1 < parts.size(); ++i)
    if (parts[i] == "steps" || parts[i] == "__snapshots__") return false;
  return ends_with_any(path, {".yaml", ".yml", ".feature", ".har"});
}

// A scenario that is left out because nobody looked behind a link would be a GO for less than all.
Result<Done> refuse_links(const Session& session, const Path& folder) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    if (at->is_symlink(error))
      return fail({.code = "input-rejected",
                   .what = "a symbolic link among the scenarios is not followed",
                   .where = {.file = session.shown(at->path())},
                   .hint = "put the file itself there"});
  if (!error) return Done{};
  return fail({.code = "input-rejected",
               .what = "the scenarios can't be listed",
               .where = {.file = session.shown(folder)},
               .seen = error.message()});
}

/// Paths from gonogo.yaml of the files at or below one entry of `scenarios:`.
Result<std::vector<std::string>> files_of(const Session& session, const Project& project,
                                          const std::string& entry) {
  const Path path = project.path(entry);
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error))
    return std::vector<std::string>{Path(entry).lexically_normal().string()};
  if (!std::filesystem::is_directory(path, error)) {
    // The default folder of a project that has no scenarios yet: nothing will run, and that is told.
    if (project.scenarios.size() == 1 && entry == "scenarios") return std::vector<std::string>{};
    return fail({.code = "input-rejected",
                 .what = "\"" + entry + "\" under scenarios: is not there",
                 .where = {.file = project.file, .pointer = "/scenarios"},
                 .seen = session.shown(path)});
  }
  if (auto done = refuse_links(session, path); !done) return fail(done.error());
  auto listed = list_files(path);
  if (!listed) return fail(listed.error());
  for (std::string& file : *listed) file = (Path(entry) / file).lexically_normal().string();
  return listed;
}

ScenarioFile not_yet(const std::string& file) {
  return {.file = file,
          .findings = {{.rule = "not-yet",
                        .message = "scenarios of this kind of file are not there yet",
                        .where = {.file = file}}}};
}

ScenarioFile read_one(const std::string& text, const std::string& file) {
  if (ends_with_any(file, {".feature", ".har"})) return not_yet(file);
  return read_scenarios(text, file);
}

CheckedFile checked_of(ScenarioFile&& read, const std::string& text, const std::string& shown) {
  CheckedFile checked{.file = shown, .kind = "scenario", .text = text};
  checked.findings = std::move(read.findings);
  for (Finding& finding : checked.findings) finding.where.file = shown;
  return checked;
}

}  // namespace

CheckedFile check_scenarios(const std::string& text, const std::string& shown) {
  return checked_of(read_one(text, shown), text, shown);
}

Result<ScenarioFiles> read_scenario_files(const Session& session, const Project& project) {
  std::vector<std::string> paths;
  for (const std::string& entry : project.scenarios) {
    auto files = files_of(session, project, entry);
    if (!files) return fail(files.error());
    paths.insert(paths.end(), files->begin(), files->end());
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  ScenarioFiles all;
  for (const std::string& path : paths) {
    auto text = read_file(project.path(path));
    if (!text) return fail(text.error());
    all.digests.emplace_back(path, sha256(*text));
    if (!is_scenario_file(path)) continue;
    ScenarioFile read = read_one(*text, path);
    std::move(read.scenarios.begin(), read.scenarios.end(), std::back_inserter(all.scenarios));
    all.checked.push_back(checked_of(std::move(read), *text, session.shown(project.path(path))));
  }
  return all;
}

}  // namespace gonogo::cli

// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/load_project.h"

#include "emulator/base/text.h"
#include "emulator/cli/secret_values.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/files.h"
#include "emulator/task/read.h"

namespace gonogo::cli {
namespace {

constexpr size_t name_digits = 4;

Result<Done> read_secrets(const Session& session, LoadedProject& loaded) {
  const std::string& name = loaded.project.secrets;
  loaded.secrets.entries = Value::object();
  if (name.empty()) return Done{};
  const Path path = loaded.project.path(name);
  loaded.secrets.file = session.shown(path);
  auto document = read_document(path);
  if (!document) {
    Error error = document.error();
    if (error.where.file.empty() || error.where.file == path) error.where.file = session.shown(path);
    error.code = "input-rejected";
    return fail(std::move(error));
  }
  if (!document->is_object())
    return fail({.code = "wrong-type",
                 .what = "a secrets file is a mapping of names to values",
                 .where = {session.shown(path), document->mark, ""},
                 .seen = std::string(document->kind_name())});
  loaded.secrets.entries = std::move(*document);
  for (const auto& [secret_name, secret] : secret_values(loaded.secrets))
    session.redactor.add(secret);
  return Done{};
}

Result<Done> read_environment_files(const Session& session, LoadedProject& loaded) {
  for (const auto& [arn, file] : loaded.project.files) {
    const Path path = loaded.project.path(file);
    auto text = read_file(path);
    if (!text)
      return fail({.code = "environment-file-missing",
                   .what = "the file that stands for " + arn + " can't be read",
                   .where = {.file = session.shown(path)},
                   .seen = text.error().what});
    loaded.file_texts[arn] = std::move(*text);
  }
  return Done{};
}

Result<Done> read_definitions(const Session& session, LoadedProject& loaded) {
  std::vector<CheckedFile> files;
  for (const TaskEntry& task : loaded.project.tasks) {
    auto read = read_definition(session, loaded.project.path(task.definition), loaded.settings);
    loaded.allowed.insert(loaded.allowed.end(), read.allowed.begin(), read.allowed.end());
    if (read.definition && read.checked.accepted())
      loaded.definitions.emplace_back(task.name, std::move(*read.definition));
    files.push_back(std::move(read.checked));
  }
  return require_accepted(session, files);
}

std::string environment_name(const Session& session, const Project& project) {
  const std::string given = session.line.value("--environment");
  if (!given.empty()) return given;
  return project.name + "-" + sha256(project.folder).substr(0, name_digits);
}

}  // namespace

Result<Done> require_accepted(const Session& session, const std::vector<CheckedFile>& files) {
  std::vector<std::string> rejected;
  for (const CheckedFile& file : files) {
    if (file.accepted()) continue;
    rejected.push_back(file.file);
    session.world.err.write(to_text(file));
  }
  if (rejected.empty()) return Done{};
  return fail({.code = "input-rejected",
               .what = count_of(static_cast<long long>(rejected.size()), "file") +
                       " can't be used: " + join(rejected, ", ")});
}

Result<ProjectFile> read_project_file(const Session& session) {
  const std::string named = session.line.value("--project");
  const auto found =
      named.empty() ? find_project(session.world.folder.string()) : session.typed(named).string();
  if (!found) return fail(found.error());
  Path path = *found;
  if (std::filesystem::is_directory(path)) path /= "gonogo.yaml";
  auto text = read_file(path);
  if (!text)
    return fail({.code = "no-project",
                 .what = "the project can't be read",
                 .where = {.file = session.shown(path)},
                 .seen = text.error().what});
  const auto settings = settings_of(session);
  if (!settings) return fail(settings.error());
  ProjectFile file{.path = path};
  file.checked = {.file = session.shown(path), .kind = "project", .text = *text};
  auto reading = gonogo::read_project(*text, file.checked.file, path.parent_path().string(),
                                      session.world.environment, *settings);
  file.checked.findings = std::move(reading.findings);
  file.project = std::move(reading.project);
  return file;
}

DefinitionFile read_definition(const Session& session, const Path& path,
                               const std::map<std::string, std::string>& settings) {
  DefinitionFile file;
  file.checked = {.file = session.shown(path), .kind = "task-definition", .text = ""};
  auto text = read_file(path);
  if (!text) {
    file.checked.findings = {finding_of(text.error(), file.checked.file)};
    return file;
  }
  auto reading = read_task_definition(*text, file.checked.file, settings);
  file.allowed = allow_rules(reading, session.line.values("--allow"));
  file.checked.text = std::move(*text);
  file.checked.findings = std::move(reading.findings);
  file.definition = std::move(reading.definition);
  return file;
}

Result<LoadedProject> load_project(Session& session) {
  auto file = read_project_file(session);
  if (!file) return fail(file.error());
  if (auto done = require_accepted(session, {file->checked}); !done) return fail(done.error());
  LoadedProject loaded;
  loaded.project = std::move(*file->project);
  loaded.settings = *settings_of(session);
  loaded.environment = environment_name(session, loaded.project);
  if (slug(loaded.environment) != loaded.environment)
    return usage_error("the name of an environment has small letters, digits and hyphens only",
                       "--environment " + slug(loaded.environment));
  for (const auto& step : {read_secrets, read_environment_files, read_definitions})
    if (auto done = step(session, loaded); !done) return fail(done.error());
  return loaded;
}

Result<Done> make_work_folder(const LoadedProject& loaded) {
  const Path ignore = loaded.work_folder() / ".gitignore";
  if (path_exists(ignore)) return Done{};
  return write_file(ignore, "*\n");
}

}  // namespace gonogo::cli

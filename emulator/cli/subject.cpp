// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/subject.h"

#include <algorithm>
#include <set>

#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/git.h"

namespace gonogo::cli {
namespace {

std::string scenarios_digest(const ScenarioFiles& scenarios) {
  auto digests = scenarios.digests;
  std::sort(digests.begin(), digests.end());
  Sha256 all;
  for (const auto& [path, digest] : digests) all.add(path + '\0' + digest + '\n');
  return all.finish();
}

Result<Done> add_inputs(const LoadedProject& loaded, Subject& subject) {
  const Project& project = loaded.project;
  subject.inputs.emplace_back(Path(project.file).filename(), project.sha256);
  std::set<std::string> paths;
  for (const ServiceEntry& service : project.services) {
    paths.insert(service.schema.begin(), service.schema.end());
    paths.insert(service.seed.begin(), service.seed.end());
  }
  if (!project.secrets.empty()) paths.insert(project.secrets);
  for (const auto& [arn, path] : project.files) paths.insert(path);
  for (const std::string& path : paths) {
    auto digest = sha256_of_file(project.path(path));
    if (!digest) {
      Error error = digest.error();
      error.code = "missing-file";
      return fail(std::move(error));
    }
    subject.inputs.emplace_back(path, *digest);
  }
  return Done{};
}

// Two tasks may run the same definition.
void add_definitions(const LoadedProject& loaded, Subject& subject) {
  auto& list = subject.task_definitions;
  for (const auto& [task, definition] : loaded.definitions)
    list.emplace_back(definition.family, definition.sha256);
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

// What was set by hand may change scenarios and task definitions too, so all of it counts.
void add_overrides(const LoadedProject& loaded, Subject& subject) {
  std::map<std::string, std::string> values = loaded.settings;
  for (const ProjectOverride& override : loaded.project.overrides)
    values[override.name] = override.value;
  for (const auto& [name, value] : values) subject.overrides.emplace_back(name, sha256(value));
}

Result<Done> add_unbound_files(const LoadedProject& loaded, bool in_git, Subject& subject) {
  std::set<std::string> unbound;
  for (const ImageRecipe& recipe : loaded.project.images) {
    if (!recipe.build.empty()) continue;
    for (const auto& [from, to] : recipe.files) {
      if (in_git) {
        const auto tracked = is_tracked(loaded.project.folder, loaded.project.path(from));
        if (!tracked) return fail(tracked.error());
        if (*tracked) continue;
      }
      unbound.insert(from);
    }
  }
  subject.unbound_files.assign(unbound.begin(), unbound.end());
  return Done{};
}

std::string engine_name(ServiceEngine engine) {
  switch (engine) {
    case ServiceEngine::mysql: return "mysql";
    case ServiceEngine::mariadb: return "mariadb";
    case ServiceEngine::redis: return "redis";
    case ServiceEngine::container: return "container";
  }
  return "";
}

}  // namespace

Result<Subject> read_subject(const LoadedProject& loaded, const ScenarioFiles& scenarios) {
  Subject subject;
  const auto git = read_git(loaded.project.folder);
  if (!git) return fail(git.error());
  if (*git) {
    subject.commit = (*git)->commit;
    subject.tree = (*git)->tree;
    subject.dirty = (*git)->dirty;
    subject.dirty_files = (*git)->dirty_files;
  }
  subject.scenarios_sha256 = scenarios_digest(scenarios);
  add_definitions(loaded, subject);
  add_overrides(loaded, subject);
  if (auto done = add_inputs(loaded, subject); !done) return fail(done.error());
  if (auto done = add_unbound_files(loaded, git->has_value(), subject); !done)
    return fail(done.error());
  return subject;
}

Result<Done> look_again(const LoadedProject& loaded, Subject& subject) {
  const auto git = read_git(loaded.project.folder);
  if (!git) return fail(git.error());
  const std::string commit = *git ? (*git)->commit : "";
  if (commit != subject.commit) {
    subject.dirty = true;
    subject.dirty_files.push_back("HEAD moved while this ran");
  } else if (*git && (*git)->dirty && !subject.dirty) {
    subject.dirty = true;
    subject.dirty_files = (*git)->dirty_files;
  }
  return Done{};
}

void add_plan(const EnvironmentPlan& plan, Subject& subject) {
  subject.images = plan.images;
  for (const ServicePlan& service : plan.services)
    subject.services.push_back({service.name, engine_name(service.engine), service.version});
}

std::string policy_digest(const Policy& policy) { return sha256(to_json(policy.source)); }

Checkout checkout_of(const Subject& subject, const Policy& policy, WallTime now) {
  return {.commit = subject.commit,
          .dirty = subject.dirty,
          .policy_sha256 = policy_digest(policy),
          .scenarios_sha256 = subject.scenarios_sha256,
          .task_definitions = subject.task_definitions,
          .inputs = subject.inputs,
          .now = now};
}

}  // namespace gonogo::cli

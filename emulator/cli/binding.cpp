// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/cli/loading.h"
#include "emulator/image/attached_images.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/git.h"
#include "emulator/io/utf16.h"
#include "emulator/project/terraform.h"

namespace gonogo {
namespace {

Result<Done> add_input(const Project& project, const std::string& file, Subject& subject) {
  auto digest = sha256_of_file(project.path(file));
  if (!digest) return fail(digest.error());
  subject.inputs.emplace_back(file, *digest);
  return Done{};
}

Result<Done> bind_inputs(const Loaded& loaded, Subject& subject) {
  const Project& project = loaded.project;
  std::vector<std::string> files{project.file};
  for (const ServiceEntry& service : project.services)
    for (const auto* list : {&service.schema, &service.seed})
      files.insert(files.end(), list->begin(), list->end());
  files.insert(files.end(), project.gate_keys.begin(), project.gate_keys.end());
  for (const std::string& file : {project.policy_file, project.secrets})
    if (!file.empty()) files.push_back(file);
  for (const auto& [arn, file] : project.files) files.push_back(file);
  for (const std::string& file : files)
    if (auto done = add_input(project, file, subject); !done) return done;
  for (const auto& [task, definition] : loaded.definitions)
    subject.task_definitions.emplace_back(definition.family, definition.sha256);
  for (const ProjectOverride& each : project.overrides)
    subject.overrides.emplace_back(each.name, sha256(each.value));
  return Done{};
}

// A line a file: of a folder all that it holds.
Result<std::string> digest_lines(const Project& project, const std::string& entry) {
  const Path path = project.path(entry);
  std::vector<std::string> names{entry};
  if (std::filesystem::is_directory(path)) {
    auto files = list_files(path, Links::of_files);
    if (!files) return fail(files.error());
    names.clear();
    for (const std::string& file : *files) names.push_back(entry + "/" + file);
  }
  std::string lines;
  for (const std::string& name : names) {
    auto digest = sha256_of_file(project.path(name));
    if (!digest) return fail(digest.error());
    lines += name + " " + *digest + "\n";
  }
  return lines;
}

// A file's own digest, so that it can be compared with sha256sum; a folder's is of its lines.
Result<std::string> digest_of(const Project& project, const std::string& entry) {
  if (!std::filesystem::is_directory(project.path(entry)))
    return sha256_of_file(project.path(entry));
  auto lines = digest_lines(project, entry);
  if (!lines) return lines;
  return sha256(*lines);
}

// All files of the folders, as steps may read others than the scenarios themselves.
Result<std::string> scenarios_digest(const Project& project) {
  std::string list;
  for (const std::string& entry : project.scenarios) {
    auto lines = digest_lines(project, entry);
    if (!lines) return lines;
    list += *lines;
  }
  return sha256(list);
}

std::string recipe_digest(const ImageRecipe& recipe) {
  Value files = Value::array();
  for (const auto& [from, to] : recipe.files) files.push(from + " " + to);
  return sha256(to_json(Value::object({{"match", recipe.match},
                                       {"debian", recipe.debian},
                                       {"packages", texts_value(recipe.packages)},
                                       {"files", files},
                                       {"build", texts_value(recipe.build)},
                                       {"entrypoint", texts_value(recipe.entrypoint)},
                                       {"command", texts_value(recipe.command)},
                                       {"user", recipe.user},
                                       {"workingDirectory", recipe.working_directory},
                                       {"stopSignal", recipe.stop_signal},
                                       {"dockerfile", recipe.dockerfile},
                                       {"context", recipe.context},
                                       {"environment", texts_value(recipe.environment)}})));
}

// What is deployed is built from these by somebody else: their digests are all that can be
// compared.
Result<Done> bind_docker_build(const Project& project, const ImageRecipe& recipe,
                               Subject::Build& build) {
  if (recipe.dockerfile.empty()) return Done{};
  const Path file = project.path(recipe.dockerfile);
  auto digest = sha256_of_file(file);
  if (!digest) return fail(digest.error());
  build.dockerfile = *digest;
  const Path folder =
      recipe.context.empty() ? file.parent_path() : Path(project.path(recipe.context));
  const auto tracked = tracked_below(folder);
  if (!tracked) return fail(tracked.error());
  if (!tracked->empty()) build.context = sha256(*tracked);
  return Done{};
}

// The commit of Terraform's repository: as written, or that of the checkout which the file lies in,
// where it is another one than the project's.
std::string terraform_commit(const Project& project, const Subject& subject) {
  if (!project.terraform.commit.empty()) return project.terraform.commit;
  const auto facts = read_git(Path(project.path(project.terraform.file)).parent_path());
  if (!facts || !*facts || (*facts)->commit == subject.commit) return "";
  return (*facts)->dirty ? "" : (*facts)->commit;
}

Result<Done> bind_terraform(const Project& project, Subject& subject) {
  const std::string& file = project.terraform.file;
  if (file.empty()) return Done{};
  const auto text = read_file(project.path(file));
  if (!text) return fail(text.error());
  const auto plain = utf8_of(*text, file);
  if (!plain) return fail(plain.error());
  const auto document = parse_json(*plain, file);
  if (!document) return fail(document.error());
  const auto facts = terraform_facts_of(*document, file);
  if (!facts) return fail(facts.error());
  const char* wanted = project.terraform.is_plan ? "plan" : "state";
  if (facts->kind != wanted)
    return fail({.code = "not-terraform",
                 .what = "gonogo.yaml calls this a Terraform " + std::string(wanted),
                 .where = {.file = file},
                 .seen = "a " + facts->kind,
                 .hint = "terraform: {" + facts->kind + ": " + file + "}"});
  subject.inputs.emplace_back(file, sha256(*text));
  subject.terraform = Subject::Terraform{.file = file,
                                         .kind = facts->kind,
                                         .sha256 = sha256(*text),
                                         .serial = facts->serial,
                                         .lineage = facts->lineage,
                                         .commit = terraform_commit(project, subject)};
  return Done{};
}

// Its bytes are a commit's: those of a link, what it leads to.
Result<bool> is_of_a_commit(const Project& project, const std::string& file) {
  const Path path = project.path(file);
  auto tracked = is_tracked(project.folder, path);
  if (!tracked || !*tracked || !std::filesystem::is_symlink(path)) return tracked;
  std::error_code ignored;
  return is_tracked(project.folder, std::filesystem::weakly_canonical(path, ignored));
}

Result<Done> bind_git(const Loaded& loaded, Subject& subject) {
  const Project& project = loaded.project;
  auto facts = read_git(project.folder);
  if (!facts) return fail(facts.error());
  if (!*facts) return Done{};
  subject.commit = (*facts)->commit;
  subject.tree = (*facts)->tree;
  subject.dirty = (*facts)->dirty;
  subject.dirty_files = (*facts)->dirty_files;
  std::vector<std::string> files;
  for (const ImageRecipe& recipe : project.images) {
    if (!recipe.dockerfile.empty()) files.push_back(recipe.dockerfile);
    if (!recipe.build.empty()) continue;
    for (const auto& [from, to] : recipe.files) files.push_back(from);
  }
  if (loaded.engine == "attach")
    for (const std::string& file : attached_files(project)) files.push_back(file);
  for (const std::string& file : files) {
    auto bound = is_of_a_commit(project, file);
    if (!bound) return fail(bound.error());
    if (!*bound) subject.unbound_files.push_back(file);
  }
  return Done{};
}

Result<Done> bind_texts(const Loaded& loaded, Subject& subject) {
  if (auto done = bind_inputs(loaded, subject); !done) return done;
  if (auto done = bind_terraform(loaded.project, subject); !done) return done;
  auto digest = scenarios_digest(loaded.project);
  if (!digest) return fail(digest.error());
  subject.scenarios_sha256 = *digest;
  return Done{};
}

void add_new(std::vector<std::string>& all, const std::string& file) {
  if (std::find(all.begin(), all.end(), file) == all.end()) all.push_back(file);
}

}  // namespace

Result<Done> note_changes(const Loaded& loaded, Subject& subject) {
  if (subject.commit.empty()) return Done{};
  Subject now;
  if (auto done = bind_texts(loaded, now); !done) return done;
  const auto facts = read_git(loaded.project.folder);
  if (!facts) return fail(facts.error());
  std::vector<std::string> changed;
  if (!*facts || (*facts)->commit != subject.commit) changed.push_back("HEAD");
  for (size_t i = 0; i < now.inputs.size() && i < subject.inputs.size(); ++i)
    if (now.inputs[i] != subject.inputs[i]) changed.push_back(now.inputs[i].first);
  if (*facts)
    changed.insert(changed.end(), (*facts)->changed_files.begin(), (*facts)->changed_files.end());
  if (changed.empty() && now.scenarios_sha256 != subject.scenarios_sha256)
    changed.insert(changed.end(), loaded.project.scenarios.begin(), loaded.project.scenarios.end());
  for (const std::string& file : changed) {
    subject.dirty = true;
    add_new(subject.dirty_files, file);
  }
  return Done{};
}

Result<std::vector<Subject::Build>> bind_builds(const Project& project, AbsentFiles absent) {
  std::vector<Subject::Build> builds;
  for (const ImageRecipe& recipe : project.images) {
    Subject::Build build{.image = recipe.match, .recipe = recipe_digest(recipe)};
    for (const auto& [from, to] : recipe.files) {
      const bool unbuilt = absent == AbsentFiles::unbuilt && !recipe.build.empty() &&
                           !path_exists(project.path(from));
      auto digest = unbuilt ? std::string() : digest_of(project, from);
      if (!digest) return fail(digest.error());
      build.files.emplace_back(from, *digest);
    }
    if (auto done = bind_docker_build(project, recipe, build); !done) return fail(done.error());
    builds.push_back(std::move(build));
  }
  return builds;
}

std::string policy_digest(const Policy& policy) { return sha256(to_json(policy.source)); }

Result<Subject> bind_checkout(const Loaded& loaded, World& world) {
  Subject subject;
  // A pipeline may have checked out something else by now: a later commit of its branch, a merge.
  subject.pipeline_commit = world.variable("BITBUCKET_COMMIT");
  if (auto done = bind_git(loaded, subject); !done) return fail(done.error());
  if (auto done = bind_texts(loaded, subject); !done) return fail(done.error());
  return subject;
}

}  // namespace gonogo

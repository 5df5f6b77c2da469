// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/run_folder.h"
#include "emulator/gate/bitbucket_repository.h"
#include "emulator/gate/publish.h"
#include "emulator/gate/verify.h"
#include "emulator/io/git.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

// Judged anew, so that nobody makes a commit green by writing a verdict.json.
std::optional<JudgedRun> judged_run_of(const Path& folder, const std::string& commit,
                                       WallTime begun, const Options& options, World& world) {
  auto results = read_results(folder);
  if (!results) return print_error(results.error(), world), std::nullopt;
  const auto loaded = load(options, world);
  if (!loaded) return std::nullopt;
  if (results->subject.commit != commit) {
    world.err.write("gonogo: the last run is of " + short_id(results->subject.commit) +
                    ", this is " + short_id(commit) + ": no verdict\n");
    return std::nullopt;
  }
  if (results->finished < begun) {
    world.err.write("gonogo: the last run ended before this step began: no verdict\n");
    return std::nullopt;
  }
  const Policy& policy = loaded->project.policy;
  auto verdict = judge_as_shown(*results, policy, folder);
  if (!verdict) return print_error(verdict.error(), world), std::nullopt;
  const Wanted wanted{.allowed_overrides = policy.allowed_overrides, .now = world.clock.wall()};
  return JudgedRun{std::move(*results), *verdict, refuse_unwanted(*verdict, wanted)};
}

// Of this step: https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
std::string page_of_step(const std::string& repository, const World& world) {
  const std::string number = world.variable("BITBUCKET_BUILD_NUMBER");
  if (number.empty()) return "";
  return "https://bitbucket.org/" + repository + "/pipelines/results/" + number;
}

}  // namespace

int publish_run(const Options& options, World& world) {
  const auto file = find_project(world.folder.string());
  const Path project = file ? Path(*file).parent_path() : world.folder;
  const auto facts = read_git(project);
  const std::string commit =
      facts && *facts ? (*facts)->commit : world.variable("BITBUCKET_COMMIT");
  if (commit.empty()) {
    world.err.write("gonogo: this folder has no commit that anything could be said of\n");
    return exit_code::gate_could_not_act;
  }
  const std::string repository = bitbucket_repository(project, world);
  const PublishOptions wanted{.place = {.repository = repository,
                                        .commit = commit,
                                        .branch = world.variable("BITBUCKET_BRANCH"),
                                        .page = page_of_step(repository, world)},
                              .marker = project / ".gonogo" / "publish.json",
                              .begin = options.begin};
  if (wanted.begin) {
    // Else the note would make the tree dirty before the run begins.
    const auto done = write_file(project / ".gonogo" / ".gitignore", "*\n");
    if (!done) return print_error(done.error(), world), exit_code::gate_could_not_act;
    return publish(wanted, std::nullopt, world);
  }
  const Path folder =
      options.out.empty() ? project / ".gonogo" / "latest" : world.folder / options.out;
  return publish(wanted,
                 judged_run_of(folder, commit, begun_at(wanted.marker, commit), options, world),
                 world);
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/cli/run_folder.h"
#include "emulator/gate/signed_run.h"
#include "emulator/io/digest.h"
#include "emulator/run/merge.h"

namespace gonogo {
namespace {

Result<RunPart> read_part(const std::string& written, const World& world) {
  const Path folder = world.folder / written;
  auto digest = sha256_of_file(folder / "results.json");
  if (!digest) return fail(digest.error());
  auto results = read_results(folder);
  if (!results) return fail(results.error());
  return RunPart{written, *digest, std::move(*results)};
}

// Evidence lies under its scenario's name, so that parts do not meet there; logs of one name do.
Result<Done> copy_files(const Path& from, const Path& to, const std::string& part) {
  const std::pair<Path, Path> folders[] = {{from / "evidence", to / "evidence"},
                                           {from / "logs", to / "logs" / part}};
  for (const auto& [source, target] : folders) {
    if (!path_exists(source)) continue;
    if (auto done = make_folders(target); !done) return done;
    std::error_code error;
    std::filesystem::copy(source, target,
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing |
                              std::filesystem::copy_options::copy_symlinks,
                          error);
    if (error)
      return fail({.code = "copy-failed",
                   .what = "cannot copy " + source.string() + " to " + target.string(),
                   .seen = error.message()});
  }
  return Done{};
}

Result<Done> keep(const std::vector<std::string>& folders, const Path& to, const World& world) {
  for (const std::string& folder : folders) {
    const Path from = (world.folder / folder).lexically_normal();
    const std::string name = slug(std::filesystem::weakly_canonical(from).filename().string());
    if (auto done = copy_files(from, to, name); !done) return done;
  }
  return Done{};
}

int refuse_parts(const Error& error, World& world) {
  world.err.write("gonogo: " + to_text(error));
  return exit_code::bad_input;
}

}  // namespace

int merge(const Options& options, World& world) {
  if (options.targets.empty())
    return refuse_parts({.code = "no-runs",
                         .what = "merge needs the folders of runs",
                         .hint = "gonogo merge SHARD1 SHARD2 …, or gonogo merge BASE RERUN"},
                        world);
  auto key = take_signing_key(world);
  if (!key) return refuse_parts(key.error(), world);
  const auto loaded = load(options, world);
  if (!loaded) return exit_code::bad_input;
  std::vector<RunPart> parts;
  for (const std::string& folder : options.targets) {
    auto part = read_part(folder, world);
    if (!part) return refuse_parts(part.error(), world);
    parts.push_back(std::move(*part));
  }
  auto result = merge_runs(std::move(parts));
  if (!result) return refuse_parts(result.error(), world);
  if (auto same = check_policy(*result, loaded->project.policy); !same)
    return refuse_parts(same.error(), world);
  result->id = run_id(*result) + "-merged";
  const auto held = make_run_folder(loaded->project, options, result->id, world);
  if (!held) return print_error(held.error(), world);
  const Path& folder = held->path();
  if (auto done = keep(options.targets, folder, world); !done)
    return print_error(done.error(), world);
  const Verdict verdict = judge(*result, loaded->project.policy);
  if (auto done = keep_run(loaded->project, folder, *result, verdict, Redactor(), *key); !done)
    return print_error(done.error(), world);
  print_verdict(*result, verdict, folder, loaded->project, options, Redactor(), world);
  return verdict.exit_code;
}

}  // namespace gonogo

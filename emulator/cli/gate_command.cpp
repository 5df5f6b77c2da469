// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"
#include "emulator/cli/run_folder.h"
#include "emulator/gate/bitbucket_repository.h"
#include "emulator/gate/gate.h"
#include "emulator/gate/signed_run.h"

namespace gonogo {
namespace {

// --key, those of gonogo.yaml, and the key that signs where this is the step that has it: then an
// unsigned run is not the one that it signed.
Result<std::vector<PublicKey>> keys_of_gate(const Options& options, const Project& project,
                                            const std::optional<SigningKey>& own, World& world) {
  std::vector<Path> files;
  for (const std::string& file : options.keys) files.push_back(world.folder / file);
  for (const std::string& file : project.gate_keys) files.emplace_back(project.path(file));
  std::vector<PublicKey> keys;
  for (const Path& file : files) {
    auto key = read_public_key(file.lexically_normal());
    if (!key) return fail(key.error());
    keys.push_back(std::move(*key));
  }
  if (own && keys.empty()) keys.push_back(own->public_key());
  return keys;
}

Result<std::optional<OverrideAsked>> override_of_gate(const Options& options) {
  const bool any = !options.by.empty() || !options.reason.empty() || !options.expires.empty();
  if (!options.override && any)
    return fail({.code = "bad-usage", .what = "--by, --reason and --expires belong to --override"});
  if (!options.override) return std::nullopt;
  const auto lasts = parse_duration(options.expires);
  if (!lasts && !options.expires.empty())
    return fail({.code = "bad-usage",
                 .what = "--expires is a duration such as 1h",
                 .seen = options.expires});
  return OverrideAsked{
      .by = options.by, .reason = options.reason, .lasts = lasts.value_or(Milliseconds(0))};
}

/// What is told of the checkout: everything that a verdict is bound to and that can be known here.
Result<Checkout> checkout_of(const Loaded& loaded, World& world) {
  const auto subject = bind_checkout(loaded, world);
  if (!subject) return fail(subject.error());
  auto builds = bind_builds(loaded.project, AbsentFiles::unbuilt);
  if (!builds) return fail(builds.error());
  return Checkout{.commit = subject->commit,
                  .pipeline_commit = subject->pipeline_commit,
                  .dirty = subject->dirty,
                  .dirty_files = subject->dirty_files,
                  .policy_sha256 = policy_digest(loaded.project.policy),
                  .scenarios_sha256 = subject->scenarios_sha256,
                  .task_definitions = subject->task_definitions,
                  .inputs = subject->inputs,
                  .builds = std::move(*builds),
                  .images_prebuilt = loaded.project.images_prebuilt,
                  .now = world.clock.wall()};
}

/// Reports that were sent on before say nothing of it; those in the run's folder do.
void tell_in_reports(const Options& options, const Loaded& loaded, World& world) {
  const Path folder = run_folder_of(options, loaded.project, world);
  const auto results = read_results(folder);
  if (!results) return;
  const auto verdict = judge_as_shown(*results, loaded.project.policy, folder);
  if (!verdict) return;
  if (auto done = write_reports(folder, *results, *verdict, Redactor()); !done)
    print_error(done.error(), world);
}

}  // namespace

int gate(const Options& options, World& world) {
  auto override_key = take_override_key(world);
  auto signing_key = take_signing_key(world);
  for (const auto* key : {&override_key, &signing_key})
    if (!*key) return print_error(key->error(), world), exit_code::gate_could_not_act;
  const auto asked = override_of_gate(options);
  if (!asked) return print_error(asked.error(), world), exit_code::bad_input;
  const auto loaded = load(options, world);
  if (!loaded) return exit_code::gate_could_not_act;
  sweep_runs(loaded->project.folder);
  auto keys = keys_of_gate(options, loaded->project, *signing_key, world);
  if (!keys) return print_error(keys.error(), world), exit_code::gate_could_not_act;
  const auto checkout = checkout_of(*loaded, world);
  if (!checkout) return print_error(checkout.error(), world), exit_code::gate_could_not_act;
  const int code =
      run_gate({.run_folder = run_folder_of(options, loaded->project, world).string(),
                .ledger_folder = (Path(loaded->project.folder) / ".gonogo" / "gate").string(),
                .command = options.gate_command,
                .dry_run = options.dry_run,
                .wait = options.wait,
                .again = options.again,
                .repository = bitbucket_repository(loaded->project.folder, world),
                .triggers = loaded->project.triggers,
                .keys = std::move(*keys),
                .override = *asked,
                .override_key = std::move(*override_key),
                .signing_key = std::move(*signing_key)},
               *checkout, loaded->project.policy, world);
  if (*asked && !options.dry_run) tell_in_reports(options, *loaded, world);
  return code;
}

}  // namespace gonogo

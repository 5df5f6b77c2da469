// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/run_folder.h"
#include "emulator/gate/bitbucket_repository.h"
#include "emulator/gate/gate.h"
#include "emulator/gate/signed_run.h"

namespace gonogo {
namespace {

// --key, and the key that signs where this is the step that has it: then an unsigned run is not the
// one that it signed.
Result<std::vector<PublicKey>> keys_of_gate(const Options& options, World& world) {
  std::vector<PublicKey> keys;
  for (const std::string& file : options.keys) {
    auto key = read_public_key((world.folder / file).lexically_normal());
    if (!key) return fail(key.error());
    keys.push_back(std::move(*key));
  }
  const auto own = take_signing_key(world);
  if (!own) return fail(own.error());
  if (*own && keys.empty()) keys.push_back((*own)->public_key());
  return keys;
}

}  // namespace

int gate(const Options& options, World& world) {
  const auto loaded = load(options, world);
  if (!loaded) return exit_code::gate_could_not_act;
  auto keys = keys_of_gate(options, world);
  if (!keys) return print_error(keys.error(), world), exit_code::gate_could_not_act;
  const auto subject = bind_checkout(*loaded, world);
  if (!subject) return print_error(subject.error(), world), exit_code::gate_could_not_act;
  const Checkout checkout{.commit = subject->commit,
                          .pipeline_commit = subject->pipeline_commit,
                          .dirty = subject->dirty,
                          .policy_sha256 = policy_digest(loaded->project.policy),
                          .scenarios_sha256 = subject->scenarios_sha256,
                          .task_definitions = subject->task_definitions,
                          .inputs = subject->inputs,
                          .now = world.clock.wall()};
  return run_gate({.run_folder = run_folder_of(options, loaded->project, world).string(),
                   .ledger_folder = (Path(loaded->project.folder) / ".gonogo" / "gate").string(),
                   .command = options.gate_command,
                   .dry_run = options.dry_run,
                   .wait = options.wait,
                   .again = options.again,
                   .repository = bitbucket_repository(loaded->project.folder, world),
                   .triggers = loaded->project.triggers,
                   .keys = std::move(*keys)},
                  checkout, loaded->project.policy, world);
}

}  // namespace gonogo

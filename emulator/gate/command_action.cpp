// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/command_action.h"

#include "emulator/base/duration.h"
#include "emulator/io/digest.h"
#include "emulator/io/interrupt.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

// A deployment may wait for its service to become steady; beyond this it hangs.
constexpr Milliseconds command_patience = std::chrono::hours(2);

Ending ending_of(const Result<RunOutcome>& outcome) {
  using Kind = Ending::Kind;
  if (!outcome)
    return {outcome.error().code == "cannot-execute" ? Kind::not_started : Kind::unknown,
            "the command could not be started: " + to_line(outcome.error())};
  if (outcome->timed_out)
    return {Kind::failed, "the command did not end in " + to_text(command_patience) + " and was killed",
            124};
  const int code = outcome->status.shell_code();
  const std::string after = " after " + time_text(outcome->duration);
  if (outcome->status.signal != 0)
    return {Kind::failed,
            "the command was ended by signal " + std::to_string(outcome->status.signal) + after,
            code};
  return {code == 0 ? Kind::done : Kind::failed,
          "the command exited " + std::to_string(code) + after, code};
}

Ending run_command(const std::string& command, const Occasion& occasion, World& world) {
  say(world, "started: " + command);
  RunSpec spec{
      .argv = {"sh", "-c", command},
      .environment = world.environment,
      .folder = world.folder,
      .timeout = command_patience,
      .on_line = [&world](std::string_view line) { world.out.write(std::string(line) + "\n"); },
      .guard = world.guard()};
  for (const auto& [name, value] : occasion.variables) (*spec.environment)[name] = value;
  (*spec.environment)["GONOGO_VERDICT"] = (Path(occasion.run_folder) / "verdict.json").string();
  Ending ending = ending_of(world.processes.run(spec));
  if (ending.kind == Ending::Kind::done || !interrupt_came()) return ending;
  ending.interrupted = true;
  ending.text = "interrupted: " + ending.text;
  return ending;
}

}  // namespace

TriggerAction command_action(const CommandTrigger& trigger, const Occasion& occasion, World& world) {
  return {// Its text may hold a password: the ledger has only its digest.
          .id = "command:" + sha256(trigger.command),
          .title = "the command",
          .preview = trigger.command,
          .act = [command = trigger.command, &occasion, &world] {
            return run_command(command, occasion, world);
          }};
}

}  // namespace gonogo

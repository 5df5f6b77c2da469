// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/trigger_command.h"

#include "emulator/base/duration.h"
#include "emulator/io/digest.h"
#include "emulator/report/plain.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

// A deployment may wait for its service to become steady; beyond this it hangs.
constexpr Milliseconds command_patience = std::chrono::hours(2);

/// Nothing: go on. Else the gate's exit code.
std::optional<int> stop_for(const LedgerState& state, World& world) {
  const std::string when = to_rfc3339(state.time);
  switch (state.kind) {
    case LedgerState::Kind::never: return std::nullopt;
    case LedgerState::Kind::succeeded:
      say(world, "already ran for this verdict at " + when + ": nothing to do");
      return exit_code::go;
    case LedgerState::Kind::failed:
      say(world, "refused: it ran for this verdict and failed (exit " +
                     std::to_string(state.exit_code) + ", " + when +
                     "); look what it did, then --again REASON");
      return exit_code::gate_could_not_act;
    case LedgerState::Kind::cut_short:
      say(world, "refused: it was started for this verdict at " + when +
                     " and its end is unknown; look what it did, then --again REASON");
      return exit_code::gate_could_not_act;
  }
  return exit_code::gate_could_not_act;
}

Result<RunOutcome> run_command(const std::string& command, const Occasion& occasion, World& world) {
  RunSpec spec{
      .argv = {"sh", "-c", command},
      .environment = world.environment,
      .folder = world.folder,
      .timeout = command_patience,
      .on_line = [&world](std::string_view line) { world.out.write(std::string(line) + "\n"); }};
  (*spec.environment)["GONOGO_COMMIT"] = occasion.commit;
  (*spec.environment)["GONOGO_VERDICT"] = (Path(occasion.run_folder) / "verdict.json").string();
  (*spec.environment)["GONOGO_VERDICT_SHA256"] = occasion.verdict_sha256;
  return world.processes.run(spec);
}

/// What the ledger and people are told of how it ended; 125 where it could not be started.
std::pair<int, std::string> ending_of(const Result<RunOutcome>& outcome) {
  if (!outcome) return {125, "could not be started: " + to_line(outcome.error())};
  if (outcome->timed_out)
    return {124, "did not end in " + to_text(command_patience) + " and was killed"};
  if (outcome->status.signal != 0)
    return {outcome->status.shell_code(),
            "was ended by signal " + std::to_string(outcome->status.signal)};
  return {outcome->status.code, "exited " + std::to_string(outcome->status.code) + " after " +
                                    time_text(outcome->duration)};
}

int act(const std::string& command, LedgerEntry entry, const Occasion& occasion, Ledger& ledger,
        World& world) {
  if (auto written = ledger.append(entry); !written) {
    say(world, "refused: the ledger can't be written, so nothing was started: " +
                   to_line(written.error()));
    return exit_code::gate_could_not_act;
  }
  say(world, "started: " + command);
  const auto outcome = run_command(command, occasion, world);
  const auto [code, words] = ending_of(outcome);
  entry.event = "ended";
  entry.time = world.clock.wall();
  entry.exit_code = code;
  const auto written = ledger.append(entry);
  say(world, std::string(code == 0 ? "done" : "failed") + ": the command " + words);
  if (!written)
    say(world, "its end could not be written to the ledger: " + to_line(written.error()));
  return code == 0 && written ? exit_code::go : exit_code::gate_could_not_act;
}

}  // namespace

void say(World& world, const std::string& line) { world.out.write(printable(line) + "\n"); }

int start_once(const std::string& command, const Occasion& occasion, Ledger& ledger, World& world) {
  // Its text may hold a password: the ledger has only its digest.
  const std::string trigger = "command:" + sha256(command);
  const bool again = !occasion.again.empty();
  if (ledger.unreadable_line() > 0 && !again) {
    say(world, "refused: line " + std::to_string(ledger.unreadable_line()) +
                   " of the ledger can't be read, so whether this verdict was acted on is "
                   "unknown; look what happened, then --again REASON");
    return exit_code::gate_could_not_act;
  }
  const LedgerState state = ledger.state_of(occasion.verdict_sha256, trigger);
  if (!again)
    if (const auto code = stop_for(state, world)) return *code;
  if (occasion.dry_run) {
    say(world, "dry run: would start: " + command);
    return exit_code::go;
  }
  if (ledger.unreadable_line() > 0) {
    if (auto done = ledger.set_aside_unreadable(world.clock.wall()); !done) {
      say(world, "refused: the ledger can't be written: " + to_line(done.error()));
      return exit_code::gate_could_not_act;
    }
  }
  return act(command,
             {.event = "started",
              .time = world.clock.wall(),
              .verdict = occasion.verdict_sha256,
              .trigger = trigger,
              .commit = occasion.commit,
              .again = occasion.again},
             occasion, ledger, world);
}

}  // namespace gonogo

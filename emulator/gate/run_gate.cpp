// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/gate/gate.h"
#include "emulator/gate/trigger_command.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

/// A verdict and the results it claims to come from, as they lie in a run's folder.
struct Judged {
  std::string sha256;  ///< of verdict.json's bytes
  Verdict verdict;
  RunResult results;
};

Result<Judged> read_judged(const Path& folder) {
  const Path verdict_file = folder / "verdict.json";
  const Path results_file = folder / "results.json";
  const auto bytes = read_file(verdict_file);
  if (!bytes) return fail(bytes.error());
  const auto verdict_value = parse_json(*bytes, verdict_file.string());
  if (!verdict_value) return fail(verdict_value.error());
  auto verdict = verdict_of(*verdict_value);
  if (!verdict) return because(verdict.error(), verdict_file.string());
  const auto results_bytes = read_file(results_file);
  if (!results_bytes) return fail(results_bytes.error());
  const auto results_value = parse_json(*results_bytes, results_file.string());
  if (!results_value) return fail(results_value.error());
  auto results = run_result_of(*results_value);
  if (!results) return because(results.error(), results_file.string());
  return Judged{sha256(*bytes), std::move(*verdict), std::move(*results)};
}

int refused(World& world, const std::string& why, int code = exit_code::gate_could_not_act) {
  say(world, "refused: " + why);
  return code;
}

// Commands to run, in order. Whatever is configured and can't be started yet is an Error: leaving
// it out would look like a deployment.
Result<std::vector<std::string>> commands_of(const GateOptions& options) {
  if (!options.command.empty()) return std::vector<std::string>{options.command};
  std::vector<std::string> commands;
  for (const Trigger& trigger : options.triggers) {
    if (trigger.kind != "command")
      return fail({.code = "trigger-not-supported",
                   .what = "the trigger \"" + trigger.kind + "\" can't be started yet",
                   .where = trigger.where,
                   .hint = "gonogo gate --command CMD starts a deployment by a command"});
    if (trim(trigger.settings.as_text()).empty())
      return fail({.code = "trigger-without-command",
                   .what = "the trigger \"command\" is not the text of a command",
                   .where = trigger.where});
    commands.push_back(trigger.settings.as_text());
  }
  if (commands.empty())
    return fail({.code = "no-trigger",
                 .what = "there is nothing to start",
                 .hint = "gonogo gate --command CMD, or gate.triggers in gonogo.yaml"});
  return commands;
}

void say_accepted(World& world, const Verdict& verdict, const Checkout& checkout) {
  const auto age = std::chrono::duration_cast<Milliseconds>(checkout.now - verdict.finished);
  say(world, "verdict " + short_id(verdict.subject.commit) + " GO, not signed, " + to_text(age) +
                 " old: accepted");
  say(world, "  commit matches HEAD · tree clean · policy " + short_id(verdict.policy_sha256, 4) +
                 " · " +
                 count_of(static_cast<long long>(verdict.subject.task_definitions.size()),
                          "task definition") +
                 " · " + count_of(static_cast<long long>(verdict.subject.images.size()), "image"));
}

}  // namespace

int run_gate(const GateOptions& options, const Checkout& checkout, const Policy& policy,
             World& world) {
  const auto judged = read_judged(options.run_folder);
  if (!judged) return refused(world, to_line(judged.error()));
  if (const auto no = refuse(judged->verdict, judged->results, checkout, policy))
    return refused(world, no->text, no->exit_code);
  say_accepted(world, judged->verdict, checkout);
  const auto commands = commands_of(options);
  if (!commands) return refused(world, to_line(commands.error()));
  auto ledger = Ledger::open(options.ledger_folder);
  if (!ledger) return refused(world, "the ledger: " + to_line(ledger.error()));
  const Occasion occasion{.verdict_sha256 = judged->sha256,
                          .commit = judged->verdict.subject.commit,
                          .run_folder = options.run_folder,
                          .again = options.again,
                          .dry_run = options.dry_run};
  for (const std::string& command : *commands)
    if (const int code = start_once(command, occasion, *ledger, world); code != exit_code::go)
      return code;
  return exit_code::go;
}

}  // namespace gonogo

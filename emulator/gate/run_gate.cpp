// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/gate/bitbucket_action.h"
#include "emulator/gate/command_action.h"
#include "emulator/gate/gate.h"
#include "emulator/gate/signed_run.h"
#include "emulator/gate/variables.h"
#include "emulator/gate/webhook_action.h"
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
  std::string key_id{};  ///< of the key that signed it; "" when that was not asked for
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

struct MakeAction {
  const GateOptions& options;
  const Occasion& occasion;
  World& world;
  Action operator()(const CommandTrigger& trigger) const {
    return command_action(trigger, occasion, world);
  }
  Action operator()(const BitbucketTrigger& trigger) const {
    return bitbucket_action(trigger, occasion, world, options.bitbucket);
  }
  Action operator()(const WebhookTrigger& trigger) const {
    return webhook_action(trigger, occasion, world);
  }
};

// What can't be fired is known before the first one is: a half deployment helps nobody.
Result<std::vector<Action>> actions_of(const GateOptions& options, const Occasion& occasion,
                                       World& world) {
  std::vector<Trigger> triggers = options.triggers;
  if (!options.command.empty()) triggers = {{.action = CommandTrigger{options.command}}};
  if (triggers.empty())
    return fail({.code = "no-trigger",
                 .what = "there is nothing to start",
                 .hint = "gonogo gate --command CMD, or gate.triggers in gonogo.yaml"});
  std::vector<Action> actions;
  for (const Trigger& trigger : triggers) {
    actions.push_back(std::visit(MakeAction{options, occasion, world}, trigger.action));
    if (actions.back().obstacle && actions.back().obstacle->where.file.empty())
      actions.back().obstacle->where = trigger.where;
  }
  return actions;
}

// A reason is for what did not succeed. Only where all did is it for all of them.
bool takes_again(const std::vector<Action>& actions, const Occasion& occasion, const Ledger& ledger,
                 const Action& action) {
  const auto succeeded = [&](const Action& each) {
    return ledger.state_of(occasion.verdict_sha256, each.id).kind == LedgerState::Kind::succeeded;
  };
  return !succeeded(action) || std::all_of(actions.begin(), actions.end(), succeeded);
}

int fire(const std::vector<Action>& actions, Occasion& occasion, Ledger& ledger, World& world) {
  const std::string reason = occasion.again;
  if (!reason.empty() && !occasion.dry_run && ledger.unreadable_line() > 0)
    if (auto done = ledger.set_aside_unreadable(world.clock.wall()); !done)
      return refused(world, "the ledger can't be written: " + to_line(done.error()));
  std::vector<bool> again;
  for (const Action& action : actions)
    again.push_back(takes_again(actions, occasion, ledger, action));
  for (size_t i = 0; i < actions.size(); ++i) {
    occasion.again = again[i] ? reason : "";
    if (const int code = start_once(actions[i], occasion, ledger, world); code != exit_code::go) {
      if (i + 1 < actions.size())
        say(world, "not started: " +
                       count_of(static_cast<long long>(actions.size() - i - 1), "further trigger"));
      return code;
    }
  }
  return exit_code::go;
}

void say_accepted(World& world, const Judged& judged, const Checkout& checkout) {
  const Verdict& verdict = judged.verdict;
  const std::string signer =
      judged.key_id.empty() ? "not signed" : "signed by key " + short_id(judged.key_id, 8);
  const auto age = std::chrono::duration_cast<Milliseconds>(checkout.now - verdict.finished);
  say(world, "verdict " + short_id(verdict.subject.commit) + " GO, " + signer + ", " + to_text(age) +
                 " old: accepted");
  say(world, "  commit matches HEAD · tree clean · policy " + short_id(verdict.policy_sha256, 4) +
                 " · " +
                 count_of(static_cast<long long>(verdict.subject.task_definitions.size()),
                          "task definition") +
                 " · " + count_of(static_cast<long long>(verdict.subject.images.size()), "image"));
}

Occasion occasion_of(const GateOptions& options, const Judged& judged, const World& world) {
  const Handover handover{
      .verdict_sha256 = judged.sha256,
      .envelope = read_file(Path(options.run_folder) / "verdict.dsse.json").value_or(""),
      .repository = options.repository,
      .branch = world.variable("BITBUCKET_BRANCH"),
      .tag = world.variable("BITBUCKET_TAG")};
  return {.verdict_sha256 = judged.sha256,
          .commit = judged.verdict.subject.commit,
          .judged = judged.verdict.finished,
          .run_folder = options.run_folder,
          .again = options.again,
          .repository = options.repository,
          .dry_run = options.dry_run,
          .wait = options.wait,
          .variables = deployment_variables(judged.verdict, handover)};
}

}  // namespace

int run_gate(const GateOptions& options, const Checkout& checkout, const Policy& policy,
             World& world) {
  auto judged = read_judged(options.run_folder);
  if (!judged) return refused(world, to_line(judged.error()));
  if (!options.keys.empty()) {
    const auto signed_run = read_signed_run(options.run_folder, options.keys);
    if (!signed_run) return refused(world, to_line(signed_run.error()));
    judged->key_id = signed_run->key_id;
  }
  if (const auto no = refuse(judged->verdict, judged->results, checkout, policy))
    return refused(world, no->text, no->exit_code);
  say_accepted(world, *judged, checkout);
  Occasion occasion = occasion_of(options, *judged, world);
  const auto actions = actions_of(options, occasion, world);
  if (!actions) return refused(world, to_line(actions.error()));
  for (const Action& action : *actions) {
    if (!action.obstacle) continue;
    if (options.dry_run) say(world, "dry run: would start: " + action.preview);
    return refused(world, to_line(*action.obstacle));
  }
  auto ledger = Ledger::open(options.ledger_folder);
  if (!ledger) return refused(world, "the ledger: " + to_line(ledger.error()));
  return fire(*actions, occasion, *ledger, world);
}

}  // namespace gonogo

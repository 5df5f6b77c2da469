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
#include "emulator/verdict/attestation.h"

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
  TriggerAction operator()(const CommandTrigger& trigger) const {
    return command_action(trigger, occasion, world);
  }
  TriggerAction operator()(const BitbucketTrigger& trigger) const {
    return bitbucket_action(trigger, occasion, world, options.bitbucket);
  }
  TriggerAction operator()(const WebhookTrigger& trigger) const {
    return webhook_action(trigger, occasion, world);
  }
};

// What can't be fired is known before the first one is: a half deployment helps nobody.
Result<std::vector<TriggerAction>> actions_of(const GateOptions& options, const Occasion& occasion,
                                       World& world) {
  std::vector<Trigger> triggers = options.triggers;
  if (!options.command.empty()) triggers = {{.action = CommandTrigger{options.command}}};
  if (triggers.empty())
    return fail({.code = "no-trigger",
                 .what = "there is nothing to start",
                 .hint = "gonogo gate --command CMD, or gate.triggers in gonogo.yaml"});
  std::vector<TriggerAction> actions;
  for (const Trigger& trigger : triggers) {
    actions.push_back(std::visit(MakeAction{options, occasion, world}, trigger.action));
    if (actions.back().obstacle && actions.back().obstacle->where.file.empty())
      actions.back().obstacle->where = trigger.where;
  }
  return actions;
}

// A reason is for what did not succeed. Only where all did is it for all of them.
bool takes_again(const std::vector<TriggerAction>& actions, const Occasion& occasion, const Ledger& ledger,
                 const TriggerAction& action) {
  const auto succeeded = [&](const TriggerAction& each) {
    return ledger.state_of(occasion.verdict_sha256, each.id).kind == LedgerState::Kind::succeeded;
  };
  return !succeeded(action) || std::all_of(actions.begin(), actions.end(), succeeded);
}

int fire(const std::vector<TriggerAction>& actions, Occasion& occasion, Ledger& ledger, World& world,
         Receipt& receipt) {
  const std::string reason = occasion.again;
  if (!reason.empty() && !occasion.dry_run && ledger.unreadable_line() > 0)
    if (auto done = ledger.set_aside_unreadable(world.clock.wall()); !done)
      return refused(world, "the ledger can't be written: " + to_line(done.error()));
  std::vector<bool> again;
  for (const TriggerAction& action : actions)
    again.push_back(takes_again(actions, occasion, ledger, action));
  int code = exit_code::go;
  size_t unreached = 0;
  for (size_t i = 0; i < actions.size(); ++i) {
    if (code != exit_code::go) {
      receipt.fired.push_back({actions[i].id, actions[i].title, "not-reached"});
      ++unreached;
      continue;
    }
    occasion.again = again[i] ? reason : "";
    Started started = start_once(actions[i], occasion, ledger, world);
    code = started.exit_code;
    receipt.fired.push_back(std::move(started.fired));
  }
  if (unreached > 0)
    say(world, "not started: " + count_of(static_cast<long long>(unreached), "further trigger"));
  return code;
}

void say_accepted(World& world, const Judged& judged, const Checkout& checkout) {
  const Verdict& verdict = judged.verdict;
  const std::string signer =
      judged.key_id.empty() ? "not signed" : "signed by key " + short_id(judged.key_id, 8);
  const auto age = std::chrono::duration_cast<Milliseconds>(checkout.now - verdict.finished);
  say(world, "verdict " + short_id(verdict.subject.commit) + " " +
                 std::string(to_text(verdict.decision)) + ", " + signer + ", " +
                 to_text(std::max(age, Milliseconds(0))) +
                 " old: " + (verdict.decision == Decision::go ? "accepted" : "overridden"));
  say(world, "  commit matches HEAD · tree clean · policy " + short_id(verdict.policy_sha256, 4) +
                 " · " +
                 count_of(static_cast<long long>(verdict.subject.task_definitions.size()),
                          "task definition") +
                 " · " + count_of(static_cast<long long>(verdict.subject.images.size()), "image"));
}

Occasion occasion_of(const GateOptions& options, const Judged& judged, const World& world) {
  const Path folder = options.run_folder;
  const Handover handover{.verdict_sha256 = judged.sha256,
                          .envelope = read_file(folder / signed_verdict_name).value_or(""),
                          .override_envelope = options.override
                                                   ? read_file(folder / override_name).value_or("")
                                                   : std::string(),
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

Result<Judged> read_and_verify(const GateOptions& options) {
  auto judged = read_judged(options.run_folder);
  if (!judged || options.keys.empty()) return judged;
  const auto signed_run = read_signed_run(options.run_folder, options.keys);
  if (!signed_run) return fail(signed_run.error());
  judged->key_id = signed_run->key_id;
  return judged;
}

std::optional<Refusal> refuse_all(const GateOptions& options, const Judged& judged,
                                  const Checkout& checkout, const Policy& policy) {
  if (!options.override) return refuse(judged.verdict, judged.results, checkout, policy);
  if (auto no = refuse_override(*options.override, options.override_key, policy, options.keys))
    return no;
  return refuse_even_overridden(judged.verdict, judged.results, checkout, policy);
}

/// Written before anything is started, and also where the verdict did not need it.
Result<std::optional<Override>> record_override(const GateOptions& options, const Judged& judged,
                                                const Checkout& checkout, World& world) {
  if (!options.override) return std::nullopt;
  if (options.dry_run) return std::nullopt;
  auto override = write_override(options.run_folder, *options.override, judged.verdict,
                                 checkout.now, *options.override_key);
  if (!override) return fail(override.error());
  say(world, "override: " + to_text(*override) +
                 (judged.verdict.decision == Decision::go ? "; it was not needed" : ""));
  return std::optional(std::move(*override));
}

// What only found everything done, or was refused, does not replace what tells of a start.
bool is_news(const Receipt& receipt) {
  return std::any_of(receipt.fired.begin(), receipt.fired.end(), [](const Fired& each) {
    return each.outcome != "done-before" && each.outcome != "refused" &&
           each.outcome != "not-reached";
  });
}

Result<Done> write_receipt(const GateOptions& options, const Receipt& receipt) {
  const Path folder = options.run_folder;
  if (!is_news(receipt) && path_exists(folder / "receipt.json")) return Done{};
  if (auto done = write_file(folder / "receipt.json", to_json(to_value(receipt), 2) + "\n"); !done)
    return done;
  const auto& key = options.override ? options.override_key : options.signing_key;
  if (!key) return remove_tree(folder / "receipt.dsse.json");
  return write_file(folder / "receipt.dsse.json",
                    make_envelope(in_toto_payload_type, to_json(receipt_statement(receipt)), *key));
}

std::optional<std::string> obstacle_of(const std::vector<TriggerAction>& actions, bool dry_run,
                                       World& world) {
  for (const TriggerAction& action : actions) {
    if (!action.obstacle) continue;
    if (dry_run) say(world, "dry run: would start: " + action.preview);
    return to_line(*action.obstacle);
  }
  return std::nullopt;
}

}  // namespace

int run_gate(const GateOptions& options, const Checkout& checkout, const Policy& policy,
             World& world) {
  const auto judged = read_and_verify(options);
  if (!judged) return refused(world, to_line(judged.error()));
  if (const auto no = refuse_all(options, *judged, checkout, policy))
    return refused(world, no->text, no->exit_code);
  say_accepted(world, *judged, checkout);
  const auto override = record_override(options, *judged, checkout, world);
  if (!override) return refused(world, "the override: " + to_line(override.error()));
  Occasion occasion = occasion_of(options, *judged, world);
  const auto actions = actions_of(options, occasion, world);
  if (!actions) return refused(world, to_line(actions.error()));
  if (const auto obstacle = obstacle_of(*actions, options.dry_run, world))
    return refused(world, *obstacle);
  auto ledger = Ledger::open(options.ledger_folder);
  if (!ledger) return refused(world, "the ledger: " + to_line(ledger.error()));
  Receipt receipt{.at = world.clock.wall(),
                  .verdict = std::string(to_text(judged->verdict.decision)),
                  .verdict_sha256 = judged->sha256,
                  .commit = judged->verdict.subject.commit,
                  .again = options.again,
                  .override = *override};
  const int code = fire(*actions, occasion, *ledger, world, receipt);
  if (options.dry_run) return code;
  if (auto written = write_receipt(options, receipt); !written)
    say(world, "the receipt can't be written: " + to_line(written.error()));
  return code;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/members.h"
#include "emulator/base/version.h"
#include "emulator/run/subject_json.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

constexpr std::string_view schema = "gonogo.verdict/1";
constexpr int whole_fraction = 9;

Value reasons_value(const std::vector<Reason>& reasons) {
  Value list = Value::array();
  for (const Reason& reason : reasons) {
    Value value = Value::object({{"code", reason.code}, {"text", reason.text}});
    if (!reason.scenario.empty()) value.set("scenario", reason.scenario);
    if (!reason.repro.empty()) value.set("repro", reason.repro);
    if (!reason.evidence.empty()) value.set("evidence", texts_value(reason.evidence));
    list.push(std::move(value));
  }
  return list;
}

std::vector<Reason> reasons_of(const Value& list) {
  std::vector<Reason> reasons;
  for (const Value& item : list.items())
    reasons.push_back({text_of(item, "code"), text_of(item, "text"), text_of(item, "scenario"),
                       text_of(item, "repro"), texts_of(item, "evidence")});
  return reasons;
}

Value counts_value(const Counts& counts) {
  return Value::object({{"total", counts.total},
                        {"passed", counts.passed},
                        {"failed", counts.failed},
                        {"errored", counts.errored},
                        {"skipped", counts.skipped},
                        {"flaky", counts.flaky},
                        {"notRun", counts.not_run},
                        {"quarantined", counts.quarantined}});
}

Counts counts_of(const Value& value) {
  const auto number = [&](std::string_view key) { return static_cast<int>(number_of(value, key)); };
  return {number("total"),   number("passed"), number("failed"), number("errored"),
          number("skipped"), number("flaky"),  number("notRun"), number("quarantined")};
}

Decision decision_of(const std::string& text) {
  for (const Decision decision : {Decision::go, Decision::no_go})
    if (to_text(decision) == text) return decision;
  return Decision::cannot_tell;
}

}  // namespace

Value to_value(const Verdict& verdict) {
  Value kinds = Value::object();
  for (const auto& [kind, counts] : verdict.kinds) kinds.set(kind, counts_value(counts));
  return Value::object(
      {{"schema", std::string(schema)},
       {"scope", verdict.full ? "full" : "partial"},
       {"verdict", std::string(to_text(verdict.decision))},
       {"exitCode", verdict.exit_code},
       {"project", verdict.project},
       {"reasons", reasons_value(verdict.reasons)},
       {"warnings", reasons_value(verdict.warnings)},
       {"counts", counts_value(verdict.counts)},
       {"kinds", kinds},
       {"subject", to_value(verdict.subject)},
       {"policy", Value::object({{"sha256", verdict.policy_sha256}})},
       {"started", to_rfc3339(verdict.started, whole_fraction)},
       {"finished", to_rfc3339(verdict.finished, whole_fraction)},
       {"expires", to_rfc3339(verdict.expires, whole_fraction)},
       {"parity", parity_value(verdict.mirrored, verdict.approximated, verdict.not_mirrored)},
       {"tool", Value::object({{"name", "gonogo"}, {"version", version}})}});
}

Result<Verdict> verdict_of(const Value& value) {
  if (text_of(value, "schema") != schema)
    return fail({.code = "unknown-schema",
                 .what = "this verdict can't be read",
                 .seen = "schema \"" + text_of(value, "schema") + "\"",
                 .hint = "this gonogo reads " + std::string(schema)});
  const Value& parity = part_of(value, "parity");
  Verdict verdict{.full = text_of(value, "scope") == "full",
                  .decision = decision_of(text_of(value, "verdict")),
                  .exit_code = static_cast<int>(number_of(value, "exitCode")),
                  .reasons = reasons_of(part_of(value, "reasons")),
                  .warnings = reasons_of(part_of(value, "warnings")),
                  .counts = counts_of(part_of(value, "counts")),
                  .subject = subject_of(part_of(value, "subject")),
                  .policy_sha256 = text_of(part_of(value, "policy"), "sha256"),
                  .started = from_rfc3339(text_of(value, "started")),
                  .finished = from_rfc3339(text_of(value, "finished")),
                  .expires = from_rfc3339(text_of(value, "expires")),
                  .project = text_of(value, "project"),
                  .approximated = approximations_of(parity, "approximated"),
                  .not_mirrored = approximations_of(parity, "notMirrored"),
                  .mirrored = static_cast<int>(number_of(parity, "mirrored"))};
  for (const Value::Member& kind : part_of(value, "kinds").members())
    verdict.kinds[kind.key] = counts_of(kind.value);
  return verdict;
}

}  // namespace gonogo

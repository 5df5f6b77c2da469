// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"
#include "emulator/base/members.h"
#include "emulator/run/run_result.h"
#include "emulator/run/subject_json.h"

namespace gonogo {
namespace {

constexpr std::string_view schema = "gonogo.results/1";
constexpr int whole_fraction = 9;  // times come back as they were

Value nanoseconds(Nanoseconds duration) { return static_cast<std::int64_t>(duration.count()); }

Nanoseconds nanoseconds_of(const Value& value, std::string_view key) {
  return Nanoseconds(number_of(value, key));
}

Value shard_value(const std::optional<Shard>& shard) {
  if (!shard) return {};
  return Value::object({{"i", shard->index},
                        {"n", shard->count},
                        {"durationsSha256", shard->durations_sha256},
                        {"all", texts_value(shard->all)}});
}

Value parts_value(const std::vector<RunResult::Part>& parts) {
  Value list = Value::array();
  for (const RunResult::Part& part : parts)
    list.push(Value::object({{"id", part.id},
                             {"sha256", part.sha256},
                             {"finished", to_rfc3339(part.finished, whole_fraction)}}));
  return list;
}

Value run_value(const RunResult& result) {
  return Value::object({{"id", result.id},
                        {"started", to_rfc3339(result.started, whole_fraction)},
                        {"finished", to_rfc3339(result.finished, whole_fraction)},
                        {"seed", std::to_string(result.seed)},
                        {"scope", result.full ? "full" : "partial"},
                        {"ci", result.ci},
                        {"project", result.project},
                        {"engine", result.engine},
                        {"environment", result.environment},
                        {"environmentReadyNs", nanoseconds(result.environment_ready)},
                        {"shard", shard_value(result.shard)},
                        {"base", result.base.empty() ? Value{} : Value(result.base)},
                        {"parts", parts_value(result.parts)},
                        {"interrupted", result.interrupted}});
}

Value loss_value(const std::optional<Loss>& loss) {
  if (!loss) return {};
  return Value::object({{"kind", loss->kind == Loss::Kind::product ? "product" : "infrastructure"},
                        {"who", loss->who},
                        {"what", loss->what},
                        {"tNs", nanoseconds(loss->t)},
                        {"detail", loss->detail}});
}

std::optional<Loss> loss_of_value(const Value& value) {
  if (!value.is_object()) return std::nullopt;
  return Loss{
      text_of(value, "kind") == "product" ? Loss::Kind::product : Loss::Kind::infrastructure,
      text_of(value, "who"), text_of(value, "what"), nanoseconds_of(value, "tNs"),
      text_of(value, "detail")};
}

constexpr std::string_view failure_kinds[] = {"product", "infrastructure", "input"};

Value failure_value(const std::optional<StartFailure>& failure) {
  if (!failure) return {};
  const Error& error = failure->error;
  return Value::object({{"kind", std::string(failure_kinds[static_cast<size_t>(failure->kind)])},
                        {"code", error.code},
                        {"what", error.what},
                        {"file", error.where.file},
                        {"line", error.where.mark.line},
                        {"column", error.where.mark.column},
                        {"pointer", error.where.pointer},
                        {"seen", error.seen},
                        {"hint", error.hint}});
}

std::optional<StartFailure> failure_of(const Value& value) {
  if (!value.is_object()) return std::nullopt;
  StartFailure failure;
  for (size_t i = 0; i < std::size(failure_kinds); ++i)
    if (failure_kinds[i] == text_of(value, "kind"))
      failure.kind = static_cast<StartFailure::Kind>(i);
  failure.error = {.code = text_of(value, "code"),
                   .what = text_of(value, "what"),
                   .where = {text_of(value, "file"),
                             {static_cast<int>(number_of(value, "line")),
                              static_cast<int>(number_of(value, "column"))},
                             text_of(value, "pointer")},
                   .seen = text_of(value, "seen"),
                   .hint = text_of(value, "hint")};
  return failure;
}

Value plan_value(const std::vector<PlanLine>& lines) {
  Value list = Value::array();
  for (const PlanLine& line : lines)
    list.push(
        Value::object({{"op", line.operation}, {"target", line.target}, {"cause", line.cause}}));
  return list;
}

Value timeline_value(const std::vector<TimelineEntry>& entries) {
  Value list = Value::array();
  for (const TimelineEntry& entry : entries)
    list.push(Value::object({{"t", to_milliseconds(entry.t)},
                             {"tNs", nanoseconds(entry.t)},
                             {"who", entry.who},
                             {"event", entry.event},
                             {"text", entry.text},
                             {"world", entry.world}}));
  return list;
}

Value environment_value(const RunResult& result) {
  Value refused = Value::array();
  for (const RefusedCall& call : result.refused)
    refused.push(Value::object({{"from", call.from}, {"to", call.to}, {"count", call.count}}));
  return Value::object(
      {{"tasks", result.tasks},
       {"services", result.services},
       {"refused", refused},
       {"parity", parity_value(result.mirrored, result.approximations, result.not_mirrored)}});
}

void read_run(const Value& run, RunResult& result) {
  result.id = text_of(run, "id");
  result.started = from_rfc3339(text_of(run, "started"));
  result.finished = from_rfc3339(text_of(run, "finished"));
  result.seed = std::strtoull(text_of(run, "seed").c_str(), nullptr, 10);
  result.full = text_of(run, "scope") == "full";
  result.ci = flag_of(run, "ci");
  result.project = text_of(run, "project");
  result.engine = text_of(run, "engine");
  result.environment = text_of(run, "environment");
  result.environment_ready = nanoseconds_of(run, "environmentReadyNs");
  result.interrupted = flag_of(run, "interrupted");
  if (const Value& shard = part_of(run, "shard"); shard.is_object())
    result.shard =
        Shard{static_cast<int>(number_of(shard, "i")), static_cast<int>(number_of(shard, "n")),
              text_of(shard, "durationsSha256"), texts_of(shard, "all")};
  result.base = text_of(run, "base");
  for (const Value& part : part_of(run, "parts").items())
    result.parts.push_back(
        {text_of(part, "id"), text_of(part, "sha256"), from_rfc3339(text_of(part, "finished"))});
}

void read_environment(const Value& environment, RunResult& result) {
  result.tasks = part_of(environment, "tasks");
  result.services = part_of(environment, "services");
  for (const Value& call : part_of(environment, "refused").items())
    result.refused.push_back(
        {text_of(call, "from"), text_of(call, "to"), static_cast<int>(number_of(call, "count"))});
  const Value& parity = part_of(environment, "parity");
  result.approximations = approximations_of(parity, "approximated");
  result.not_mirrored = approximations_of(parity, "notMirrored");
  result.mirrored = static_cast<int>(number_of(parity, "mirrored"));
}

}  // namespace

Value to_value(const RunResult& result) {
  Value scenarios = Value::array();
  for (const ScenarioResult& scenario : result.scenarios) scenarios.push(to_value(scenario));
  return Value::object({{"schema", std::string(schema)},
                        {"run", run_value(result)},
                        {"policySha256", result.policy_sha256},
                        {"subject", to_value(result.subject)},
                        {"expected", texts_value(result.expected)},
                        {"orphanSnapshots", texts_value(result.orphan_snapshots)},
                        {"selection", texts_value(result.selection)},
                        {"plan", plan_value(result.plan)},
                        {"timeline", timeline_value(result.timeline)},
                        {"scenarios", scenarios},
                        {"loss", loss_value(result.loss)},
                        {"crashed", texts_value(result.crashed)},
                        {"startFailure", failure_value(result.start_failure)},
                        {"environment", environment_value(result)}});
}

Result<RunResult> run_result_of(const Value& value) {
  if (text_of(value, "schema") != schema)
    return fail({.code = "unknown-schema",
                 .what = "these results can't be read",
                 .seen = "schema \"" + text_of(value, "schema") + "\"",
                 .hint = "this gonogo reads " + std::string(schema)});
  RunResult result;
  read_run(part_of(value, "run"), result);
  result.policy_sha256 = text_of(value, "policySha256");
  result.subject = subject_of(part_of(value, "subject"));
  result.expected = texts_of(value, "expected");
  result.orphan_snapshots = texts_of(value, "orphanSnapshots");
  result.selection = texts_of(value, "selection");
  for (const Value& line : part_of(value, "plan").items())
    result.plan.push_back({text_of(line, "op"), text_of(line, "target"), text_of(line, "cause")});
  for (const Value& entry : part_of(value, "timeline").items())
    result.timeline.push_back({nanoseconds_of(entry, "tNs"), text_of(entry, "who"),
                               text_of(entry, "event"), text_of(entry, "text"),
                               static_cast<int>(number_of(entry, "world"))});
  for (const Value& scenario : part_of(value, "scenarios").items())
    result.scenarios.push_back(scenario_result_of(scenario));
  result.loss = loss_of_value(part_of(value, "loss"));
  result.crashed = texts_of(value, "crashed");
  result.start_failure = failure_of(part_of(value, "startFailure"));
  read_environment(part_of(value, "environment"), result);
  return result;
}

}  // namespace gonogo

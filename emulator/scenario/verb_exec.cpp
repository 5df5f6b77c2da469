// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/io/document.h"
#include "emulator/scenario/shell_words.h"
#include "emulator/scenario/test_report.h"
#include "emulator/scenario/value_text.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {
namespace {

constexpr size_t longest_output = 64U << 10U;
constexpr size_t largest_report = 64U << 20U;

/// One command: where it runs and what it leaves behind.
struct Command {
  const Value& body;
  VerbContext& verbs;
  std::string container{};  ///< "" on the host
  std::vector<std::string> argv{};
  std::string report{};  ///< path of the report; "" without one, "-" for the standard output
  ReadReport read_cases = nullptr;

  Environment& environment() const { return verbs.context.environment; }
};

Command command_of(const Value& body, VerbContext& verbs) {
  Command command{.body = body, .verbs = verbs};
  const Value& written = *body.find("exec");
  if (written.is_text()) {
    command.argv = {"sh", "-c", written.as_text()};
  } else {
    for (const Value& word : written.items()) command.argv.push_back(text_of(word));
  }
  if (const Value* in = body.find("in")) command.container = in->as_text();
  const Value* report = body.find("report");
  if (report != nullptr && !report->members().empty()) {
    command.report = report->members()[0].value.as_text();
    command.read_cases = find_report_reader(report->members()[0].key);
  }
  return command;
}

std::string input_of(const Command& command) {
  const Value* input = command.body.find("stdin");
  return input != nullptr ? text_of(*input) : "";
}

Path host_path(const Command& command) {
  return Path(command.verbs.context.project_folder) / command.report;
}

// What can't be removed is told apart by its bytes.
void remove_old_report(const Command& command) {
  std::error_code ignored;
  const Path path = host_path(command);
  if (std::filesystem::is_regular_file(path, ignored)) std::filesystem::remove(path, ignored);
}

bool is_printed(const Command& command) { return command.report == "-"; }

Result<std::string> read_report(const Command& command) {
  if (command.container.empty()) return read_file(host_path(command));
  return command.environment().read(command.container, command.report, largest_report);
}

Result<RunOutcome> run_inside(const Command& command, Milliseconds timeout) {
  ExecRequest request{.container = command.container,
                      .argv = command.argv,
                      .input = input_of(command),
                      .timeout = timeout};
  if (const Value* env = command.body.find("env"))
    for (const Value::Member& member : env->members())
      request.environment.emplace_back(member.key, text_of(member.value));
  return command.environment().exec(request);
}

Result<RunOutcome> run_on_host(const Command& command, Milliseconds timeout) {
  World& world = command.verbs.context.world;
  RunSpec spec{.argv = command.argv,
               .environment = world.environment,
               .folder = command.verbs.context.project_folder,
               .input = input_of(command),
               .timeout = timeout,
               .guard = world.guard()};
  if (const Value* env = command.body.find("env"))
    for (const Value::Member& member : env->members())
      (*spec.environment)[member.key] = text_of(member.value);
  return world.processes.run(spec);
}

void take_outcome(Tried& tried, const RunOutcome& outcome) {
  Value& fields = tried.fields;
  fields.set("exit", outcome.status.shell_code());
  // Of what was cut nobody knows what it does not contain: it is missing, and nothing holds on it.
  if (!outcome.out_cut) fields.set("stdout", outcome.out);
  if (!outcome.err_cut) fields.set("stderr", outcome.err);
  fields.set("duration", to_milliseconds(outcome.duration));
  tried.output = cut(outcome.out + outcome.err, longest_output);
  tried.response = "exit " + std::to_string(outcome.status.shell_code());
  if (outcome.out_cut || outcome.err_cut)
    tried.output += "\n(more than can be kept: what is expected of it is not met)";
  auto json = outcome.out_cut ? Result<Value>(fail({.what = "it is longer than can be kept"}))
                              : parse_json(outcome.out, "");
  if (json) {
    fields.set("json", std::move(*json));
  } else {
    tried.json_unreadable = !outcome.out.empty();
    tried.json_problem = "stdout is no JSON: " + json.error().what;
  }
}

void blame_product(Tried& tried, Error error) {
  tried.error = std::move(error);
  tried.product_at_fault = true;
}

Value case_counts(const std::vector<CaseResult>& cases) {
  const auto count = [&](Outcome outcome) {
    return Value(static_cast<std::int64_t>(std::count_if(
        cases.begin(), cases.end(), [&](const CaseResult& c) { return c.outcome == outcome; })));
  };
  Value counts = Value::object({{"total", static_cast<std::int64_t>(cases.size())},
                                {"passed", count(Outcome::passed)},
                                {"failed", count(Outcome::failed)},
                                {"errored", count(Outcome::errored)},
                                {"skipped", count(Outcome::skipped)}});
  if (const Value flaky = count(Outcome::flaky); flaky.as_integer() > 0) counts.set("flaky", flaky);
  return counts;
}

void take_cases(Tried& tried, const Command& command, std::vector<CaseResult> cases) {
  const Mark mark = command.body.find("report")->mark;
  for (const CaseResult& each : cases) {
    if (each.outcome != Outcome::failed && each.outcome != Outcome::errored) continue;
    tried.checks.push_back({.what = check_name(each),
                            .mark = mark,
                            .op = "report",
                            .expected = "passed",
                            .actual = std::string(to_text(each.outcome)) +
                                      (each.message.empty() ? "" : ": " + each.message),
                            .passed = false});
  }
  const Value counts = case_counts(cases);
  if (tried.checks.empty())
    tried.checks.push_back({.what = "cases",
                            .mark = mark,
                            .op = "report",
                            .expected = "passed",
                            .actual = printed(counts),
                            .passed = counts.find("passed")->as_integer() > 0 ||
                                      counts.find("flaky") != nullptr});
  tried.fields.set("cases", counts);
  tried.cases = std::move(cases);
}

// A report that the program did not write anew says nothing about this run.
void take_report(Tried& tried, const Command& command, const Result<std::string>& before,
                 const std::string& printed_text) {
  const auto text = is_printed(command) ? Result<std::string>(printed_text) : read_report(command);
  if (!text && text.error().code == "environment-lost") {
    tried.error = text.error();
    return;
  }
  if (!text)
    return blame_product(tried, {.code = "report-missing",
                                 .what = "there is no report " + command.report,
                                 .seen = to_line(text.error()) + "; " + tried.response});
  if (before && *before == *text)
    return blame_product(
        tried, {.code = "report-stale",
                .what = "the report " + command.report + " was there before and has not changed",
                .hint = "remove it before the program runs"});
  auto cases = command.read_cases(*text, is_printed(command) ? "standard output" : command.report);
  if (!cases) return blame_product(tried, cases.error());
  take_cases(tried, command, std::move(*cases));
}

}  // namespace

Tried try_exec(const Value& body, VerbContext& verbs, Milliseconds timeout) {
  Tried tried;
  const Command command = command_of(body, verbs);
  const bool inside = !command.container.empty();
  if (command.argv.empty()) {
    tried.error = Error{.code = "wrong-command", .what = "there is no command"};
    return tried;
  }
  tried.request = command_line(command.argv);
  tried.repro = (inside ? "gonogo exec " + command.container + " -- " : "") + tried.request;
  Result<std::string> before = fail({});
  if (!command.report.empty() && !is_printed(command)) {
    if (!inside) remove_old_report(command);
    before = read_report(command);
  }
  const auto outcome = inside ? run_inside(command, timeout) : run_on_host(command, timeout);
  if (!outcome) {
    tried.error = outcome.error();
    tried.product_at_fault = outcome.error().code == "timed-out";
    return tried;
  }
  take_outcome(tried, *outcome);
  if (outcome->timed_out) {
    blame_product(tried, {.code = "timed-out",
                          .what = command.argv[0] + " did not end within " + to_text(timeout),
                          .hint = "give the step a longer timeout, if it may take that long"});
  } else if (!command.report.empty()) {
    take_report(tried, command, before, outcome->out);
  }
  return tried;
}

}  // namespace gonogo

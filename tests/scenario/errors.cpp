// SPDX-License-Identifier: Apache-2.0
// Every id that a scenario can be told about, with the words and the place that people see.
#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "emulator/io/regex.h"
#include "emulator/task/read.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

const std::string unit_head = "scenario: s\nkind: unit\n";
const std::string good_step = "steps: [{sql: SELECT 1, expect: {value: 1}}]\n";

struct Case {
  std::string code;
  std::string yaml;
  void (*prepare)(Stage&) = nullptr;  ///< null: it is told when the file is read
};

std::string step(const std::string& text) { return unit_head + "steps:\n  - " + text + "\n"; }

const std::vector<Case>& reading_cases() {
  // clang-format off
  static const std::vector<Case> cases{
      {"bad-csv", unit_head + "examples: odd.csv\n" + good_step}, {"bad-json-path", step("{http: GET http://a/, expect: {json: {$.: 1}}}")},
      {"bad-pattern", step("{sql: SELECT 1, expect: {value: {matches: \"(\"}}}")},
      {"bad-placeholder", step("sql: \"SELECT ${uid()}\"\n    expect: {value: 1}")}, {"bad-quoting", step("redis: SET 'a")},
      {"bad-schema", step("{sql: SELECT 1, expect: {value: {schema: {typ: integer}}}}")},
      {"bad-xpath", step("{http: GET http://a/, expect: {xpath: {\"//[\": 1}}}")}, {"bad-yaml", unit_head + "steps: [\n"},
      {"conflicting-keys", step("{http: POST http://a/, json: {}, body: x}")},
      {"duplicate-name", unit_head + good_step + "---\n" + unit_head + good_step}, {"empty-expectation", step("{sql: SELECT 1, expect: {value: {}}}")},
      {"include-cycle", step("include: steps/again.yaml")}, {"missing-file", step("include: steps/nowhere.yaml")},
      {"missing-key", "scenario: s\n" + good_step}, {"mixed-keys", step("{sql: SELECT 1, expect: {value: {eq: 1, smaller: 2}}}")},
      {"no-checks", unit_head + "steps: [{sql: SELECT 1}]\n"}, {"no-examples", unit_head + "examples: []\n" + good_step},
      {"no-reason", step("{sql: SELECT 1, skip: , expect: {value: 1}}")}, {"no-scenario", ""}, {"no-verb", step("htpp: GET ${task.a}")},
      {"several-verbs", step("{http: GET http://a/, sql: SELECT 1}")}, {"unknown-action", step("browser: [{clik: Send}]")}, {"wrong-size", step("{browser: [{see: x}], size: big}")}, {"wrong-target", step("browser: [{click: {css: a, xpath: b}}]")},
      {"uneven-examples", unit_head + "examples: [{a: 1}, {b: 1}]\n" + good_step},
      {"unknown-field", step("{sql: SELECT 1, expect: {valeu: 1}}")}, {"unknown-filter", step("{sql: SELECT 1, expect: {value: {filter: [trm], eq: x}}}")},
      {"unknown-key", step("{sql: SELECT 1, expct: {value: 1}}")}, {"unknown-operator", step("{sql: SELECT 1, expect: {value: {contians: x}}}")},
      {"unknown-value", "scenario: s\nkind: unti\n" + good_step}, {"wait-without-expect", step("wait: {sql: SELECT 1}")},
      {"wrong-command", step("redis: []")}, {"wrong-condition", step("{sql: SELECT 1, if: {x: 1}}")}, {"wrong-container", step("{exec: x, in: backend}")},
      {"wrong-fault", step("fault: {kill: a/b, stop: a}")}, {"wrong-fixture", step("fixtures: [x.txt]")}, {"wrong-include", step("include: steps/none.yaml")},
      {"wrong-operand", step("{sql: SELECT 1, expect: {count: \"1\"}}")}, {"wrong-request", step("http: get ${task.a}")},
      {"wrong-statement", step("sql: \" \"")}, {"wrong-type", step("{sql: SELECT 1, timeout: 5}")},
      {"wrong-value", unit_head + "timeout: 0\n" + good_step}, {"wrong-wait", step("wait: {wait: {sql: x, expect: {value: 1}}}")},
  };
  // clang-format on
  return cases;
}

Result<RunOutcome> exits(const ExecRequest&) { return RunOutcome{}; }

void report_is(Stage& stage, const std::string& text) {
  stage.environment.on_exec = exits;
  stage.environment.on_read = [text, asked = 0](auto&, auto&) mutable -> Result<std::string> {
    if (asked++ == 0 || text.empty())
      return fail({.code = "no-file", .what = "there is no such file"});
    return text;
  };
}

const std::string with_report = "{exec: x, in: backend/app, report: {junit: /r.xml}}";
const std::string with_service = "{redis: PING, service: REDIS, expect: {value: 1}}";

void answers_slowly(Stage& stage) {
  stage.environment.sql_client.answer = [&](auto&, auto&) {
    stage.clock.sleep(Milliseconds(70'000));
    return Result<SqlOutcome>(SqlOutcome{});
  };
}

const std::vector<Case>& running_cases() {
  // clang-format off
  static const std::vector<Case> cases{
      {"ambiguous-service", step("{redis: PING, expect: {value: 1}}"), [](Stage& s) { s.environment.the_plan.services.push_back(s.environment.the_plan.services[1]); }},
      {"bad-baseline", step("{http: GET http://a/, baseline: http://a/none, expect: {ratio: {lt: 2}}}"), [](Stage& s) {
         s.environment.on_http = [](const HttpRequest&) { return Result<HttpResponse>(HttpResponse{.status = 404}); }; }},
      {"uneven-samples", step("{http: GET http://a/, baseline: http://a/none, expect: {ratio: {lt: 2}}}"), [](Stage& s) {
         s.environment.on_http = [n = 0](const HttpRequest& r) mutable { return Result<HttpResponse>(HttpResponse{.status = r.url == "http://a/" && ++n > 1 ? 500 : 200}); }; }},
      {"fixture-refused", unit_head + "fixtures: {t: [{a: 1}]}\n" + good_step, [](Stage& s) {
         s.environment.sql_client.answer = [](auto&, auto&) { return Result<SqlOutcome>(SqlOutcome{.error = SqlError{1146, "Table 't' doesn't exist"}}); }; }},
      {"nobody-answers", step("manual: Does it look right?"), [](Stage&) {}},
      {"nothing-to-try", unit_head + "vars: {all: []}\nsteps: [{sql: \"SELECT ${one}\", for_each: {one: \"${all}\"}, expect: {value: 1}}]\n", [](Stage&) {}},
      {"report-empty", step(with_report), [](Stage& s) { report_is(s, "<testsuite/>"); }},
      {"report-incomplete", step(with_report), [](Stage& s) { report_is(s, "<testsuite failures='1'><testcase name='a'/></testsuite>"); }},
      {"report-missing", step(with_report), [](Stage& s) { report_is(s, ""); }},
      {"report-stale", step(with_report), [](Stage& s) { s.environment.on_exec = exits; s.environment.on_read = [](auto&, auto&) { return Result<std::string>("<testsuite/>"); }; }},
      {"report-unreadable", step(with_report), [](Stage& s) { report_is(s, "no xml"); }},
      {"scenario-timed-out", unit_head + "steps:\n  - {sql: SELECT 1, timeout: 100s}\n  - {sql: SELECT 1, expect: {value: 1}}\nfinally: []\ntimeout: 70s\n",
       [](Stage& s) { answers_slowly(s); s.clock.sleep(Milliseconds(0)); }},
      {"task-not-published", step("{http: \"GET ${task.backend.published}/\", expect: {status: 200}}"), [](Stage&) {}},
      {"task-without-port", step("{http: \"GET ${task.backend}/\", expect: {status: 200}}"), [](Stage& s) { s.environment.the_plan.tasks[1].port = 0; }},
      {"timed-out", step("{sql: SELECT 1, timeout: 2s, expect: {value: 1}}"), answers_slowly},
      {"unknown-secret", step("{redis: \"GET ${secret.tokn}\", expect: {value: 1}}"), [](Stage& s) { s.context.secrets["token"] = Secret("x"); }},
      {"unknown-service", step(with_service), [](Stage&) {}},
      {"unknown-task", step("{http: \"GET ${task.bakend}/\", expect: {status: 200}}"), [](Stage&) {}},
      {"unknown-variable", unit_head + "vars: {email: a@b.c}\n" + "steps: [{redis: \"GET ${emial}\", expect: {value: 1}}]\n", [](Stage&) {}},
      {"variable-cycle", unit_head + "vars: {a: \"${b}\", b: \"${a}\"}\nsteps: [{redis: \"GET ${a}\", expect: {value: 1}}]\n", [](Stage&) {}},
  };
  // clang-format on
  return cases;
}

std::string told(const Case& each) {
  Stage stage;
  stage.files = {{"odd.csv", "a,b\n1\n"},
                 {"steps/again.yaml", "- include: again.yaml\n"},
                 {"steps/none.yaml", "[]\n"}};
  if (each.prepare == nullptr) {
    stage.files["s.yaml"] = each.yaml;
    std::map<std::string, Findings> by_file;
    for (const Finding& finding : stage.read(each.yaml).findings)
      by_file[finding.where.file].push_back(finding);
    std::string text;
    for (const auto& [file, findings] : by_file)
      text += to_text(TaskReading{.file = file, .findings = findings}, stage.files[file]);
    return text;
  }
  each.prepare(stage);
  const Attempt attempt = stage.run(each.yaml);
  std::string text;
  for (const StepResult& result : attempt.steps)
    if (result.error)
      text += result.error->code + " (" + std::string(to_text(result.outcome)) + ")\n" +
              to_text(*result.error);
  for (const std::string& line : attempt.log_lines) text += "unread: " + line + "\n";
  return text;
}

std::string golden_of(const std::string& code) { return "scenario/errors/" + code; }

void add_codes(const std::filesystem::path& source, std::string_view id,
               std::set<std::string>& codes) {
  std::string text = read_text(source.string());
  for (auto found = search(text, id); found && *found; found = search(text, id)) {
    codes.insert((**found)[1]);
    text.erase(0, text.find((**found)[0]) + (**found)[0].size());
  }
}

// Ids as they stand in the sources, after .code =, .rule =, report( and the like: of the room, and
// of the clients whose errors a step fails with.
std::set<std::string> codes_of_sources() {
  const std::string emulator = std::string(GONOGO_SOURCE) + "/emulator/";
  std::set<std::string> codes;
  for (const auto& entry : std::filesystem::directory_iterator(emulator + "scenario"))
    add_codes(
        entry.path(),
        R"re((?:\.code = |\.rule = |report\(\s*|unknown\(\s*|bad\(\s*|problem\(\s*)"([a-z]+(?:-[a-z]+)+)")re",
        codes);
  for (const char* client : {"http", "redis"})
    add_codes(emulator + "io/" + client + ".cpp",
              R"re((?:\.code = |return |: )"([a-z]+(?:-[a-z]+)+)")re", codes);
  // There is no command without a word, and no step with such: the reader sees to that.
  codes.erase("bad-command");
  return codes;
}

}  // namespace

TEST_CASE("the words of every id are pinned") {
  for (const auto* cases : {&reading_cases(), &running_cases()})
    for (const Case& each : *cases) {
      CAPTURE(each.code);
      const std::string text = told(each);
      CHECK(text.find(each.prepare == nullptr ? " error " : each.code) != std::string::npos);
      CHECK(golden(golden_of(each.code), each.yaml + "\n" + text));
    }
}

TEST_CASE("no id of the room is without its words") {
  const auto codes = codes_of_sources();
  CHECK(codes.size() > 60);
  for (const std::string& code : codes) {
    INFO("no golden file for ", code);
    CHECK(std::filesystem::exists(std::string(GONOGO_SOURCE) + "/tests/golden/" + golden_of(code) +
                                  ".txt"));
  }
}

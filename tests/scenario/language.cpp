// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "emulator/io/json_schema.h"
#include "emulator/scenario/keys.h"
#include "emulator/scenario/schema.h"
#include "emulator/scenario/snapshots.h"
#include "emulator/scenario/verbs.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

/// Redis as a mapping: SET and GET.
struct Memory {
  Stage stage{};
  std::map<std::string, std::string> data{};
  std::vector<std::string> said{};

  Memory() {
    stage.environment.redis_client.answer = [this](const std::vector<std::string>& words) {
      said.push_back(words[0] + " " + (words.size() > 1 ? words[1] : ""));
      if (words[0] == "SET") data[words[1]] = words[2];
      if (words[0] == "SET") return Result<RedisReply>(RedisReply{Value("OK"), "status"});
      const auto found = data.find(words[1]);
      if (found == data.end()) return Result<RedisReply>(RedisReply{Value(), "null"});
      return Result<RedisReply>(RedisReply{Value(found->second), "string"});
    };
  }
};

std::string lines_of(const Attempt& attempt) {
  std::string text;
  for (const StepResult& step : attempt.steps) {
    text += step.file + ":" + std::to_string(step.line) + " " + step.name + " " +
            std::string(to_text(step.outcome));
    for (const CheckResult& check : step.checks)
      if (!check.passed)
        text += " | " + check.what + " " + check.op + " " + check.expected + " / " + check.actual;
    if (step.error) text += " | " + step.error->code + ": " + step.error->what;
    text += "\n";
  }
  for (const std::string& line : attempt.log_lines) text += line + "\n";
  return text;
}

std::string findings_of(const ScenarioFile& file) {
  std::string text;
  for (const Finding& finding : file.findings)
    text += to_text(finding.where) + " " + finding.rule + " " + finding.message + "\n";
  return text;
}

Attempt with_body(Stage& stage, const std::string& type, const std::string& body,
                  const std::string& step) {
  stage.environment.on_http = [=](const HttpRequest&) {
    return Result<HttpResponse>(
        HttpResponse{.status = 200, .headers = {{"Content-Type", type}}, .body = body});
  };
  return stage.run_steps("steps:\n  - http: GET http://a/\n" + step);
}

}  // namespace

TEST_CASE("a fragment has a scope of its own, takes arguments and gives its captures back") {
  Memory memory;
  memory.stage.files["steps/login.yaml"] =
      "vars: {role: customer, key: \"${who}:${role}\"}\n"
      "steps:\n"
      "  - {redis: \"SET ${key} token-${who}\"}\n"
      "  - {redis: \"GET ${key}\", expect: {value: \"token-${who}\"}, capture: {token: value}}\n";
  const Attempt attempt = memory.stage.run_steps(
      "vars: {role: nobody, key: outer}\n"
      "steps:\n"
      "  - {include: steps/login.yaml, with: {who: ada}, as: login}\n"
      "  - {include: steps/login.yaml, with: {who: bob, role: admin}, capture: {t: token}, expect: "
      "{token: token-bob}}\n"
      "  - {redis: \"SET last ${login.token}-${t}-${key}\"}\n"
      "  - {redis: GET last, expect: {value: token-ada-token-bob-outer}}\n");
  INFO(lines_of(attempt));
  CHECK(attempt.outcome == Outcome::passed);
  CHECK(memory.data.at("ada:customer") == "token-ada");
  CHECK(memory.data.at("bob:admin") == "token-bob");
  CHECK(attempt.steps[0].file == "steps/login.yaml");
  CHECK(attempt.steps[0].name.starts_with("login: "));
}

TEST_CASE("a fragment sees nothing of the scenario, and fails it where it fails") {
  Memory memory;
  memory.stage.files["f.yaml"] = "- {redis: \"GET ${outer}\", expect: {value: x}}\n";
  const Attempt blind = memory.stage.run_steps("vars: {outer: 1}\nsteps: [{include: f.yaml}]\n");
  INFO(lines_of(blind));
  CHECK(blind.outcome == Outcome::errored);
  CHECK(blind.steps.at(0).error->code == "unknown-variable");
  const Attempt failed = memory.stage.run_steps(
      "steps: [{include: f.yaml, with: {outer: a}}, {redis: SET never x}]\nfinally: [{redis: SET "
      "always x}]\n");
  CHECK(failed.outcome == Outcome::failed);
  CHECK_FALSE(memory.data.contains("never"));
  CHECK(memory.data.contains("always"));
  CHECK(failed.steps.at(0).file == "f.yaml");
  CHECK(failed.steps.at(0).line == 1);
}

TEST_CASE("problems of a fragment are located in it, and cycles are refused") {
  Stage stage;
  stage.files = {{"steps/a.yaml", "- include: b.yaml\n- {redis: GET x, expect: {valeu: 1}}\n"},
                 {"steps/b.yaml", "steps:\n  - include: a.yaml\n"}};
  const ScenarioFile file =
      stage.read("scenario: s\nkind: unit\nsteps: [{include: steps/a.yaml}]\n");
  CHECK(findings_of(file) ==
        "steps/a.yaml:2:34 unknown-field a result of redis has no field \"valeu\"; did you mean "
        "\"value\"?\n"
        "steps/b.yaml:2:14 include-cycle the fragment includes itself: s.yaml → steps/a.yaml → "
        "steps/b.yaml → steps/a.yaml\n");
}

TEST_CASE("for_each over an include runs it for each item") {
  Memory memory;
  memory.stage.files["f.yaml"] =
      "- {redis: \"SET ${k} 1\"}\n- {redis: \"GET ${k}\", expect: {value: \"1\"}}\n";
  const Attempt attempt = memory.stage.run_steps(
      "steps: [{include: f.yaml, with: {k: \"${item}\"}, for_each: {item: [a, b]}}]\n");
  INFO(lines_of(attempt));
  CHECK(attempt.outcome == Outcome::passed);
  CHECK(memory.said == std::vector<std::string>{"SET a", "GET a", "SET b", "GET b"});
}

TEST_CASE("examples come from a CSV file") {
  Stage stage;
  stage.files["rows.csv"] = "\xEF\xBB\xBFsize,note\r\nUK 8,\"a, \"\"b\"\"\r\nc\"\r\nUK 9,\r\n";
  const ScenarioFile file = stage.read(
      "scenario: s\nkind: unit\nexamples: rows.csv\nsteps: [{redis: PING, expect: {value: 1}}]\n");
  CHECK(findings_of(file) == "");
  REQUIRE(file.scenarios.size() == 2);
  CHECK(file.scenarios[0].row.at("note").as_text() == "a, \"b\"\r\nc");
  CHECK(file.scenarios[1].row.at("size").as_text() == "UK 9");
  CHECK(file.scenarios[1].id == "s.yaml#s[2]");
  for (const auto& row :
       {std::pair("a,b\n1\n", "rows.csv:2:1"), std::pair("a,a\n1,2\n", "rows.csv:1:1"),
        std::pair("a\n\"x\n", "rows.csv:2:1"), std::pair("a\nx\"y\n", "rows.csv:2:1"),
        std::pair("", "rows.csv:1:1")}) {
    stage.files["rows.csv"] = row.first;
    const ScenarioFile bad = stage.read(
        "scenario: s\nkind: unit\nexamples: rows.csv\nsteps: [{redis: PING, expect: {value: "
        "1}}]\n");
    CAPTURE(row.first);
    REQUIRE(bad.findings.size() == 1);
    CHECK(bad.findings[0].rule == "bad-csv");
    CHECK(to_text(Location{bad.findings[0].where.file, bad.findings[0].where.mark, ""}) == row.second);
  }
}

TEST_CASE("a document is held against a JSON Schema, in the file or beside it") {
  Stage stage;
  stage.files["entry.json"] =
      R"({"title": "an entry", "type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}})";
  const std::string step = "    expect: {json: {$.entry: {schema: entry.json}}}\n";
  CHECK(with_body(stage, "application/json", R"({"entry": {"id": 7}})", step).outcome ==
        Outcome::passed);
  const Attempt bad = with_body(stage, "application/json", R"({"entry": {"id": "7"}})", step);
  CHECK(bad.outcome == Outcome::failed);
  CHECK(lines_of(bad).find("$.entry schema \"an entry\" / {\"id\":\"7\"} (/id: ") !=
        std::string::npos);
  const Attempt none = with_body(stage, "application/json", "{}", step);
  CHECK(none.outcome == Outcome::failed);
  stage.files["entry.json"] = R"({"type": "object", "unevaluatedProperties": false})";
  const ScenarioFile file =
      stage.read("scenario: s\nkind: unit\nsteps:\n  - http: GET http://a/\n" + step);
  CHECK(findings_of(file).find("entry.json:1:45 bad-schema") == 0);
}

TEST_CASE("XPath is asked of XML and of HTML") {
  Stage stage;
  const std::string page =
      "<!DOCTYPE html><title>Launches</title><ul><li class=a>One<li>Two</ul><input disabled "
      "value='x &amp; y'>";
  const Attempt attempt = with_body(
      stage, "text/html; charset=utf-8", page,
      "    expect:\n"
      "      xpath:\n"
      "        string(//title): Launches\n"
      "        //li: [One, Two]\n"
      "        count(//li): 2\n"
      "        \"//li[@class='a']\": {size: 1}\n"
      "        //input/@value: [x & y]\n"
      "        //table: {exists: false}\n"
      "    capture: {first: 'xpath string(//li[1])', all: {from: xpath //li, filter: [count]}}\n");
  INFO(lines_of(attempt));
  CHECK(attempt.outcome == Outcome::passed);
  REQUIRE(attempt.steps[0].captures.size() == 2);
  CHECK(attempt.steps[0].captures[0].second == Value("One"));
  CHECK(attempt.steps[0].captures[1].second == Value(2));
  CHECK(with_body(stage, "application/xml", "<a><b>1</b></a>",
                  "    expect: {xpath: {//b: [\"1\"]}}\n")
            .outcome == Outcome::passed);
  const Attempt broken = with_body(stage, "application/xml", "<a><b>1</a>",
                                   "    expect: {xpath: {//b: {exists: false}}}\n");
  CHECK(broken.outcome == Outcome::failed);
  CHECK(lines_of(broken).find("missing (") != std::string::npos);
  for (const char* body : {"oops", ""})
    CHECK(with_body(stage, "text/plain", body, "    expect: {json: {$.error: {exists: false}}}\n")
              .outcome == Outcome::failed);
}

TEST_CASE(
    "a snapshot is stored on request only, compared after masking, and told when it differs") {
  Stage stage;
  TemporaryFolder folder;
  stage.context.project_folder = folder.path();
  const std::string step =
      "    masks: {$.id: \"<id>\", \"re:2026-[0-9-]+\": \"<date>\"}\n    expect: {json: {snapshot: "
      "answer}}\n";
  const auto run = [&](const std::string& body) {
    return with_body(stage, "application/json", body, step);
  };
  const Attempt missing = run(R"({"id": 1})");
  CHECK(missing.outcome == Outcome::failed);
  CHECK(lines_of(missing).find("there is no __snapshots__/s/s.answer.snap yet") !=
        std::string::npos);
  stage.context.update_snapshots = true;
  CHECK(run(R"({"id": 1, "at": "2026-11-25", "b": [2, 1]})").outcome == Outcome::passed);
  stage.context.update_snapshots = false;
  CHECK(read_text(folder.path() + "/__snapshots__/s/s.answer.snap") ==
        "{\n  \"at\": \"<date>\",\n  \"b\": [\n    2,\n    1\n  ],\n  \"id\": \"<id>\"\n}\n");
  CHECK(run(R"({"b": [2, 1], "at": "2027-01-01", "id": 9})").outcome == Outcome::failed);
  CHECK(run(R"({"b": [2, 1], "at": "2026-12-31", "id": 9})").outcome == Outcome::passed);
  const Attempt other = run(R"({"b": [1, 2], "at": "2026-12-31", "id": 9})");
  CHECK(other.outcome == Outcome::failed);
  CHECK(first_failure(other) == "json is not as in its snapshot: 1, where there was 2");
  CHECK(first_failure(missing).starts_with("there is no __snapshots__/s/s.answer.snap yet"));
}

TEST_CASE("a snapshot of rows is a table in which NULL is no text") {
  Stage stage;
  TemporaryFolder folder;
  stage.context.project_folder = folder.path();
  stage.context.update_snapshots = true;
  stage.environment.sql_client.answer = [](auto&, auto&) {
    return Result<SqlOutcome>(SqlOutcome{
        .result = {.columns = {"id", "note"}, .rows = {{1, nullptr}, {2, "NULL"}, {3, "a\nb"}}}});
  };
  CHECK(stage.run_steps("steps: [{sql: SELECT 1, expect: {rows: {snapshot: state}}}]\n").outcome ==
        Outcome::passed);
  CHECK(read_text(folder.path() + "/__snapshots__/s/s.state.snap") ==
        "id  note\n1   NULL\n2   \"NULL\"\n3   a\\nb\n");
}

TEST_CASE("of long values that are not equal is shown where they differ") {
  Stage stage;
  const std::string same(5000, 'a');
  stage.environment.on_http = answering(200, "{\"text\": \"" + same + "é1\"}");
  const Attempt attempt = stage.run_steps(
      "steps: [{http: GET http://a/, expect: {json: {$.text: \"" + same + "é2\"}}}]\n");
  const CheckResult& check = attempt.steps.at(0).checks.at(0);
  CHECK_FALSE(check.passed);
  CHECK(check.expected.starts_with("… (from byte 4803) aaa"));
  CHECK(check.expected.ends_with("aé2\""));
  CHECK(check.actual.ends_with("aé1\""));
}

TEST_CASE("a snapshot tells text from the value that is written like it") {
  const Value none = Value::object();
  const char* const alike[] = {"5", "5.50", "true", "null", "\"a\""};
  for (const char* text : alike) {
    CAPTURE(text);
    const auto value = parse_json(text, "");
    REQUIRE(value);
    CHECK(snapshot_text(Value(text), none) != snapshot_text(*value, none));
  }
  CHECK(snapshot_text(Value("5"), none) == "\"5\"\n");
  CHECK(snapshot_text(Value("UK 5"), none) == "UK 5\n");
  CHECK(snapshot_text(Value("{\"a\": 1}"), none) == "{\"a\": 1}\n");
}

TEST_CASE("a snapshot holds no secret, whatever its value is now") {
  Stage stage;
  TemporaryFolder folder;
  stage.context.project_folder = folder.path();
  const auto run = [&](const std::string& token) {
    stage.redactor.add(Secret(token));
    stage.environment.on_http = answering(200, "{\"token\": \"" + token + "\", \"id\": 1}");
    return stage.run_steps("steps: [{http: GET http://a/, expect: {json: {snapshot: a}}}]\n").outcome;
  };
  stage.context.update_snapshots = true;
  CHECK(run("s3cret-one") == Outcome::passed);
  const std::string stored = read_text(folder.path() + "/__snapshots__/s/s.a.snap");
  CHECK(stored.find("s3cret") == std::string::npos);
  CHECK(stored.find("\"id\": 1") != std::string::npos);
  stage.context.update_snapshots = false;
  CHECK(run("s3cret-two") == Outcome::passed);
}

TEST_CASE("cells of rows are masked before the table is laid out") {
  const Value rows(Value::Array{Value(Value::Array{78994, "2026-11-30", "pen"}),
                                Value(Value::Array{8, "2026-12-01", nullptr})});
  const Value masks = Value::object({{"$[*][0]", "<id>"}, {"re:20[0-9-]+", "<day>"}});
  CHECK(snapshot_table(rows, {"id", "day", "what"}, masks) ==
        "id    day    what\n<id>  <day>  pen\n<id>  <day>  NULL\n");
}

TEST_CASE("a status, an error or an exit code is told before what is missing because of it") {
  Stage stage;
  stage.environment.on_http = answering(404, "{}");
  const Attempt attempt = stage.run_steps(
      "steps: [{http: GET http://a/, expect: {json: {$.ok: true}}}]\n");
  CHECK(first_failure(attempt) == "expected status below 400, got 404");
  CHECK(attempt.steps.at(0).checks.size() == 2);
}

TEST_CASE("a snapshot that nothing expects is an orphan") {
  const ScenarioFile file = read_scenarios(
      "scenario: A b\nkind: unit\nexamples: [{n: 1}, {n: 2}]\nsteps:\n"
      "  - {sql: x, expect: {value: {snapshot: one}}}\n"
      "  - {wait: {sql: x, expect: {value: {snapshot: \"of-${n}\"}}}}\n",
      "dir/s.yaml");
  CHECK(findings_of(file) == "");
  const std::string folder = "dir/__snapshots__/s/";
  CHECK(orphan_snapshots(file.scenarios, {folder + "a-b-1.one.snap", folder + "a-b-2.one.snap",
                                          folder + "a-b-1.of-x.snap"})
            .empty());
  CHECK(orphan_snapshots(file.scenarios,
                         {folder + "a-b-3.one.snap", folder + "a-b-1.two.snap", "dir/s.yaml"}) ==
        std::vector<std::string>{folder + "a-b-3.one.snap", folder + "a-b-1.two.snap"});
}

TEST_CASE("a declared secret is hidden from the start, where it is written and where it is used") {
  Stage stage;
  stage.environment.redis_client.answer = [](const std::vector<std::string>& words) {
    return Result<RedisReply>(RedisReply{Value(words[1]), "string"});
  };
  const Attempt attempt = stage.run_steps(
      "vars: {pin: open-sesame, other: \"x-${pin}\"}\nsecrets: [pin]\n"
      "steps: [{redis: \"GET ${other}\", expect: {value: x-OPEN-sesame}}]\n");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(lines_of(attempt).find("sesame") == std::string::npos);
  CHECK(stage.redactor.redact("vars: {pin: open-sesame}") == "vars: {pin: ***}");
}

TEST_CASE("a fault is done, and taken back when its time is over") {
  Memory memory;
  std::vector<std::string> faults;
  memory.stage.environment.on_fault = [&](const Fault& fault) {
    faults.push_back(std::string(to_text(fault.kind)) + " " + fault.target + fault.to +
                     (fault.end ? " end" : ""));
    return Result<Done>(Done{});
  };
  const Attempt attempt = memory.stage.run_steps(
      "steps:\n"
      "  - {fault: {pause: backend/app}, for: 1s}\n"
      "  - {fault: {latency: {to: mysql, delay: 100ms}}, for: 1h}\n"
      "  - {redis: GET a, expect: {value: x}, retry: {for: 2s, every: 600ms}}\n"
      "finally: [{fault: {restart: redis}}, {fault: {pause: backend/app}, for: 1h}]\n");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(faults == std::vector<std::string>{"pause backend/app", "latency mysql",
                                           "pause backend/app end", "latency mysql end",
                                           "restart redis", "pause backend/app",
                                           "pause backend/app end"});
}

TEST_CASE("a multipart request carries texts and files") {
  Stage stage;
  TemporaryFolder folder;
  folder.write("a.png", "PNG");
  stage.context.project_folder = folder.path();
  HttpRequest sent;
  stage.environment.on_http = [&](const HttpRequest& request) {
    sent = request;
    return Result<HttpResponse>(HttpResponse{.status = 200});
  };
  const Attempt attempt = stage.run_steps(
      "steps:\n  - http: POST http://a/\n    multipart: {name: Ada, picture: {file: a.png, type: "
      "image/png}}\n    expect: {status: 201}\n");
  INFO(lines_of(attempt));
  CHECK(attempt.outcome == Outcome::failed);
  const std::string type = *find_header(sent.headers, "Content-Type");
  const std::string boundary = type.substr(type.find('=') + 1);
  CHECK(sent.body == "--" + boundary +
                         "\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAda\r\n--" +
                         boundary +
                         "\r\nContent-Disposition: form-data; name=\"picture\"; "
                         "filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--" +
                         boundary + "--\r\n");
  CHECK(attempt.steps[0].repro == "curl -i -L --compressed --form-string name=Ada -F 'picture=@" +
                                      folder.path() + "/a.png;type=image/png' http://a/");
}

TEST_CASE("a budget is a ratio to a bare request of the same run") {
  Stage stage;
  stage.environment.on_http = [&](const HttpRequest& request) {
    const bool bare = request.url == "http://a/bare";
    return Result<HttpResponse>(
        HttpResponse{.status = 200, .duration = Milliseconds(bare ? 2 : 9)});
  };
  const std::string step =
      "steps:\n  - {http: GET http://a/, baseline: http://a/bare, samples: 5, expect: {ratio: "
      "{lt: ";
  CHECK(stage.run_steps(step + "5}}}\n").outcome == Outcome::passed);
  const Attempt slow = stage.run_steps(step + "4}}}\n");
  CHECK(slow.outcome == Outcome::failed);
  CHECK(lines_of(slow).find("ratio lt 4 / 4.5") != std::string::npos);
  int sent = 0;
  stage.environment.on_http = [&](const HttpRequest& request) {
    const bool bad = request.url == "http://a/" && ++sent < 5;
    return Result<HttpResponse>(HttpResponse{.status = bad ? 500 : 200, .duration = Milliseconds(1)});
  };
  const Attempt uneven = stage.run_steps(step + "5}}}\n");
  CHECK(uneven.outcome == Outcome::failed);
  CHECK(uneven.steps.at(0).error->seen == "500 and 200");
}

TEST_CASE("the schema for editors accepts what the reader reads, and refuses what it refuses") {
  const Value schema = scenario_schema();
  CHECK_FALSE(schema_problem(schema));
  const auto good = parse_yaml(R"(scenario: s
kind: regression
issue: X-1
vars: {a: 1}
steps:
  - {http: POST http://a/, json: {a: 1}, expect: {status: 2xx}, capture: {id: $.id, t: {from: body, filter: [trim]}}}
  - {wait: {redis: GET a, expect: {value: x}}, for: 2s}
  - {fault: {latency: {to: mysql, delay: 100ms}}, for: 1s}
  - {exec: [a, 1], in: a/b, report: {tap: "-"}}
)",
                               "s.yaml");
  REQUIRE(good);
  const auto fine = schema_violations(schema, good->front());
  REQUIRE(fine);
  CHECK(fine->empty());
  for (const char* text : {"{scenario: s, kind: unti, steps: []}", "{scenario: s, kind: unit}",
                           "{scenario: s, kind: unit, steps: [], stesp: []}",
                           "{scenario: s, kind: unit, steps: [{http: GET x, bdy: 1}]}",
                           "{scenario: s, kind: unit, steps: [{sql: x, timeout: soon}]}"}) {
    const auto bad = parse_yaml(text, "s.yaml");
    REQUIRE(bad);
    const auto found = schema_violations(schema, bad->front());
    REQUIRE(found);
    CAPTURE(text);
    CHECK_FALSE(found->empty());
  }
}

TEST_CASE("the tables of keys are what the reader knows") {
  const auto knows = [](const std::string& yaml, const std::string& key) {
    for (const Finding& finding : read_scenarios(yaml, "s.yaml").findings)
      if (finding.rule == "unknown-key" &&
          finding.message.find("\"" + key + "\"") != std::string::npos)
        return false;
    return true;
  };
  for (const std::string& key : names_of(scenario_keys()))
    CHECK(knows("scenario: s\n" + key + ": {}\n", key));
  for (const VerbRule& rule : verb_rules()) {
    if (rule.attempt == nullptr) continue;
    for (const std::string& key : names_of(rule.keys))
      CHECK(knows("scenario: s\nsteps: [{" + std::string(rule.name) + ": x, " + key + ": {}}]\n",
                  key));
    for (const std::string& key : names_of(step_keys()))
      CHECK(knows("scenario: s\nsteps: [{" + std::string(rule.name) + ": x, " + key + ": {}}]\n",
                  key));
  }
}

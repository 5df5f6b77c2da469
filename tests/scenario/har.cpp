// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/har_scenario.h"
#include "emulator/scenario/har_values.h"
#include "emulator/scenario/scenario.h"
#include "emulator/scenario/yaml_text.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

Value header(const char* name, const char* value) {
  return Value::object({{"name", name}, {"value", value}});
}

Value entry(const char* method, const std::string& url, const char* kind, int status,
            const std::string& answer, Value sent = {}, Value answer_headers = Value::array()) {
  Value request = Value::object(
      {{"method", method},
       {"url", url},
       {"headers", Value(Value::Array{header("User-Agent", "x"), header("sec-ch-ua", "x"),
                                      header("X-Shop", "uk")})}});
  if (!sent.is_null()) request.set("postData", std::move(sent));
  return Value::object(
      {{"startedDateTime", "2026-03-05T10:00:00.000Z"},
       {"_resourceType", kind},
       {"request", std::move(request)},
       {"response", Value::object({{"status", status},
                                   {"headers", std::move(answer_headers)},
                                   {"content", Value::object({{"text", answer}})}})}});
}

Value json_sent(const char* text) {
  return Value::object({{"mimeType", "application/json"}, {"text", text}});
}

Value har(Value::Array entries) {
  return Value::object(
      {{"log", Value::object({{"version", "1.2"}, {"entries", Value(std::move(entries))}})}});
}

const HarHosts hosts{{"127.0.0.1:8080", "${task.frontend}"}};

Value shop() {
  const std::string at = "http://127.0.0.1:8080";
  return har(
      {entry(
           "GET", at + "/", "document", 200,
           "<title>Shop</title><input type=\"hidden\" name=\"csrf\" value=\"a1b2c3d4e5f6a7b8c9\">"),
       entry("GET", at + "/style.css", "stylesheet", 200, "p {}"),
       entry("GET", at + "/api/launches", "fetch", 200,
             R"({"launches":[{"id":17,"title":"A ${x}","now":"2026-03-05T10:00:00Z"}],"took":12})"),
       entry("POST", at + "/api/session", "xhr", 201,
             R"({"token":"eyJhbGciOiJIUzI1NiJ9.e30.abc123","user":null})",
             json_sent(R"({"email":"ada@example.com","csrf":"a1b2c3d4e5f6a7b8c9"})"),
             Value(Value::Array{header("Set-Cookie", "sid=0123456789abcdef0123; HttpOnly")})),
       entry("GET", at + "/api/launches/17/entries?launch=17&page=1", "fetch", 200, R"([])"),
       entry("POST", at + "/api/launches/17/entries", "fetch", 201,
             R"({"id":5,"ref":"6f1c7a52-5f0f-4d5e-9d3c-0c8f7a6b5e4d","launch_id":17})",
             json_sent(R"({"launch_id":17,"size":"UK 9"})")),
       entry("GET", at + "/api/entries/5", "fetch", 304, ""),
       entry("OPTIONS", at + "/api/entries/5", "fetch", 204, ""),
       entry("GET", at + "/old", "document", 302, "")});
}

}  // namespace

TEST_CASE("a recording becomes a scenario that people can read") {
  const auto scenario = scenario_of_har(shop(), "a visit", hosts);
  REQUIRE(scenario);
  CHECK(test::golden("scenario/har", to_yaml(*scenario)));
  // What is printed is what is run.
  const ScenarioFile printed = read_scenarios(to_yaml(*scenario), "a.yaml");
  for (const Finding& finding : printed.findings) MESSAGE(finding.rule << ": " << finding.message);
  CHECK(printed.findings.empty());
  REQUIRE(printed.scenarios.size() == 1);
  const ScenarioFile direct = read_scenario_documents({*scenario}, "a.har");
  REQUIRE(direct.scenarios.size() == 1);
  REQUIRE(direct.scenarios[0].steps.size() == printed.scenarios[0].steps.size());
  for (size_t i = 0; i < direct.scenarios[0].steps.size(); ++i)
    CHECK(to_json(direct.scenarios[0].steps[i].body) ==
          to_json(printed.scenarios[0].steps[i].body));
}

TEST_CASE("a replay sends the ids and tokens that it is given") {
  const auto scenario = scenario_of_har(
      har({entry("POST", "http://backend/api/things", "fetch", 201, R"({"id":7,"name":"a"})",
                 json_sent(R"({"name":"a"})")),
           entry("GET", "http://backend/api/things/7", "fetch", 200, R"({"name":"a"})")}),
      "s", {});
  REQUIRE(scenario);
  const ScenarioFile file = read_scenario_documents({*scenario}, "a.har");
  REQUIRE(file.findings.empty());
  test::Stage stage;
  std::string asked;
  stage.environment.on_http = [&](const HttpRequest& request) -> Result<HttpResponse> {
    asked = request.url;
    return test::json_response(request.method == "POST" ? 201 : 200, R"({"id":99,"name":"a"})");
  };
  CHECK(run_scenario(file.scenarios[0], stage.context, stage.cases).outcome == Outcome::passed);
  CHECK(asked == "http://backend/api/things/99");
  stage.environment.on_http = test::answering(201, R"({"id":99,"name":"b"})");
  CHECK(run_scenario(file.scenarios[0], stage.context, stage.cases).outcome == Outcome::failed);
}

TEST_CASE("a replay compares all that an answer says") {
  std::string many = "{";
  for (int i = 0; i < 60; ++i) many += "\"k" + std::to_string(i) + "\":\"ok\",";
  many += "\"end\":1}";
  struct Row {
    const char* method;
    const char* kind;
    std::string recorded;
    std::string answered;
  };
  for (const Row& row : std::vector<Row>{
           {"GET", "fetch", many, replace_all(many, "\"k59\":\"ok\"", "\"k59\":\"no\"")},
           {"POST", "fetch", R"({"code":0})", R"({"code":500})"},
           {"GET", "document", "<title lang=en>Thank you</title>", "<title lang=en>Error</title>"},
           {"GET", "xhr", "in stock", "sold out"}}) {
    CAPTURE(row.answered);
    const auto scenario =
        scenario_of_har(har({entry(row.method, "http://backend/a", row.kind, 200, row.recorded)}), "s", {});
    REQUIRE(scenario);
    const ScenarioFile file = read_scenario_documents({*scenario}, "a.har");
    REQUIRE(file.findings.empty());
    test::Stage stage;
    for (const std::string* body : {&row.recorded, &row.answered}) {
      stage.environment.on_http = test::answering(200, *body);
      CHECK((run_scenario(file.scenarios[0], stage.context, stage.cases).outcome == Outcome::passed) ==
            (body == &row.recorded));
    }
  }
}

TEST_CASE("what is no recording is refused") {
  CHECK(scenario_of_har(Value::object(), "s", {}).error().code == "bad-har");
  CHECK(scenario_of_har(har({}), "s", {}).error().code == "bad-har");
  CHECK(scenario_of_har(har({entry("GET", "http://a/x.png", "image", 200, "")}), "s", {})
            .error()
            .code == "bad-har");
}

TEST_CASE("what is different each time is known by its form") {
  const WallTime now = from_rfc3339("2026-03-05T10:00:00Z");
  const auto type = [&](const char* key, Value value) {
    const Value wanted = expected_type(key, value, now);
    return wanted.is_null() ? std::string() : wanted.find("type")->as_text();
  };
  CHECK(type("at", "2026-03-05T11:00:00Z") == "date");
  CHECK(type("at", "2024-03-05T11:00:00Z") == "");
  CHECK(type("ref", "6f1c7a52-5f0f-4d5e-9d3c-0c8f7a6b5e4d") == "uuid");
  CHECK(type("token", "0123456789abcdef0123") == "string");
  CHECK(type("took", 12) == "number");
  CHECK(type("title", "A pair of shoes") == "");
  CHECK(type("title", "court-classic-low-chalk") == "");
  CHECK(singular("entries") == "entry");
  CHECK(singular("launches") == "launch");
  CHECK(singular("address") == "address");
}

TEST_CASE("YAML keeps what a text is") {
  const Value value = Value::object({{"a", "5"},
                                     {"b", 5},
                                     {"c", "no"},
                                     {"d", "x: y"},
                                     {"e", ""},
                                     {"f", "two\nlines"},
                                     {"g", Value::array()},
                                     {"h", "true"},
                                     {"http", "GET ${task.a}/b?c=1"},
                                     {"[i]", "#"},
                                     {"j", nullptr}});
  const auto read = parse_yaml(to_yaml(value), "");
  REQUIRE(read);
  REQUIRE(read->size() == 1);
  CHECK(to_json((*read)[0]) == to_json(value));
}

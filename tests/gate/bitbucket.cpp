// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <thread>

#include "emulator/base/text.h"
#include "emulator/gate/bitbucket_repository.h"
#include "tests/gate/fake_bitbucket.h"

using namespace gonogo;
using test::BitbucketStage;
using test::completed;
using test::in_progress;
using test::json_answer;
using test::pipeline_json;

namespace {

const std::string refusal_words =
    R"({"type":"error","error":{"message":"Not today","detail":"ask later"}})";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// What differs from run to run.
std::string without_port(const BitbucketStage& stage) {
  return replace_all(stage.said, stage.bitbucket.base(), "http://127.0.0.1:PORT/2.0");
}

// "timed out after 201 milliseconds": how long exactly is no matter of ours.
std::string without_times(std::string text) {
  constexpr std::string_view before = "timed out after ";
  for (size_t at = 0; (at = text.find(before, at)) != std::string::npos;) {
    at += before.size();
    text.replace(at, text.find(' ', at) - at, "N");
  }
  return text;
}

std::string of_verdict(const BitbucketStage& stage) {
  return R"([{"key":"GONOGO_VERDICT_SHA256","value":")" + stage.digest() + "\"}]";
}

test::FakeBitbucket::Answer says(const std::string& status, const std::string& body) {
  return [=](const std::string&) { return json_answer(status, body); };
}

/// What Bitbucket does, and what the gate must do about it; its words are golden.
struct Row {
  const char* name;
  std::function<void(BitbucketStage&)> prepare;
  int code;
  size_t posts;
  bool needs_reason;  ///< afterwards, before another try
};

const std::vector<Row>& answers_to_start() {
  static const auto answer = [](const char* status, const std::string& body) {
    return [=](BitbucketStage& s) { s.bitbucket.start = says(status, body); };
  };
  static const std::vector<Row> rows{
      {"started", [](BitbucketStage&) {}, 0, 1, false},
      {"400", answer("400 Bad Request", refusal_words), 5, 1, false},
      {"401", answer("401 Unauthorized", refusal_words), 5, 1, false},
      {"403", answer("403 Forbidden", refusal_words), 5, 1, false},
      {"404", answer("404 Not Found", refusal_words), 5, 1, false},
      {"409", answer("409 Conflict", refusal_words), 5, 1, false},
      {"429", answer("429 Too Many Requests", "Rate limit for this resource has been exceeded"), 5,
       4, false},
      {"500", answer("500 Internal Server Error", "<html>sorry</html>"), 5, 1, true},
      {"503", answer("503 Service Unavailable", refusal_words), 5, 1, true},
      {"redirect",
       [](BitbucketStage& s) {
         s.bitbucket.start = [](const std::string&) {
           return test::http_response("302 Found", {"Location: https://elsewhere.example/"}, "");
         };
       },
       5, 1, true},
      {"echoes the token", answer("403 Forbidden", R"({"error":{"message":"ATCTT3-very-secret"}})"), 5,
       1, false},
      {"slow",
       [](BitbucketStage& s) {
         s.bitbucket.start = [](const std::string&) {
           std::this_thread::sleep_for(Milliseconds(350));
           return std::string();
         };
       },
       5, 1, true},
      {"closes without answer",
       [](BitbucketStage& s) { s.bitbucket.start = [](const std::string&) { return ""; }; }, 5, 1,
       true},
      {"cut in the middle",
       [](BitbucketStage& s) {
         s.bitbucket.start = [](const std::string&) {
           return "HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{\"uuid\":";
         };
       },
       5, 1, true},
      {"no JSON", answer("201 Created", "started!"), 5, 1, true},
      {"no pipeline", answer("201 Created", "{}"), 5, 1, true},
      {"a uuid that is a path", answer("201 Created", R"({"uuid":"{../../x}","build_number":1})"), 5,
       1, true},
      {"another branch", answer("201 Created", replace_all(pipeline_json(in_progress()), "\"main\"",
                                                           "\"develop\"")),
       5, 1, true},
      {"another pipeline",
       answer("201 Created", replace_all(pipeline_json(in_progress()), "deploy-fargate", "drop-all")),
       5, 1, true},
      {"another commit",
       [](BitbucketStage& s) {
         s.trigger.commit = "8e00000000000000000000000000000000000000";
         s.bitbucket.start = says("201 Created", pipeline_json(in_progress()));
       },
       5, 1, true},
  };
  return rows;
}

const std::vector<Row>& looks_before() {
  static const std::vector<Row> rows{
      {"started by another gate",
       [](BitbucketStage& s) {
         s.bitbucket.list = says("200 OK", R"({"values":[)" +
                                               pipeline_json(in_progress(), of_verdict(s)) + "]}");
       },
       0, 0, false},
      {"failed at another gate",
       [](BitbucketStage& s) {
         const std::string failed = pipeline_json(completed("FAILED"), of_verdict(s));
         s.bitbucket.list = says("200 OK", R"({"values":[)" + failed + "]}");
         s.bitbucket.look = says("200 OK", failed);
       },
       5, 0, true},
      {"of another verdict",
       [](BitbucketStage& s) {
         const std::string other = R"([{"key":"GONOGO_VERDICT_SHA256","value":"00"}])";
         s.bitbucket.list =
             says("200 OK", R"({"values":[)" + pipeline_json(in_progress(), other) + "]}");
       },
       0, 1, false},
      {"of another trigger",
       [](BitbucketStage& s) {
         s.trigger.variables = {{"SERVICE", "frontend"}};
         s.bitbucket.list = says("200 OK", R"({"values":[)" +
                                               pipeline_json(in_progress(), of_verdict(s)) + "]}");
       },
       0, 1, false},
      {"from before the verdict",
       [](BitbucketStage& s) {
         s.bitbucket.list = says(
             "200 OK", R"({"values":[)" +
                           pipeline_json(in_progress(), "[]", "2026-11-24T11:00:00Z") + "]}");
       },
       0, 1, false},
      {"without variables",
       [](BitbucketStage& s) {
         s.bitbucket.list = says("200 OK", R"({"values":[)" + pipeline_json(in_progress()) + "]}");
       },
       5, 0, false},
      {"the list is refused",
       [](BitbucketStage& s) { s.bitbucket.list = says("403 Forbidden", refusal_words); }, 5, 0, false},
      {"the list is no list", [](BitbucketStage& s) { s.bitbucket.list = says("200 OK", "{}"); }, 5, 0,
       false},
      {"started although the answer was lost",
       [](BitbucketStage& s) {
         s.bitbucket.start = [&s](const std::string&) {
           s.bitbucket.list = says("200 OK", R"({"values":[)" +
                                                 pipeline_json(in_progress(), of_verdict(s)) + "]}");
           return "";
         };
       },
       0, 1, false},
  };
  return rows;
}

const std::vector<Row>& ends() {
  static const auto look = [](const std::string& state) {
    return [=](BitbucketStage& s) { s.bitbucket.look = says("200 OK", pipeline_json(state)); };
  };
  static const std::vector<Row> rows{
      {"SUCCESSFUL", [](BitbucketStage&) {}, 0, 1, false},
      {"FAILED", look(completed("FAILED")), 5, 1, true},
      {"STOPPED", look(completed("STOPPED")), 5, 1, true},
      {"EXPIRED", look(completed("EXPIRED")), 5, 1, true},
      {"ERROR", look(R"({"name":"COMPLETED","result":{"name":"ERROR","error":{"key":"x","message":)"
                     R"("no such step"}}})"),
       5, 1, true},
      {"an unknown result", look(completed("SUCCESSFULLY_IGNORED")), 5, 1, true},
      {"no result", look(R"({"name":"COMPLETED"})"), 5, 1, true},
      {"an unknown state", look(R"({"name":"DREAMING"})"), 5, 1, true},
      {"PAUSED", look(in_progress("PAUSED")), 5, 1, true},
      {"HALTED", look(in_progress("HALTED")), 5, 1, true},
      {"for ever", look(in_progress()), 5, 1, true},
      {"unwell for ever",
       [](BitbucketStage& s) { s.bitbucket.look = says("502 Bad Gateway", ""); }, 5, 1, true},
      {"the token is taken away",
       [](BitbucketStage& s) { s.bitbucket.look = says("401 Unauthorized", refusal_words); }, 5, 1,
       true},
      {"another commit",
       [](BitbucketStage& s) {
         s.bitbucket.look = says("200 OK", replace_all(pipeline_json(completed("SUCCESSFUL")),
                                                       "7f0000", "8e0000"));
       },
       5, 1, true},
      {"another pipeline",
       [](BitbucketStage& s) {
         s.bitbucket.look = says(
             "200 OK", replace_all(pipeline_json(completed("SUCCESSFUL")), "1287", "1288"));
       },
       5, 1, true},
  };
  return rows;
}

std::string try_all(const std::vector<Row>& rows, bool wait) {
  std::string all;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    BitbucketStage stage;
    row.prepare(stage);
    stage.options.wait = wait;
    CHECK(stage.gate() == row.code);
    CHECK(stage.bitbucket.posts() == row.posts);
    CHECK_FALSE(stage.has_said("very-secret"));
    all += "== " + std::string(row.name) + "\n" + without_times(without_port(stage));
    const std::string ledger = test::read_text(stage.ledger_file());
    CHECK_FALSE(has(ledger, "very-secret"));
    stage.bitbucket.start = says("201 Created", pipeline_json(in_progress()));
    if (row.code == 0 || row.needs_reason) {
      // Whatever Bitbucket says now, the ledger decides.
      CHECK(stage.gate() == row.code);
      CHECK(stage.bitbucket.posts() == row.posts);
      CHECK(stage.has_said(row.code == 0 ? "nothing to do" : "--again REASON"));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("every answer to a start has its sentence, and none is taken for a start that was not") {
  CHECK(test::golden("gate/start", try_all(answers_to_start(), false)));
}

TEST_CASE("before a start Bitbucket is asked whether another gate did it") {
  CHECK(test::golden("gate/look_up", try_all(looks_before(), false)));
}

TEST_CASE("only SUCCESSFUL is success; a pipeline is followed by its deadline") {
  CHECK(test::golden("gate/follow", try_all(ends(), true)));
}

TEST_CASE("the request names the orchestrator's ref and hands over what was judged") {
  BitbucketStage stage;
  stage.folder.write("run/verdict.dsse.json", R"({"payload":"e30="})");
  stage.world.environment["BITBUCKET_TAG"] = "v1.4.0";
  stage.trigger.variables = {{"SERVICE", "backend"}};
  REQUIRE(stage.gate() == 0);
  const std::string request = stage.bitbucket.requests().back();
  CHECK(has(request, "\r\nAuthorization: Bearer ATCTT3-very-secret\r\n"));
  const auto body = parse_json(request.substr(request.find("\r\n\r\n") + 4), "request");
  REQUIRE(body);
  CHECK(test::golden("gate/request", replace_all(to_json(*body, 2), stage.digest(), "DIGEST") + "\n"));
}

TEST_CASE("an API token goes with its user") {
  BitbucketStage stage;
  stage.trigger.user = "ci@example.com";
  REQUIRE(stage.gate() == 0);
  CHECK(has(stage.bitbucket.requests().back(),
            "\r\nAuthorization: Basic " + to_base64("ci@example.com:ATCTT3-very-secret") + "\r\n"));
}

TEST_CASE("only in this very repository the pipeline runs at the tested commit") {
  struct Case {
    const char* repository;
    const char* pinned;
    const char* wanted;
  };
  const std::string pin(40, 'a');
  const Case cases[] = {{"end/launches", "", ""},
                        {"", "", ""},
                        {"END/Orchestrator", "", "4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8"},
                        {"end/launches", pin.c_str(), pin.c_str()}};
  for (const Case& one : cases) {
    CAPTURE(one.repository);
    BitbucketStage stage;
    stage.options.repository = one.repository;
    stage.trigger.commit = one.pinned;
    stage.bitbucket.start =
        says("201 Created", replace_all(pipeline_json(in_progress()),
                                        "7f00000000000000000000000000000000000000", one.wanted));
    CHECK(stage.gate() == 0);
    const std::string target = R"("commit":{"type":"commit","hash":")";
    CHECK(has(stage.bitbucket.requests().back(), target) == (*one.wanted != '\0'));
    if (*one.wanted != '\0') CHECK(has(stage.bitbucket.requests().back(), target + one.wanted));
  }
}

TEST_CASE("a dry run shows the request without the token and asks nobody") {
  BitbucketStage stage;
  stage.options.dry_run = true;
  stage.folder.write("run/verdict.dsse.json", std::string(3000, 'x'));
  CHECK(stage.gate() == 0);
  CHECK(stage.bitbucket.requests().empty());
  CHECK(test::golden("gate/dry_run", replace_all(without_port(stage), stage.digest(), "DIGEST")));
  stage.world.environment.erase("GONOGO_BITBUCKET_TOKEN");
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("POST http://127.0.0.1:"));
  CHECK(stage.has_said("refused: the token of end/orchestrator is not in GONOGO_BITBUCKET_TOKEN"));
}

TEST_CASE("a token goes only to Bitbucket or to this machine") {
  for (const char* url : {"https://api.bitbucket.org.example.com/2.0", "http://127.0.0.1.example.com/",
                          "http://api.bitbucket.org/2.0", "http://127.0.0.1:80@example.com/",
                          "http://127.0.0.1:123456/", "http://10.0.0.1:80", "file:///etc/passwd"}) {
    CAPTURE(url);
    BitbucketStage stage;
    stage.world.environment["BITBUCKET_API_URL"] = url;
    CHECK(stage.gate() == 5);
    CHECK(stage.has_said("refused: BITBUCKET_API_URL is \""));
  }
}

TEST_CASE("with a reason it is started once more, whatever Bitbucket knows of the first time") {
  BitbucketStage stage;
  REQUIRE(stage.gate() == 0);
  stage.bitbucket.list = says("200 OK", R"({"values":[)" +
                                            pipeline_json(in_progress(), of_verdict(stage)) + "]}");
  stage.options.again = "rolled back";
  CHECK(stage.gate() == 0);
  CHECK(stage.bitbucket.posts() == 2);
  // The one from before is not taken for the one whose answer was lost.
  stage.bitbucket.start = [](const std::string&) { return ""; };
  CHECK(stage.gate() == 5);
  CHECK(stage.bitbucket.posts() == 3);
}

TEST_CASE("nothing is asked for a verdict that does not open the gate") {
  BitbucketStage stage;
  stage.sample.checkout.dirty = true;
  CHECK(stage.gate() == 5);
  CHECK(stage.bitbucket.requests().empty());
}

TEST_CASE("the repository of a git URL") {
  CHECK(repository_of_url("git@bitbucket.org:end/launches.git") == "end/launches");
  CHECK(repository_of_url("https://x-token-auth:t@bitbucket.org/end/launches.git") == "end/launches");
  CHECK(repository_of_url("http://bitbucket.org/end/launches") == "end/launches");
  CHECK(repository_of_url("ssh://git@bitbucket.org/end/launches/") == "end/launches");
  CHECK(repository_of_url("https://github.com/end/launches.git").empty());
  CHECK(repository_of_url("https://bitbucket.org.example.com/end/launches").empty());
  CHECK(repository_of_url("https://bitbucket.org/end").empty());
  CHECK(repository_of_url("/srv/end/launches").empty());
  CHECK(repository_of_url("").empty());
}

// SPDX-License-Identifier: Apache-2.0
// The command that is told for a request, typed in a shell, sends the same request.
#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "tests/scenario/fake_environment.h"
#include "tests/scenario/raw_server.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

/// What came in, each request in lines whose headers are in order; who sent it aside.
class Recorder {
 public:
  std::string url() const { return server_.url(""); }
  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(requests_, {});
  }

 private:
  void record(const RawServer& self, int client) {
    std::string text;
    char bytes[4096];
    while (self.wait_for(client)) {
      const ssize_t size = recv(client, bytes, sizeof bytes, 0);
      if (size <= 0) return;
      text.append(bytes, static_cast<size_t>(size));
      if (is_whole(text)) break;
    }
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(normalised(text));
    }
    RawServer::say(client,
                   "HTTP/1.1 200 OK\r\nSet-Cookie: sid=a b\r\nContent-Length: 0\r\n"
                   "Connection: close\r\n\r\n");
  }

  static bool is_whole(const std::string& text) {
    const size_t head = text.find("\r\n\r\n");
    const size_t length = to_lower(text).find("content-length: ");
    if (head == std::string::npos) return false;
    return length == std::string::npos ||
           text.size() >= head + 4 + std::stoul(text.substr(length + 16));
  }

  static std::string normalised(const std::string& text) {
    const size_t head = text.find("\r\n\r\n");
    auto lines = split_lines(replace_all(text.substr(0, head), "\r", ""));
    std::erase_if(lines, [](const std::string& line) { return line.starts_with("User-Agent:"); });
    std::sort(lines.begin() + 1, lines.end());
    return join(lines, "\n") + "\n\n" + text.substr(head + 4);
  }

  std::mutex mutex_;
  std::vector<std::string> requests_;
  const RawServer server_{[this](RawServer& self, int client) { record(self, client); }};
};

}  // namespace

TEST_CASE("the curl command of a request sends the same request") {
  REQUIRE(find_program("curl"));
  TemporaryFolder folder;
  folder.write("body.bin", "@file's \"bytes\"");
  SystemClock clock;
  RealProcesses processes;
  World world{.clock = clock, .processes = processes};
  RealHttp environment;
  Redactor redactor;
  ScenarioContext context{.world = world,
                          .environment = environment,
                          .redactor = redactor,
                          .project_folder = folder.path()};
  Recorder recorder;
  // It is told where a step fails.
  std::string yaml;
  int number = 0;
  for (const char* step :
       {"http: GET URL/a/../b?c=1&d=%20",
        "http: \"POST URL/\"\n    json: {it's: \"a \\\"b\\\" $c\"}",
        "http: PUT URL/x\n    body: '@plain text'", "http: PATCH URL/x\n    file: body.bin",
        "http: POST URL/\n    form: {a: [1, 2], b: 'x&y'}", "http: DELETE URL/x",
        "http: POST URL/empty", "http: GET URL/\n    headers: {X-Empty: '', Accept: text/plain}",
        "http: GET URL/\n    query: {q: a b}\n    cookies: false"})
    yaml += "---\nscenario: s" + std::to_string(++number) + "\nkind: acceptance\nsteps:\n  - " +
            replace_all(step, "URL", recorder.url()) + "\n    expect: {status: 299}\n";
  // A cookie that an earlier answer set.
  yaml += "---\nscenario: s\nkind: acceptance\nsteps:\n  - {http: GET " + recorder.url() +
          "/in}\n  - {http: GET " + recorder.url() + "/at, expect: {status: 299}}\n";
  const ScenarioFile file = read_scenarios(yaml, "s.yaml");
  for (const Finding& finding : file.findings) FAIL(finding.message);
  REQUIRE(file.scenarios.size() == 10);
  for (const Scenario& scenario : file.scenarios) {
    std::vector<CaseResult> cases;
    const Attempt attempt = run_scenario(scenario, context, cases);
    const StepResult& step = attempt.steps.back();
    CAPTURE(step.repro);
    REQUIRE(step.outcome == Outcome::failed);
    const std::string ours = recorder.take().back();
    const auto typed = processes.run({.argv = {"sh", "-c", step.repro + " -s"}});
    REQUIRE(typed);
    CHECK(typed->status.success());
    CHECK(recorder.take() == std::vector<std::string>{ours});
  }
}

TEST_CASE("curl is led to a published task, whose name this machine does not know") {
  Stage stage;
  stage.environment.on_http = answering(200, "{}");
  for (const auto& [task, command] :
       {std::pair{
            "frontend",
            "curl -i -L --compressed --connect-to frontend:80:127.0.0.1:8080 http://frontend/a"},
        std::pair{"backend", "curl -i -L --compressed http://backend:8080/a"}}) {
    const Attempt attempt = stage.run_steps("steps:\n  - {http: \"GET ${task." + std::string(task) +
                                            "}/a\", expect: {status: 299}}\n");
    CHECK(attempt.steps[0].repro == command);
  }
}

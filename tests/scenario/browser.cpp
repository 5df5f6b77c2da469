// SPDX-License-Identifier: Apache-2.0
// Real chromium by real chromedriver, on pages that need no server.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "emulator/scenario/browser_keys.h"
#include "emulator/scenario/text_forms.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

/// Programs run beside the test instead of in a VPC.
struct LocalEnvironment final : Environment {
  test::FakeEnvironment fake{};
  std::vector<Child> children{};

  ~LocalEnvironment() override { kill_all(); }
  void kill_all() {
    for (const Child& child : children) {
      kill(-child.pid, SIGKILL);
      waitpid(child.pid, nullptr, 0);
    }
    children.clear();
  }
  Result<Descriptor> start_program(const ProgramRequest& request) override {
    auto child = spawn({.argv = request.argv,
                        .environment = request.environment,
                        .out = request.output,
                        .err = request.output,
                        .die_with_parent = true});
    if (!child) return fail(child.error());
    children.push_back(std::move(*child));
    return Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
  }
  std::unique_ptr<HttpClient> program_http() override { return make_http_client({}); }
  const EnvironmentPlan& plan() const override { return fake.plan(); }
  std::unique_ptr<HttpClient> http() override { return fake.http(); }
  Result<SqlClient*> sql(const std::string& name) override { return fake.sql(name); }
  Result<RedisClient*> redis(const std::string& name) override { return fake.redis(name); }
  Result<RunOutcome> exec(const ExecRequest& request) override { return fake.exec(request); }
  Result<std::string> read(const std::string& container, const std::string& path,
                           size_t limit) override {
    return fake.read(container, path, limit);
  }
  Result<Done> fault(const Fault&, Milliseconds) override { return Done{}; }
  std::optional<Loss> loss() override { return std::nullopt; }
  std::vector<TimelineEntry> timeline() override { return {}; }
  std::vector<RefusedCall> refused() override { return {}; }
  Result<Value> describe() override { return Value::object(); }
  std::vector<std::string> log_lines(const std::string&, WallTime, size_t) override { return {}; }
  std::string log_folder() const override { return {}; }
  std::uint16_t published_port(const std::string&) const override { return 0; }
};

struct BrowserStage {
  SystemClock clock{};
  test::FakeProcesses processes{};
  World world{.clock = clock, .processes = processes};
  LocalEnvironment environment{};
  Redactor redactor{};
  test::TemporaryFolder folder{};
  ScenarioContext context{.world = world,
                          .environment = environment,
                          .redactor = redactor,
                          .project_folder = folder.path(),
                          .evidence_folder = folder.path() + "/evidence"};
  std::vector<CaseResult> cases{};

  Attempt run(const std::string& steps) {
    const ScenarioFile file =
        read_scenarios("scenario: in a browser\nkind: acceptance\nsteps:\n" + steps, "s.yaml");
    for (const Finding& finding : file.findings) MESSAGE(finding.rule << ": " << finding.message);
    REQUIRE(file.findings.empty());
    return run_scenario(file.scenarios[0], context, cases);
  }
};

bool has_browser() {
  if (find_program("chromedriver") && path_exists("/usr/lib/chromium")) return true;
  MESSAGE("skipped: chromium and chromedriver are not installed");
  return false;
}

std::string page(const std::string& body) {
  return "data:text/html," +
         encode_url("<!DOCTYPE html><meta charset=utf-8><title>A form</title>" + body);
}

std::string told(const Attempt& attempt) {
  std::string text;
  for (const StepResult& step : attempt.steps) {
    text += step.name + ": " + std::string(to_text(step.outcome)) + "\n";
    if (step.error) text += "  " + to_text(*step.error);
    for (const CheckResult& check : step.checks)
      if (!check.passed)
        text += "  " + check.what + " " + check.op + " " + check.expected + ", got " +
                check.actual + "\n";
  }
  return text;
}

const std::string form = page(R"html(
<h1>Order</h1>
<label>Name <input id=name value="old"></label>
<label for=size>Size</label><select id=size><option>UK 8</option><option>UK 9</option></select>
<label><input type=checkbox id=terms checked> Terms</label>
<label>Picture <input type=file id=file></label>
<button disabled>Never</button>
<a href="#a">More</a> <a href="#b">More</a>
<button onclick="setTimeout(() => document.getElementById('out').textContent =
  ['name', 'size'].map((id) => document.getElementById(id).value).concat(
  document.getElementById('terms').checked, document.getElementById('file').files[0]?.name).join('|'), 60)">Send</button>
<p id=out></p><p hidden>secret words</p>
<script>console.error('a console error')</script>)html");

}  // namespace

TEST_CASE("a browser does what it is told, and keeps what it saw") {
  if (!has_browser()) return;
  BrowserStage stage;
  (void)stage.folder.write("photo.txt", "x");
  const Attempt attempt = stage.run(R"(  - name: fill in
    browser:
      - open: ")" + form + R"("
      - title: A form
      - see: Order
      - not_see: secret words
      - clear: Name
      - type: {into: Name, text: Ada}
      - press: Tab
      - select: {in: Size, option: UK 9}
      - uncheck: Terms
      - upload: {to: Picture, files: photo.txt}
      - see: {in: Name, text: Ada}
      - see: {in: {css: select}, text: UK 9}
  - name: send
    browser:
      - click: Send
      - see: Ada|UK 9|false|photo.txt
      - wait_for: {role: link, name: More, nth: 1}
      - screenshot: the end
      - script: return 6 * 7
    expect: {title: A form, script: 42, console: {size: 1}, requests: []}
)");
  CHECK_MESSAGE(attempt.outcome == Outcome::passed, told(attempt));
  REQUIRE(attempt.steps.size() == 2);
  CHECK(attempt.steps[0].output.find("a console error") != std::string::npos);
  const auto names = list_files(stage.context.evidence_folder);
  REQUIRE(names);
  std::string all = join(*names, "\n");
  CHECK(all ==
        "s.in-a-browser/01-step.png\ns.in-a-browser/02-console.txt\n"
        "s.in-a-browser/03-the-end.png\ns.in-a-browser/04-step.png\n"
        "s.in-a-browser/network.har");
  CHECK(test::read_text(stage.context.evidence_folder + "/s.in-a-browser/01-step.png")
            .starts_with("\x89PNG"));
}

TEST_CASE("what a browser can't do fails within the step's time, and says what is there") {
  if (!has_browser()) return;
  struct Row {
    std::string action;
    std::string code;  ///< "" when a check fails
    std::string words;
  };
  const std::vector<Row> rows{
      {"click: Sent", "target-missing", "did you mean \"Send\"?"},
      {"click: More", "target-ambiguous", "link \"More\", link \"More\""},
      {"click: Never", "target-disabled", "\"Never\" is disabled"},
      {"click: {css: \"p[hidden]\"}", "target-hidden", "p[hidden]"},
      {"select: {in: Size, option: UK 10}", "target-missing", "UK 8, UK 9"},
      {"upload: {to: Picture, files: none.txt}", "missing-file", "none.txt"},
      {"see: You are in", "", "Order"},
      {"see: \"${env.NO_SUCH_NAME:-}\"", "", ""},
      {"not_see: Order", "", "Order"},
      {"title: Another", "", "A form"},
      {"at: /done", "", "data:"},
      {"script: nonsense(", "browser-javascript-error", ""},
  };
  BrowserStage stage;
  auto first_of = [told = std::set<std::string>()](const std::string& code) mutable {
    return told.insert(code).second;
  };
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const Attempt attempt =
        stage.run("  - name: open\n    browser:\n      - open: \"" + form +
                  "\"\n  - name: act\n    timeout: 300ms\n    browser:\n      - " + row.action +
                  "\n    expect: {title: A form}\n");
    CHECK(attempt.outcome == Outcome::failed);
    REQUIRE(attempt.steps.size() == 2);
    const StepResult& step = attempt.steps[1];
    CHECK(step.duration < Milliseconds(10'000));
    CHECK((step.error ? step.error->code : "") == row.code);
    // Which words JavaScript has for it is the browser's own.
    if (step.error && step.error->code.starts_with("target-") && first_of(row.code))
      CHECK(
          test::golden("scenario/errors/" + row.code, row.action + "\n\n" + to_text(*step.error)));
    CHECK_MESSAGE(told(attempt).find(row.words) != std::string::npos, told(attempt));
    CHECK(std::any_of(step.evidence.begin(), step.evidence.end(),
                      [](const std::string& path) { return path.ends_with("failed.png"); }));
  }
}

TEST_CASE("what nobody opened shows nothing to anybody, and an error stays one to the end") {
  if (!has_browser()) return;
  BrowserStage stage;
  const std::string open = "  - browser: [{open: \"" + form + "\"}]\n    as: ann\n";
  const Attempt blank = stage.run(open + "  - browser: [{not_see: Never seen}]\n    as: anna\n");
  CHECK(blank.outcome == Outcome::errored);
  REQUIRE(blank.steps.back().error);
  CHECK(test::golden("scenario/errors/nothing-opened", to_text(*blank.steps.back().error)));
  const Attempt later = stage.run(open + "  - browser: [{see: Order}]\n    as: ann\n"
                                         "    expect: {console: {size: 0}}\n");
  CHECK_MESSAGE(later.outcome == Outcome::failed, told(later));
}

TEST_CASE("people see into frames, shadow roots and fields") {
  if (!has_browser()) return;
  const char* const trees[] = {
      "<iframe srcdoc='<p>Payment failed'></iframe>",
      "<div id=h></div><script>h.attachShadow({mode: 'open'}).innerHTML = '<p>Payment failed'</script>",
      "<input value='Payment failed'>", "<textarea>Payment failed</textarea>",
      "<p id=o></p><script>setTimeout(() => o.textContent = 'Payment failed', 200)</script>"};
  for (const char* tree : trees) {
    CAPTURE(std::string(tree));
    BrowserStage stage;
    const std::string open =
        "  - browser: [{open: \"" + page("<h1>Order</h1>" + std::string(tree)) + "\"}, {see: Order}]\n";
    const Attempt attempt =
        stage.run(open + "  - {browser: [{not_see: Payment failed}], timeout: 1s}\n");
    CHECK_MESSAGE(attempt.outcome == Outcome::failed, told(attempt));
  }
}

TEST_CASE("a dialog is answered, and one that is not is the product's") {
  if (!has_browser()) return;
  const std::string asking = page(
      "<h1>Order</h1><button onclick=\"o.textContent = String(confirm('Sure?'))\">Delete</button>"
      "<button onclick=\"o.textContent = prompt('Who?')\">Ask</button><p id=o></p>");
  BrowserStage stage;
  const std::string open = "  - browser: [{open: \"" + asking + "\"}]\n";
  const Attempt answered = stage.run(open + R"(  - browser: [{click: Delete}]
  - browser: [{dialog: accept}, {see: "true"}]
    expect: {dialog: "Sure?"}
  - browser: [{click: Delete}, {dialog: dismiss}, {see: "false"}]
  - browser: [{click: Ask}, {dialog: Ada}, {see: Ada}]
)");
  CHECK_MESSAGE(answered.outcome == Outcome::passed, told(answered));
  const Attempt open_still =
      stage.run(open + "  - browser: [{click: Delete}]\n  - browser: [{see: Order}]\n");
  CHECK_MESSAGE(open_still.outcome == Outcome::failed, told(open_still));
  REQUIRE(open_still.steps.back().error);
  CHECK(test::golden("scenario/errors/dialog-open", to_text(*open_still.steps.back().error)));
}

TEST_CASE("a driver that dies is no fault of the product") {
  if (!has_browser()) return;
  BrowserStage stage;
  stage.processes.answer = [&](const RunSpec&) -> Result<RunOutcome> {
    stage.environment.kill_all();
    return RunOutcome{};
  };
  const Attempt attempt = stage.run("  - browser: [{open: \"" + form +
                                    "\"}]\n  - exec: kill it\n  - timeout: 2s\n"
                                    "    browser: [{see: Order}]\n");
  CHECK_MESSAGE(attempt.outcome == Outcome::errored, told(attempt));
  REQUIRE(attempt.steps.size() == 3);
  REQUIRE(attempt.steps[2].error);
  CHECK(attempt.steps[2].error->code == "browser-lost");
  // What the socket said is another word each time.
  Error lost = *attempt.steps[2].error;
  lost.seen.clear();
  CHECK(test::golden("scenario/errors/browser-lost", to_text(lost)));
  CHECK(attempt.steps[2].line > 0);
}

TEST_CASE("a page that hangs is the product's, and ends the step in time") {
  if (!has_browser()) return;
  BrowserStage stage;
  const Attempt attempt = stage.run("  - browser: [{open: \"" + form +
                                    "\"}]\n  - timeout: 500ms\n"
                                    "    browser: [{script: 'while (true) {}'}, {see: Order}]\n");
  CHECK_MESSAGE(attempt.outcome == Outcome::failed, told(attempt));
  REQUIRE(attempt.steps.size() == 2);
  REQUIRE(attempt.steps[1].error);
  CHECK(attempt.steps[1].error->code == "page-hangs");
  CHECK(test::golden("scenario/errors/page-hangs", to_text(*attempt.steps[1].error)));
  CHECK(attempt.steps[1].duration < Milliseconds(8'000));
}

TEST_CASE("keys have names") {
  const auto both = key_actions("Control+a");
  REQUIRE(both);
  CHECK(both->find("actions")->items()[0].find("actions")->items().size() == 4);
  const auto unknown = key_actions("Entr");
  REQUIRE(!unknown);
  CHECK(to_line(unknown.error()).find("did you mean \"Enter\"?") != std::string::npos);
}

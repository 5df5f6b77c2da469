// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/wait.h>

#include "emulator/base/text.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

LiveProject project_with(const std::string& status, const std::string& person = "") {
  const std::string named = "policy: {break_glass: {keys: [" + person + "]}, ";
  LiveProject project(person.empty() ? web_project()
                                     : replace_all(web_project(), "policy: {", named));
  project.write("web.json", web_definition());
  project.write("scenarios/page.yaml",
                "scenario: The page is served\nkind: acceptance\nsteps:\n"
                "  - http: GET ${task.web}/\n    expect: {status: " +
                    status + "}\n");
  project.commit();
  return project;
}

}  // namespace

TEST_CASE("the gate opens once, for a full GO of this very commit") {
  const LiveProject project = project_with("200");
  const std::vector<std::string> gate{"gate", "--command", "echo deployed >> .gonogo/deployed"};
  const std::string deployed = project.folder() + "/.gonogo/deployed";
  CHECK(project.gonogo(gate).code == 5);  // no verdict yet
  const Ended partial = project.gonogo({"run", "scenarios/page.yaml"});
  CHECK_MESSAGE(partial.code == 0, partial.all());
  CHECK(project.gonogo(gate).code == 5);
  const Ended full = project.gonogo({"run"});
  REQUIRE_MESSAGE(full.code == 0, full.all());
  const Ended first = project.gonogo(gate);
  CHECK_MESSAGE(first.code == 0, first.all());
  CHECK(read_text(deployed) == "deployed\n");
  CHECK(project.gonogo(gate).code == 0);
  CHECK(read_text(deployed) == "deployed\n");
}

TEST_CASE("the gate stays shut after another commit, a changed file and a NO-GO") {
  const LiveProject project = project_with("200");
  const std::vector<std::string> gate{"gate", "--command", "echo deployed >> .gonogo/deployed"};
  REQUIRE(project.gonogo({"run"}).code == 0);
  project.write("web.json", web_definition() + "\n");
  CHECK(project.gonogo(gate).code == 5);
  project.commit();
  CHECK(project.gonogo(gate).code == 5);
  const LiveProject bad = project_with("404");
  REQUIRE(bad.gonogo({"run"}).code == 1);
  CHECK(bad.gonogo(gate).code == 1);
  for (const LiveProject* each : {&project, &bad})
    CHECK(read_text(each->folder() + "/.gonogo/deployed").empty());
}

TEST_CASE("no other policy than its own turns a NO-GO green") {
  LiveProject project(replace_all(web_project(), "policy: {", "policy: {require: {acceptance: 5}, "));
  project.write("web.json", web_definition());
  project.write("scenarios/page.yaml",
                "scenario: The page is served\nkind: acceptance\nsteps:\n"
                "  - http: GET ${task.web}/\n    expect: {status: 200}\n");
  project.commit();
  REQUIRE(project.gonogo({"run"}).code == 1);
  const std::string text = read_text(project.folder() + "/gonogo.yaml");
  project.write("gonogo.yaml", replace_all(text, "acceptance: 5", "acceptance: 1"));
  const Ended report = project.gonogo({"report"});
  CHECK(report.code == 2);
  CHECK_MESSAGE(report.all().find("the policy here is not the one of the run") != std::string::npos,
                report.all());
  CHECK(read_text(project.folder() + "/.gonogo/latest/summary.md").find("NO-GO") !=
        std::string::npos);
  // The page of the commit hears of no verdict.
  const std::string summary = project.folder() + "/.gonogo/step.md";
  const Ended told = project.gonogo({"publish"}, {{"GITHUB_STEP_SUMMARY", summary}});
  CHECK_MESSAGE(read_text(summary).find("no verdict") != std::string::npos, told.all());
}

TEST_CASE("two gates at the same moment act once: 20 times two processes") {
  const LiveProject project = project_with("200");
  REQUIRE(project.gonogo({"run"}).code == 0);
  const std::vector<std::string> gate{"gate", "--command",
                                      "echo deployed >> .gonogo/deployed; sleep 0.02"};
  const std::string deployed = project.folder() + "/.gonogo/deployed";
  for (int turn = 0; turn < 20; ++turn) {
    CAPTURE(turn);
    REQUIRE(remove_tree(project.folder() + "/.gonogo/gate"));
    REQUIRE(remove_tree(deployed));
    const Child both[] = {project.start(gate), project.start(gate)};
    int succeeded = 0;
    for (const Child& each : both) {
      int status = 0;
      REQUIRE(waitpid(each.pid, &status, 0) == each.pid);
      const int code = exit_status_of(status).shell_code();
      CHECK((code == 0 || code == 5));
      if (code == 0) ++succeeded;
    }
    CHECK(succeeded >= 1);
    CHECK(read_text(deployed) == "deployed\n");
  }
}

TEST_CASE("where a key is configured an unsigned GO opens nothing") {
  const LiveProject project = project_with("200");
  const TemporaryFolder keys;
  REQUIRE(project.gonogo({"keygen", "--out", keys.path() + "/judge"}).code == 0);
  REQUIRE(project.gonogo({"run", "--ci"}).code == 0);
  const std::string deployed = project.folder() + "/.gonogo/deployed";
  const std::string command = "echo deployed >> .gonogo/deployed";
  const Variables key{{"GONOGO_SIGNING_KEY", keys.path() + "/judge"}};
  const Ended by_variable = project.gonogo({"gate", "--ci", "--command", command}, key);
  CHECK(by_variable.code == 5);
  CHECK(by_variable.out.find("the verdict is not signed") != std::string::npos);
  CHECK(project.gonogo({"gate", "--command", command, "--key", keys.path() + "/judge.pub"}).code ==
        5);
  CHECK(read_text(deployed).empty());
  REQUIRE(project.gonogo({"run", "--ci"}, key).code == 0);
  const Ended opened = project.gonogo({"gate", "--ci", "--command", command}, key);
  CHECK_MESSAGE(opened.code == 0, opened.all());
  CHECK(read_text(deployed) == "deployed\n");
}

TEST_CASE("where gonogo.yaml names a key, nobody has to remember to ask for the signature") {
  const TemporaryFolder keys;
  LiveProject project(web_project() + "gate: {keys: [judge.pub]}\n");
  REQUIRE(project.gonogo({"keygen", "--out", keys.path() + "/judge"}).code == 0);
  project.write("judge.pub", read_text(keys.path() + "/judge.pub"));
  project.write("web.json", web_definition());
  project.write("scenarios/page.yaml",
                "scenario: The page is served\nkind: acceptance\nsteps:\n"
                "  - http: GET ${task.web}/\n    expect: {status: 200}\n");
  project.commit();
  const std::vector<std::string> gate{"gate", "--command", "echo deployed >> .gonogo/deployed"};
  REQUIRE(project.gonogo({"run", "--ci"}).code == 0);
  const Ended unsigned_run = project.gonogo(gate);
  CHECK(unsigned_run.code == 5);
  CHECK_MESSAGE(unsigned_run.out.find("the verdict is not signed") != std::string::npos,
                unsigned_run.all());
  const Ended run = project.gonogo({"run", "--ci"}, {{"GONOGO_SIGNING_KEY", keys.path() + "/judge"}});
  REQUIRE_MESSAGE(run.code == 0, run.all());
  const Ended opened = project.gonogo(gate);
  CHECK_MESSAGE(opened.code == 0, opened.all());
  CHECK(read_text(project.folder() + "/.gonogo/deployed") == "deployed\n");
}

TEST_CASE(
    "break-glass: who is named in the policy opens the gate for a NO-GO, and every report says "
    "so") {
  const TemporaryFolder keys;
  REQUIRE(gonogo_in_source({"keygen", "--out", keys.path() + "/ada"}).code == 0);
  const std::string pem = read_text(keys.path() + "/ada.pub");
  const size_t line = pem.find('\n') + 1;
  const LiveProject project = project_with("404", pem.substr(line, pem.find('\n', line) - line));
  REQUIRE(project.gonogo({"run"}).code == 1);
  const std::vector<std::string> gate{
      "gate",       "--command",   "echo deployed >> .gonogo/deployed",
      "--override", "--by",        "ada",
      "--reason",   "pay is down", "--expires",
      "1h"};
  CHECK(project.gonogo(gate).code == 5);  // without her key
  const Ended opened = project.gonogo(gate, {{"GONOGO_OVERRIDE_KEY", keys.path() + "/ada"}});
  CHECK_MESSAGE(opened.code == 0, opened.all());
  CHECK(read_text(project.folder() + "/.gonogo/deployed") == "deployed\n");
  const std::string latest = project.folder() + "/.gonogo/latest/";
  for (const char* name : {"report.html", "summary.md", "junit.xml", "ctrf.json", "receipt.json"}) {
    CAPTURE(std::string(name));
    CHECK(read_text(latest + name).find("pay is down") != std::string::npos);
  }
  CHECK(project.gonogo({"report"}).out.find("overridden: ada lets this NO-GO deploy") !=
        std::string::npos);
  CHECK(project.verdict().find("verdict")->as_text() == "NO-GO");
}

}  // namespace gonogo::test

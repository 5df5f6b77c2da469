// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

std::string scenario(const std::string& name, const std::string& status) {
  return "---\nscenario: " + name + "\nkind: acceptance\nsteps:\n  - http: GET ${task.web}/" +
         "\n    expect: {status: " + status + "}\n";
}

LiveProject four_scenarios(const std::string& status_of_b) {
  LiveProject project(web_project());
  project.write("web.json", web_definition());
  project.write("scenarios/pages.yaml", scenario("a", "200") + scenario("b", status_of_b) +
                                            scenario("c", "200") + scenario("d", "200"));
  project.commit();
  return project;
}

std::string after(const std::string& text, const std::string& words) {
  const size_t at = text.find(words);
  if (at == std::string::npos) return "";
  return text.substr(at + words.size(),
                     text.find_first_of(" \n", at + words.size()) - at - words.size());
}

}  // namespace

TEST_CASE("two shards and their merge are a full run, which the gate takes; one shard is not") {
  const LiveProject project = four_scenarios("200");
  const std::vector<std::string> gate{"gate", "--command", "echo deployed >> .gonogo/deployed"};
  const Ended first = project.gonogo({"run", "--shard", "1/2", "--out", ".gonogo/s1"});
  CHECK_MESSAGE(first.code == 0, first.all());
  CHECK(project.gonogo(gate).code == 5);
  const Ended alone = project.gonogo({"merge", ".gonogo/s1"});
  CHECK(alone.code == 2);
  CHECK_MESSAGE(alone.err.find("missing: shard 2/2") != std::string::npos, alone.err);
  const Ended second =
      project.gonogo({"run", "--ci", "--out", ".gonogo/s2"},
                     {{"BITBUCKET_PARALLEL_STEP", "1"}, {"BITBUCKET_PARALLEL_STEP_COUNT", "2"}});
  CHECK_MESSAGE(second.code == 0, second.all());
  // One was made under --ci and one was not: not the same rules.
  CHECK(project.gonogo({"merge", ".gonogo/s1", ".gonogo/s2"}).code == 2);
  const Ended again = project.gonogo({"run", "--shard", "2/2", "--out", ".gonogo/s2"});
  CHECK_MESSAGE(again.code == 0, again.all());
  const Ended merged = project.gonogo({"merge", ".gonogo/s1", ".gonogo/s2"});
  CHECK_MESSAGE(merged.code == 0, merged.all());
  CHECK(merged.out.find("4 passed") != std::string::npos);
  const Ended gated = project.gonogo(gate);
  CHECK_MESSAGE(gated.code == 0, gated.all());
  CHECK(read_text(project.folder() + "/.gonogo/deployed") == "deployed\n");
}

TEST_CASE(
    "a failed world is left up, can be looked into, and ends; lines stand in the files' order") {
  const LiveProject project = four_scenarios("404");
  const Ended run = project.gonogo({"run", "--keep-failed", "--jobs", "2"});
  CHECK_MESSAGE(run.code == 1, run.all());
  const std::string name = after(run.out, "gonogo ps --environment ");
  REQUIRE_MESSAGE(!name.empty(), run.all());
  const Ended told = project.gonogo({"ps", "--environment", name, "--format", "json"});
  for (const char* part :
       {"\"tasks\":[{", "\"failures\":[]", "\"launchType\":\"FARGATE\"",
        "\"lastStatus\":\"RUNNING\"", "\"runtimeId\":\"", "\"networkInterfaces\":[{\"privateIpv4Address\""})
    CHECK_MESSAGE(told.out.find(part) != std::string::npos, part << " is not in " << told.out);
  CHECK(told.out.find("\"services\"") == std::string::npos);
  const Ended ps = project.gonogo({"ps", "--environment", name});
  CHECK_MESSAGE(ps.code == 0, ps.all());
  CHECK(ps.out.find("web") != std::string::npos);
  CHECK(project.gonogo({"down", "--environment", name}).code == 0);
  CHECK(project.gonogo({"ps", "--environment", name}).code != 0);
}

TEST_CASE("what is run again and merged with its base is full, and what failed again fails") {
  const LiveProject project = four_scenarios("404");
  const Ended base = project.gonogo({"run", "--out", ".gonogo/base"});
  CHECK_MESSAGE(base.code == 1, base.all());
  size_t at = 0;
  for (const char* line : {"  a  ", "  b  ", "  c  ", "  d  "}) {
    const size_t found = base.out.find(line);
    REQUIRE_MESSAGE(found != std::string::npos, base.out);
    CHECK(found >= at);
    at = found;
  }
  const Ended again = project.gonogo({"run", "--rerun-failed", "--out", ".gonogo/again"});
  CHECK_MESSAGE(again.code == 1, again.all());
  CHECK(again.out.find("1 scenario") != std::string::npos);
  const Ended merged = project.gonogo({"merge", ".gonogo/base", ".gonogo/again"});
  CHECK_MESSAGE(merged.code == 1, merged.all());
  CHECK(merged.out.find("1 of 4 failed") != std::string::npos);
}

TEST_CASE("a run is packed with its reports and logs") {
  const LiveProject project = four_scenarios("200");
  REQUIRE(project.gonogo({"run", "scenarios/pages.yaml:2", "--out", ".gonogo/one"}).code == 0);
  const Ended report = project.gonogo({"report", ".gonogo/one", "--zip"});
  CHECK_MESSAGE(report.code == 0, report.all());
  const std::string zip = read_text(project.folder() + "/.gonogo/one.zip");
  for (const char* name : {"one/report.html", "one/results.json", "one/logs/web/nginx.log"})
    CHECK_MESSAGE(zip.find(name) != std::string::npos, name);
}

}  // namespace gonogo::test

// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

LiveProject slow_project() {
  LiveProject project(stores_project());
  project.write("web.json", web_definition());
  project.write("schema.sql", "CREATE TABLE t (id INT PRIMARY KEY);\n");
  project.write("scenarios/slow.yaml",
                "scenario: It takes its time\nkind: acceptance\nsteps:\n"
                "  - exec: [sleep, \"20\"]\n    in: web/nginx\n    timeout: 30s\n"
                "    expect: {exit: 0}\n");
  return project;
}

int end_of(const Child& child) {
  int status = 0;
  waitpid(child.pid, &status, 0);
  return exit_status_of(status).shell_code();
}

/// Kills a process of the environment while the scenario's own sleep runs, and gives the exit code.
int kill_during_run(const LiveProject& project, const std::string& command) {
  const Child child = project.start({"run"});
  REQUIRE(await_process("web-", "sleep 20", start_patience) != 0);
  const auto victims = processes_of("web-", command);
  REQUIRE_FALSE(victims.empty());
  kill(victims.front(), SIGKILL);
  return end_of(child);
}

}  // namespace

TEST_CASE("MySQL killed during a run: CANNOT-TELL") {
  const LiveProject project = slow_project();
  CHECK(kill_during_run(project, "mysqld") == 3);
  REQUIRE(project.verdict().find("verdict") != nullptr);
  CHECK(project.verdict().find("verdict")->as_text() == "CANNOT-TELL");
}

TEST_CASE("the product killed during a run: NO-GO") {
  const LiveProject project = slow_project();
  CHECK(kill_during_run(project, "nginx: master") == 1);
  REQUIRE(project.verdict().find("verdict") != nullptr);
  CHECK(project.verdict().find("verdict")->as_text() == "NO-GO");
}

TEST_CASE("the supervisor killed during a run: CANNOT-TELL") {
  const LiveProject project = slow_project();
  const Child child = project.start({"run"});
  const pid_t sleeper = await_process("web-", "sleep 20", start_patience);
  REQUIRE(sleeper != 0);
  RealProcesses processes;
  const auto found = processes.run(
      {.argv = {"pgrep", "-P", std::to_string(child.pid), "-f", "gonogo-supervisor"}});
  REQUIRE(found);
  REQUIRE_FALSE(found->out.empty());
  kill(std::stoi(found->out), SIGKILL);
  CHECK(end_of(child) == 3);
}

TEST_CASE("an interrupt during a run: 130, within 2 s, and nothing is left running") {
  const LiveProject project = slow_project();
  const Child child = project.start({"run"});
  REQUIRE(await_process("web-", "sleep 20", start_patience) != 0);
  SystemClock clock;
  const Moment asked = clock.now();
  kill(child.pid, SIGINT);
  CHECK(end_of(child) == 130);
  CHECK(clock.now() - asked < Milliseconds(2'000));
  CHECK(processes_of("web-", "").empty());
}

TEST_CASE(
    "an interrupt, a hang-up or a termination during up: 130, within 2 s, and nothing is left") {
  const LiveProject project = slow_project();
  REQUIRE(project.gonogo({"images", "build"}).code == 0);
  SystemClock clock;
  int moment = 50;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CAPTURE(signal);
    const Child child = project.start({"up"});
    clock.sleep(Milliseconds(std::exchange(moment, moment + 100)));
    const Moment asked = clock.now();
    REQUIRE(kill(child.pid, signal) == 0);
    CHECK(end_of(child) == 130);
    CHECK(clock.now() - asked < Milliseconds(2'000));
    CHECK(processes_of("web-", "").empty());
    CHECK(project.gonogo({"ps"}).code == 2);
  }
}

TEST_CASE("nothing selected: exit 4") {
  const LiveProject project = slow_project();
  const Ended run = project.gonogo({"run", "--kind", "unit"});
  CHECK_MESSAGE(run.code == 4, run.all());
}

TEST_CASE("a container that exits at once, and a health check that never succeeds: NO-GO") {
  LiveProject project(web_project());
  project.write("scenarios/any.yaml",
                "scenario: any\nkind: acceptance\nsteps:\n"
                "  - http: GET ${task.web}/\n    expect: {status: 200}\n");
  project.write("web.json", R"({"family": "web", "networkMode": "awsvpc",
 "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "nginx", "image": "nginx", "command": ["-x"],
   "portMappings": [{"containerPort": 80}]}]}
)");
  Ended run = project.gonogo({"run"});
  CHECK_MESSAGE(run.code == 1, run.all());
  CHECK_MESSAGE(run.all().find("nginx exit 1") != std::string::npos, run.all());
  CHECK_MESSAGE(run.all().find("invalid option") != std::string::npos, run.all());
  project.write("web.json", R"({"family": "web", "networkMode": "awsvpc",
 "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "nginx", "image": "nginx",
   "portMappings": [{"containerPort": 80}],
   "healthCheck": {"command": ["CMD-SHELL", "echo no-such-page; exit 1"], "interval": 5, "retries": 1}}]}
)");
  run = project.gonogo({"run"});
  CHECK_MESSAGE(run.code == 1, run.all());
  CHECK_MESSAGE(run.all().find("no-such-page") != std::string::npos, run.all());
}

TEST_CASE("wrong SQL in the schema: NO-GO with its place and MySQL's words") {
  LiveProject project(stores_project());
  project.write("web.json", web_definition());
  project.write("schema.sql", "CREATE TABLE a (id INT);\n\nCREATE TABEL b (id INT);\n");
  project.write("scenarios/any.yaml",
                "scenario: any\nkind: acceptance\nsteps:\n"
                "  - http: GET ${task.web}/\n    expect: {status: 200}\n");
  const Ended run = project.gonogo({"run"});
  CHECK_MESSAGE(run.code == 1, run.all());
  CHECK_MESSAGE(run.all().find("schema.sql:3") != std::string::npos, run.all());
  CHECK_MESSAGE(run.all().find("SQL syntax") != std::string::npos, run.all());
}

TEST_CASE("a container that ends by the very last step is seen") {
  LiveProject project(web_project());
  project.write("web.json", web_definition());
  project.write("scenarios/any.yaml",
                "scenario: It is told to stop\nkind: acceptance\nsteps:\n"
                "  - exec: [nginx, -s, stop]\n    in: web/nginx\n    expect: {exit: 0}\n");
  const Ended run = project.gonogo({"run"});
  CAPTURE(run.all());
  CHECK(run.code == 1);
  CHECK(run.out.find("exited") != std::string::npos);
}

}  // namespace gonogo::test

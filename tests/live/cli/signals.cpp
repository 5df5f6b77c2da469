// SPDX-License-Identifier: Apache-2.0
// Whoever asks to stop, in whatever way and phase, is heeded within two seconds: exit 130, nothing left.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "tests/live/cli/projects.h"
#include "tests/live/kills/ground.h"

namespace gonogo::test {
namespace {

constexpr int tidy_ms = 2'000;
constexpr Milliseconds quantum{10};

/// How somebody asks to stop.
enum class Ask { interrupt, terminate, close_terminal, close_pipe };
constexpr Ask all_asks[] = {Ask::interrupt, Ask::terminate, Ask::close_terminal, Ask::close_pipe};

/// A command that has come to where it would stay for long.
struct Phase {
  std::string name;
  LiveProject project;
  std::vector<std::string> words;
  std::string sign;  ///< in the command line of a process that is there then; or a file's name
  std::vector<std::string> before{};  ///< what has to be done, to be GO, before it
};

LiveProject project_of(const std::string& yaml, const std::string& steps,
                       const std::string& schema = "CREATE TABLE t (id INT PRIMARY KEY);\n") {
  LiveProject project(yaml);
  project.write("web.json", web_definition());
  project.write("schema.sql", schema);
  project.write("scenarios/slow.yaml", "scenario: slow\nkind: acceptance\nsteps:\n" + steps);
  return project;
}

LiveProject container(const std::string& command, const std::string& more = "") {
  LiveProject project(web_project());
  project.write("web.json", R"({"family": "web", "networkMode": "awsvpc",
 "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "nginx", "image": "nginx", "entryPoint": ["sh", "-c"],
   "command": [")" + command + "\"]" + more + "}]}\n");
  project.write("scenarios/any.yaml",
                "scenario: any\nkind: acceptance\nsteps:\n  - exec: [\"true\"]\n    in: web/nginx\n    expect: {exit: 0}\n");
  return project;
}

const std::string page = "  - http: GET ${task.web}/\n    expect: {status: 200}\n";
const std::string asleep = "sh -c 'sleep 771 & sleep 771; true'";

std::string with_build(const std::string& yaml) {
  return replace_all(yaml, "entrypoint: [nginx]",
                     "build: [sh, -c, \"sleep 771 & setsid sleep 771; true\"], entrypoint: [nginx]");
}

std::string step(const std::string& verb, const std::string& expect) {
  return "  - " + verb + "\n    timeout: 60s\n    expect: {" + expect + "}\n";
}

std::vector<Phase> phases() {
  std::vector<Phase> all;
  const auto add = [&](const char* name, LiveProject project, std::vector<std::string> words,
                       std::string sign, std::vector<std::string> before = {}) {
    all.push_back(
        {name, std::move(project), std::move(words), std::move(sign), std::move(before)});
  };
  add("a build command", project_of(with_build(web_project()), page), {"images", "build"},
      "sleep 771");
  std::string statements;
  for (int i = 0; i < 60; ++i) statements += "DO SLEEP(0.5);\n";
  add("baking", project_of(stores_project(), page, statements), {"images", "build"},
      "--skip-networking");
  add("up", container("sleep 772", R"(, "healthCheck": {"command": ["CMD", "false"], "interval": 300})"),
      {"up"}, "sleep 772");
  add("run, a command in a container",
      project_of(web_project(), step("exec: [sleep, \"773\"]\n    in: web/nginx", "exit: 0")), {"run"},
      "sleep 773");
  add("run, a command on the host", project_of(web_project(), step("exec: " + asleep, "exit: 0")), {"run"},
      "sleep 771");
  const std::string touch = "  - exec: [touch, there]\n";
  add("run, SQL that hangs",
      project_of(stores_project(), touch + step("sql: SELECT SLEEP(50)", "count: 1")), {"run"}, "there");
  add("run, Redis that does not answer",
      project_of(stores_project(), touch + step("redis: BLPOP nothing 50", "value: null")), {"run"}, "there");
  add("run, a product that does not answer",
      project_of(web_project(), "  - fault: {pause: web/nginx}\n" + touch + step("http: GET ${task.web}/", "status: 200")),
      {"run"}, "there");
  add("down", container("trap 'sleep 77$((2+3))' TERM; sleep 774 & wait", R"(, "stopTimeout": 60)"),
      {"down"}, "sleep 775", {"up"});
  // The sum is the shell's: the gate's own command line does not have the sign.
  add("gate", project_of(web_project(), page),
      {"gate", "--command", "sh -c 'sleep 77$((3+3)) & sleep 77$((3+3)); true'"}, "sleep 776", {"run"});
  all.back().project.commit();
  return all;
}

/// Starts it and waits until it has come there.
struct Started {
  Child child;
  Descriptor other_end;  ///< of its terminal or its pipe
};

Started start(const Ground& ground, const Phase& phase, Ask ask) {
  Started started;
  Streams streams;
  Descriptor own;
  if (ask == Ask::close_terminal) {
    started.other_end = Descriptor(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(grantpt(started.other_end.get()) == 0);
    REQUIRE(unlockpt(started.other_end.get()) == 0);
    own = Descriptor(open(ptsname(started.other_end.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    streams = {own.get(), own.get(), own.get(), true};
  } else if (ask == Ask::close_pipe) {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    started.other_end = Descriptor(ends[0]);
    own = Descriptor(ends[1]);
    streams.out = own.get();
  }
  started.child = ground.start(phase.project, phase.words, streams);
  return started;
}

bool comes_there(const Ground& ground, const Phase& phase, const Started& started) {
  SystemClock clock;
  pollfd ended{started.child.handle.get(), POLLIN, 0};
  for (const Moment end = clock.now() + start_patience;
       clock.now() < end && poll(&ended, 1, 0) == 0;) {
    if (path_exists(Path(phase.project.folder()) / phase.sign)) return true;
    for (const SeenProcess& process : ground.processes())
      if (process.command.find(phase.sign) != std::string::npos) return true;
    clock.sleep(quantum);
  }
  return false;
}

void stop(Started& started, Ask ask) {
  switch (ask) {
    case Ask::interrupt: kill(started.child.pid, SIGINT); return;
    case Ask::terminate: kill(started.child.pid, SIGTERM); return;
    case Ask::close_terminal:
    case Ask::close_pipe: started.other_end.close(); return;
  }
}

/// Its exit code, or -1 when it has not ended in time.
int end_of(const Started& started) {
  pollfd ended{started.child.handle.get(), POLLIN, 0};
  const bool in_time = poll(&ended, 1, tidy_ms) > 0;
  if (!in_time) kill(started.child.pid, SIGKILL);
  int status = 0;
  waitpid(started.child.pid, &status, 0);
  return in_time ? exit_status_of(status).shell_code() : -1;
}

}  // namespace

TEST_CASE("an interrupt, a termination, a closed terminal and a lost reader, in each phase: 130 within 2 s, "
          "and nothing is left") {
  const Ground ground("signals");
  for (const Phase& phase : phases())
    for (const Ask ask : all_asks) {
      CAPTURE(phase.name);
      const int way = static_cast<int>(ask);
      CAPTURE(way);
      if (!phase.before.empty()) {
        const Ended before = ground.gonogo(phase.project, phase.before);
        REQUIRE_MESSAGE(before.code == 0, before.all());
      }
      (void)remove_tree(Path(phase.project.folder()) / phase.sign);
      Started started = start(ground, phase, ask);
      CHECK(comes_there(ground, phase, started));
      stop(started, ask);
      CHECK(end_of(started) == 130);
      const auto left = ground.left_behind({&phase.project});
      CHECK_MESSAGE(left.empty(), join(left, "\n"));
    }
}

}  // namespace gonogo::test

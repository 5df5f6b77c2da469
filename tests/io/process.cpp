// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <set>
#include <thread>

#include "emulator/base/text.h"
#include "emulator/io/interrupt.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

RunOutcome shell(const std::string& script, RunSpec spec = {}) {
  spec.argv = {"sh", "-c", script};
  auto outcome = RealProcesses{}.run(spec);
  REQUIRE_MESSAGE(outcome, script);
  return *outcome;
}

// Nobody may be there to wait for an orphan: a zombie has ended too.
bool is_alive(const std::string& pid) {
  const std::string facts = test::read_text("/proc/" + pid + "/stat");
  const size_t name_end = facts.rfind(')');
  return name_end != std::string::npos && facts.size() > name_end + 2 &&
         facts[name_end + 2] != 'Z' && facts[name_end + 2] != 'X';
}

bool ends_soon(const std::string& pid) {
  for (int i = 0; i < 1000 && is_alive(pid); ++i) poll(nullptr, 0, 5);
  return !is_alive(pid);
}

size_t open_descriptors() {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    ++count;
  return count;
}

ExitStatus wait_for(const Child& child) {
  pollfd wait{child.handle.get(), POLLIN, 0};
  REQUIRE(poll(&wait, 1, 5'000) == 1);
  int status = 0;
  REQUIRE(waitpid(child.pid, &status, 0) == child.pid);
  return exit_status_of(status);
}

}  // namespace

TEST_CASE("a process gives its code and both streams") {
  const RunOutcome outcome = shell("echo out; echo err >&2; exit 3");
  CHECK(outcome.status == ExitStatus{.code = 3});
  CHECK(outcome.status.shell_code() == 3);
  CHECK_FALSE(outcome.status.success());
  CHECK(outcome.out == "out\n");
  CHECK(outcome.err == "err\n");
  CHECK_FALSE(outcome.timed_out);
  CHECK(outcome.duration.count() > 0);
  CHECK(shell("true").status.success());
}

TEST_CASE("death by a signal is no exit code") {
  const ExitStatus killed = shell("kill -KILL $$").status;
  CHECK(killed == ExitStatus{.signal = SIGKILL});
  CHECK(killed.shell_code() == 137);
  CHECK_FALSE(killed.success());
  CHECK(shell("exit 137").status == ExitStatus{.code = 137});
}

TEST_CASE("a time-out ends the whole group") {
  const RunOutcome outcome = shell("sleep 60 & echo $!; wait", {.timeout = Milliseconds(100)});
  CHECK(outcome.timed_out);
  CHECK(outcome.status.signal == SIGTERM);
  CHECK(outcome.duration < std::chrono::seconds(5));
  CHECK(ends_soon(std::string(trim(outcome.out))));
}

TEST_CASE("who ignores SIGTERM is killed half a second later") {
  const RunOutcome outcome =
      shell("trap '' TERM; echo $$; while :; do sleep 60; done", {.timeout = Milliseconds(50)});
  CHECK(outcome.timed_out);
  CHECK(outcome.status.signal == SIGKILL);
  CHECK(outcome.duration >= Milliseconds(550));
  CHECK(outcome.duration < std::chrono::seconds(5));
}

TEST_CASE("a child that has left its group is not waited for") {
  const RunOutcome outcome = shell("setsid sleep 60 & echo $!");
  CHECK(outcome.status.success());
  CHECK(outcome.duration < std::chrono::seconds(5));
  kill(static_cast<pid_t>(std::stoi(outcome.out)), SIGKILL);
}

TEST_CASE("no descriptor leaks into a child, and none is left with the parent") {
  const Descriptor leaky(open("/dev/null", O_RDONLY));
  REQUIRE(leaky.get() > 2);
  const size_t before = open_descriptors();
  CHECK(shell("exec ls /proc/self/fd").out == "0\n1\n2\n3\n");  // 3 is what ls reads the folder by
  CHECK_FALSE(RealProcesses{}.run({.argv = {"/no/such/program"}}));
  CHECK(open_descriptors() == before);
}

TEST_CASE("a descriptor to keep has its own number in the child") {
  const test::TemporaryFolder folder;
  const Descriptor kept(open(folder.write("kept", "of the parent").c_str(), O_RDONLY | O_CLOEXEC));
  const Descriptor out(open((folder.path() + "/out").c_str(), O_WRONLY | O_CREAT, 0600));
  const auto child = spawn({.argv = {"sh", "-c", "cat <&" + std::to_string(kept.get())},
                            .out = out.get(),
                            .keep = {kept.get()}});
  REQUIRE(child);
  CHECK(wait_for(*child).success());
  CHECK(test::read_text(folder.path() + "/out") == "of the parent");
}

TEST_CASE("input is given whole, or ends at once") {
  const std::string text(1U << 20U, 'x');
  CHECK(shell("cat", {.input = text}).out == text);
  CHECK(shell("true", {.input = text}).status.success());
  CHECK(shell("cat").out.empty());
}

TEST_CASE("only so much output is kept, and the child may write on") {
  const RunOutcome outcome =
      shell("head -c 300000 /dev/zero; echo done >&2", {.output_limit = 1'000});
  CHECK(outcome.status.success());
  CHECK(outcome.out.size() == 1'000);
  CHECK(outcome.out_cut);
  CHECK_FALSE(outcome.err_cut);
  CHECK(outcome.err == "done\n");
}

TEST_CASE("lines come whole, the last one too when it does not end") {
  std::vector<std::string> lines;
  shell("printf 'one\\n\\ntw'; sleep 0.01; printf 'o\\nrest'",
        {.on_line = [&](std::string_view line) { lines.emplace_back(line); }});
  CHECK(lines == std::vector<std::string>{"one", "", "two", "rest"});
}

TEST_CASE("words reach a program as they are") {
  const auto outcome = RealProcesses{}.run({.argv = {"printf", "%s|", "a b", "$(x)", "*", ""}});
  REQUIRE(outcome);
  CHECK(outcome->out == "a b|$(x)|*||");
}

TEST_CASE("the environment is inherited or replaced") {
  setenv("GONOGO_TEST_VARIABLE", "inherited", 1);
  CHECK(shell("echo $GONOGO_TEST_VARIABLE").out == "inherited\n");
  unsetenv("GONOGO_TEST_VARIABLE");
  const auto own = RealProcesses{}.run(
      {.argv = {"env"}, .environment = {{{"A", "1"}, {"PATH", "/usr/bin:/bin"}}}});
  REQUIRE(own);
  CHECK(own->out == "A=1\nPATH=/usr/bin:/bin\n");
}

TEST_CASE("a program starts in its folder") {
  const test::TemporaryFolder folder;
  CHECK(shell("pwd -P", {.folder = folder.path()}).out ==
        std::filesystem::canonical(folder.path()).string() + "\n");
}

TEST_CASE("what can't be executed says why") {
  const test::TemporaryFolder folder;
  const std::string text = folder.write("text", "no program");
  struct Row {
    std::string name;
    RunSpec spec;
    std::string what;
  };
  const Row rows[] = {
      {"unknown",
       {.argv = {"no-such-program"}},
       "cannot execute no-such-program: No such file or directory"},
      {"not executable", {.argv = {text}}, "cannot execute " + text + ": Permission denied"},
      {"nothing", {.argv = {}}, "cannot execute nothing: Invalid argument"},
      {"not on the PATH given",
       {.argv = {"sh"}, .environment = {{{"PATH", folder.path()}}}},
       "cannot execute sh: No such file or directory"},
      {"no folder",
       {.argv = {"sh"}, .folder = "/no/such"},
       "cannot enter /no/such: No such file or directory"}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto outcome = RealProcesses{}.run(row.spec);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == "cannot-execute");
    CHECK(outcome.error().what == row.what);
  }
}

TEST_CASE("a program is found by name on PATH, by a path as it is") {
  CHECK(find_program("sh"));
  CHECK(find_program("/bin/sh") == Path("/bin/sh"));
  CHECK_FALSE(find_program("no-such-program"));
  CHECK_FALSE(find_program("/etc/passwd"));
  CHECK_FALSE(find_program("/etc"));
  CHECK_FALSE(find_program(""));
}

TEST_CASE("a child dies with the thread that started it, when asked to") {
  Result<Child> child = Child{};
  std::thread([&] { child = spawn({.argv = {"sleep", "60"}, .die_with_parent = true}); }).join();
  REQUIRE(child);
  CHECK(wait_for(*child) == ExitStatus{.signal = SIGKILL});
}

TEST_CASE("signals that the parent ignores or blocks are normal in a child") {
  signal(SIGUSR1, SIG_IGN);
  const auto outcome = shell("kill -USR1 $$; echo alive");
  signal(SIGUSR1, SIG_DFL);
  CHECK(outcome.status.signal == SIGUSR1);
}

namespace {

/// Whether it holds in a process of its own: the flag of an interrupt is never taken back.
bool holds_apart(const std::function<bool()>& what) {
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid == 0) _exit(what() ? 0 : 1);
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  return exit_status_of(status).success();
}

const Path guard = std::string(GONOGO_BUILD) + "/gonogo-exec";

/// The process id that a command printed, whose process has left its group and session.
const std::string leaves = "setsid sleep 60 >/dev/null 2>&1 & echo $!; ";

}  // namespace

TEST_CASE("an interrupt ends what runs, except for cleaning up") {
  CHECK(holds_apart([] {
    watch_interrupts();
    const bool quiet = !interrupted();
    raise(SIGTERM);
    const auto ended = RealProcesses{}.run({.argv = {"sleep", "60"}});
    const auto cleaned = RealProcesses{}.run({.argv = {"true"}, .through_interrupts = true});
    return quiet && interrupted() && ended && ended->status.signal == SIGTERM &&
           !ended->timed_out && cleaned && cleaned->status.success();
  }));
}

TEST_CASE("an interrupt ends the wait for a lock, and a process that was named") {
  const test::TemporaryFolder folder;
  const auto held = FileLock::take(Path(folder.path()) / "lock");
  CHECK(holds_apart([&] {
    watch_interrupts();
    auto child = spawn({.argv = {"sleep", "60"}});
    const EndsWithInterrupt ends(child->handle.get());
    std::jthread later([] { poll(nullptr, 0, 20), raise(SIGINT); });
    const auto lock = FileLock::wait(Path(folder.path()) / "lock");
    auto after = spawn({.argv = {"sleep", "60"}});
    const EndsWithInterrupt at_once(after->handle.get());
    for (const Child* each : {&*child, &*after}) {
      pollfd ended{each->handle.get(), POLLIN, 0};
      if (poll(&ended, 1, 5'000) != 1) return false;
    }
    return !lock && lock.error().code == "interrupted";
  }));
}

TEST_CASE("a pipe without a reader is an interrupt; a signal that was ignored from the start is none") {
  CHECK(holds_apart([] {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0 || dup2(ends[1], STDOUT_FILENO) < 0) return false;
    signal(SIGHUP, SIG_IGN);
    watch_interrupts();
    raise(SIGHUP);
    const bool quiet = !interrupted();
    close(ends[0]);
    return quiet && !interrupt_came() && interrupted() && interrupt_came();
  }));
}

TEST_CASE("under a guard: what a command leaves running may run on, when it has ended by itself") {
  const auto outcome = shell(leaves + "exit 3", {.guard = guard});
  CHECK(outcome.status.code == 3);
  const std::string pid(trim(outcome.out));
  CHECK(is_alive(pid));
  kill(std::stoi(pid), SIGKILL);
  const auto missing = RealProcesses{}.run({.argv = {"no-such-program"}, .guard = guard});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == "cannot-execute");
}

TEST_CASE("under a guard nothing outlives a time-out, or the death of who started it") {
  const auto outcome = shell(leaves + "sleep 60", {.timeout = Milliseconds(200), .guard = guard});
  CHECK(outcome.timed_out);
  CHECK(ends_soon(std::string(trim(outcome.out))));
  const test::TemporaryFolder folder;
  const std::string file = folder.path() + "/pid";
  const pid_t starter = fork();
  REQUIRE(starter >= 0);
  if (starter == 0) {
    shell("setsid sh -c 'echo $$ >" + file + ".new; mv " + file + ".new " + file +
              "; sleep 60; true' & sleep 60; true",
          {.guard = guard});
    _exit(0);
  }
  for (int i = 0; i < 1'000 && !path_exists(file); ++i) poll(nullptr, 0, 5);
  REQUIRE(path_exists(file));
  kill(starter, SIGKILL);
  waitpid(starter, nullptr, 0);
  CHECK(ends_soon(std::string(trim(test::read_text(file)))));
}

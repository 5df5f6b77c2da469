// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <charconv>

#include "emulator/engine/linux/embedded_engine.h"
#include "emulator/engine/linux/embedded_state.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr int could_not_run = 125;  // as docker exec and env(1) say it
constexpr Milliseconds helper_patience{500};

}  // namespace

Result<Done> EmbeddedEngine::exec(const ExecSpec& spec) {
  Container* container = find(spec.container);
  if (container == nullptr || container->init < 0)
    return fail({.code = "not-running", .what = "container " + spec.container + " is not running"});
  if (execs_.count(spec.id) != 0)
    return fail({.code = "duplicate-exec", .what = "exec " + spec.id + " is running already"});
  auto exec = std::make_unique<Exec>();
  exec->spec = spec;
  exec->container = spec.container;
  exec->folder = options_.run_folder / "x" / std::to_string(++exec_serial_);
  const Value process =
      exec_process(container->spec, container->user, spec.argv, spec.environment);
  const Path file = exec->folder / "process.json";
  if (auto done = write_file(file, to_json(process), 0600); !done) return done;
  auto pid = run_runtime({"--log=" + (exec->folder / "log").string(), "exec", "--detach",
                          "--process", file.string(), "--pid-file",
                          (exec->folder / "pid").string(), container->name},
                         *container, spec.in, spec.out, spec.err);
  if (!pid) return fail(pid.error());
  exec->runtime = *pid;
  if (spec.timeout.count() > 0) {
    Exec* running = exec.get();
    exec->timer =
        loop_.at(SystemClock().now() + spec.timeout, [this, running] { time_out(*running); });
  }
  execs_[spec.id] = std::move(exec);
  return Done{};
}

void EmbeddedEngine::end_exec(const std::string& id) {
  const auto found = execs_.find(id);
  if (found == execs_.end()) return;
  if (found->second->timer) loop_.cancel(*found->second->timer);
  time_out(*found->second);
}

void EmbeddedEngine::time_out(Exec& exec) {
  exec.timed_out = true;
  if (exec.helper > 0) kill(exec.helper, SIGTERM);
  // A helper that can't be scheduled any more (a frozen container) must not hold up the answer.
  Exec* running = &exec;
  exec.timer = loop_.at(SystemClock().now() + helper_patience, [this, running] {
    running->timer.reset();
    if (running->helper > 0) kill(running->helper, SIGKILL);
    if (running->helper < 0) exec_ended(*running, 128 + SIGKILL);
  });
}

void EmbeddedEngine::exec_runtime_ended(Exec& exec, ExitStatus status) {
  exec.runtime = -1;
  pid_t pid = -1;
  const auto text = status.success() ? read_file(exec.folder / "pid") : Result<std::string>("");
  if (text) std::from_chars(text->data(), text->data() + text->size(), pid);
  // A container that ends takes its execs along, crun's as well: that is no fault of the engine's.
  if (pid <= 0) return exec_ended(exec, status.signal != 0 ? status.shell_code() : could_not_run);
  exec.helper = pid;
  if (exec.timed_out) kill(pid, SIGTERM);
  if (const auto early = early_.find(pid); early != early_.end()) {
    const ExitStatus ended_with = early->second;
    early_.erase(early);
    exec_ended(exec, ended_with.shell_code());
  }
}

void EmbeddedEngine::exec_ended(Exec& exec, int code) {
  if (exec.timer) loop_.cancel(*exec.timer);
  const engine_event::ExecExited event{exec.spec.id, code, exec.timed_out};
  (void)remove_tree(exec.folder);
  execs_.erase(exec.spec.id);  // `exec` is gone from here on
  tell(event);
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/attach_engine.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "emulator/engine/linux/process_tree.h"
#include "emulator/engine/linux/signals.h"

namespace gonogo {
namespace {

constexpr int end_all = -1;  // to gonogo-exec: SIGRTMAX, which is no constant

Error unknown(const std::string& id) {
  return {.code = "unknown-container", .what = "there is no container " + id};
}

void send_signal(pid_t helper, int number) {
  if (number != end_all && number != SIGKILL) {
    kill(helper, number);
    return;
  }
  kill(helper, SIGRTMAX);
  kill(helper, SIGCONT);  // one that is paused would not hear it
}

ExitStatus wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return exit_status_of(status);
}

std::map<std::string, std::string> variables_of(
    const ContainerSpec& spec, const std::vector<std::pair<std::string, std::string>>& more) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : spec.environment) variables[name] = value.reveal();
  for (const auto& [name, value] : more) variables[name] = value;
  return variables;
}

std::string here(const ContainerSpec& spec, const std::string& word) {
  for (const Mount& mount : spec.mounts)
    if (mount.kind == Mount::Kind::bind && mount.target == word) return mount.source;
  return word;
}

void add_words(const ContainerSpec& spec, const std::vector<std::string>& words,
               std::vector<std::string>& argv) {
  for (const std::string& word : words) argv.push_back(here(spec, word));
}

}  // namespace

struct AttachEngine::Container {
  enum class Phase { added, starting, running, ended };
  ContainerSpec spec;
  Phase phase = Phase::added;
  bool remove_at_end = false;
  Child helper{};
  Descriptor report{};
  std::optional<EventLoop::Id> end_watch{};
  std::optional<EventLoop::Id> report_watch{};
};

struct AttachEngine::Exec {
  ExecSpec spec;
  Child helper{};
  bool timed_out = false;
  EventLoop::Id end_watch = 0;
  std::optional<EventLoop::Id> timer{};
};

AttachEngine::AttachEngine(EventLoop& loop, AttachOptions options, OnEngineEvent on_event)
    : loop_(loop), options_(std::move(options)), on_event_(std::move(on_event)) {}

AttachEngine::~AttachEngine() {
  for (const auto& [id, container] : containers_)
    if (container->helper.handle) send_signal(container->helper.pid, end_all);
  for (const auto& [id, exec] : execs_) kill(exec->helper.pid, SIGTERM);
}

Capabilities AttachEngine::capabilities() {
  return {.engine = "attach",
          .probes = {{.name = "memory limits",
                      .detail = "containers are processes of this machine",
                      .hint = "nothing limits what a task takes (attach-process)"}}};
}

Result<Done> AttachEngine::add_network(const NetworkSpec&) { return Done{}; }

AttachEngine::Container* AttachEngine::find(const std::string& id) {
  const auto found = containers_.find(id);
  return found != containers_.end() ? found->second.get() : nullptr;
}

Result<AttachEngine::Container*> AttachEngine::running(const std::string& id) {
  Container* container = find(id);
  if (container != nullptr && container->phase == Container::Phase::running) return container;
  return fail({.code = "not-running", .what = "container " + id + " is not running"});
}

Result<Done> AttachEngine::add_container(const ContainerSpec& spec) {
  if (find(spec.id) != nullptr)
    return fail(
        {.code = "duplicate-container", .what = "container " + spec.id + " is there already"});
  auto container = std::make_unique<Container>();
  container->spec = spec;
  containers_[spec.id] = std::move(container);
  return Done{};
}

Result<Done> AttachEngine::start(const std::string& id, int out, int err) {
  Container* container = find(id);
  if (container == nullptr) return fail(unknown(id));
  if (container->helper.handle)
    return fail({.code = "already-running", .what = "container " + id + " is running"});
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return fail(system_error("no-resources", "cannot make a pipe", errno));
  Descriptor reading(ends[0]);
  const Descriptor writing(ends[1]);
  SpawnSpec spec{
      .argv = {options_.exec_helper.string(), "--contain", std::to_string(writing.get())},
      .environment = variables_of(container->spec, {}),
      .folder = container->spec.working_directory,
      .out = out,
      .err = err,
      .keep = {writing.get()}};
  add_words(container->spec, container->spec.argv, spec.argv);
  auto child = spawn(spec);
  if (!child) return because(child.error(), "start " + id);
  container->helper = std::move(*child);
  return watch_start(*container, std::move(reading));
}

Result<Done> AttachEngine::watch_start(Container& container, Descriptor report) {
  container.phase = Container::Phase::starting;
  container.report = std::move(report);
  container.report_watch =
      loop_.watch(container.report.get(), [this, &container] { read_report(container); });
  container.end_watch = loop_.watch(container.helper.handle.get(),
                                    [this, &container] { container_ended(container); });
  return Done{};
}

// The pipe closes when the command runs; before that it carries why it can't.
void AttachEngine::read_report(Container& container) {
  if (!container.report_watch) return;
  int number = 0;
  const bool failed = read(container.report.get(), &number, sizeof number) == sizeof number;
  loop_.cancel(*container.report_watch);
  container.report_watch.reset();
  container.report.close();
  if (!failed) {
    container.phase = Container::Phase::running;
    return on_event_(engine_event::Started{container.spec.id});
  }
  container.phase = Container::Phase::ended;
  on_event_(engine_event::StartFailed{
      container.spec.id, "cannot execute " + here(container.spec, container.spec.argv.front()) +
                             ": " + std::strerror(number)});
}

void AttachEngine::container_ended(Container& container) {
  read_report(container);
  loop_.cancel(*container.end_watch);
  const ExitStatus status = wait_for(container.helper.pid);
  container.helper = {};
  const std::string id = container.spec.id;
  for (const auto& [name, exec] : execs_)
    if (exec->spec.container == id) kill(exec->helper.pid, SIGTERM);
  if (std::exchange(container.phase, Container::Phase::ended) == Container::Phase::running)
    on_event_(engine_event::Exited{id, status.shell_code(), status.signal, false});
  // Whoever heard of the end may have removed it or started it again.
  Container* left = find(id);
  if (left != nullptr && left->remove_at_end && !left->helper.handle) (void)take_away(id);
}

Result<Done> AttachEngine::signal(const std::string& id, const std::string& name) {
  auto container = running(id);
  if (!container) return fail(container.error());
  const int number = signal_number(name);
  if (number <= 0) return fail({.code = "unknown-signal", .what = "there is no signal " + name});
  send_signal((*container)->helper.pid, number);
  return Done{};
}

Result<Done> AttachEngine::exec(const ExecSpec& spec) {
  auto found = running(spec.container);
  if (!found) return fail(found.error());
  Container* container = *found;
  if (execs_.count(spec.id) != 0)
    return fail({.code = "duplicate-exec", .what = "exec " + spec.id + " is running already"});
  SpawnSpec process{.argv = {options_.exec_helper.string()},
                    .environment = variables_of(container->spec, spec.environment),
                    .folder = container->spec.working_directory,
                    .in = spec.in,
                    .out = spec.out,
                    .err = spec.err};
  add_words(container->spec, spec.argv, process.argv);
  auto child = spawn(process);
  if (!child) return because(child.error(), "exec in " + spec.container);
  auto exec = std::make_unique<Exec>();
  exec->spec = spec;
  exec->helper = std::move(*child);
  Exec* running = exec.get();
  exec->end_watch =
      loop_.watch(running->helper.handle.get(), [this, running] { exec_ended(*running); });
  if (spec.timeout.count() > 0)
    exec->timer =
        loop_.at(SystemClock().now() + spec.timeout, [this, running] { time_out(*running); });
  execs_[spec.id] = std::move(exec);
  return Done{};
}

void AttachEngine::end_exec(const std::string& id) {
  const auto found = execs_.find(id);
  if (found == execs_.end()) return;
  if (found->second->timer) loop_.cancel(*found->second->timer);
  time_out(*found->second);
}

void AttachEngine::time_out(Exec& exec) {
  exec.timer.reset();
  exec.timed_out = true;
  kill(exec.helper.pid, SIGTERM);
}

void AttachEngine::exec_ended(Exec& exec) {
  loop_.cancel(exec.end_watch);
  if (exec.timer) loop_.cancel(*exec.timer);
  const ExitStatus status = wait_for(exec.helper.pid);
  const engine_event::ExecExited event{exec.spec.id, status.shell_code(), exec.timed_out};
  execs_.erase(exec.spec.id);  // `exec` is gone from here on
  on_event_(event);
}

Result<Usage> AttachEngine::usage(const std::string& id) {
  Container* container = find(id);
  if (container == nullptr) return fail(unknown(id));
  if (!container->helper.handle) return Usage{};
  return Usage{.memory = memory_of_tree(container->helper.pid)};
}

Result<NetworkUsage> AttachEngine::network_usage(const std::string&) {
  return fail({.code = "not-available", .what = "a task has no network of its own here"});
}

Result<Descriptor> AttachEngine::open_socket(const std::string&) {
  Descriptor made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!made) return fail(system_error("socket-failed", "make a socket", errno));
  return made;
}

Result<Descriptor> AttachEngine::open_folder(const std::string& id, const std::string& path) {
  if (find(id) == nullptr) return fail(unknown(id));
  Descriptor folder(open(path.empty() ? "/" : path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return fail(system_error("no-file", "cannot open " + path, errno));
  return folder;
}

Result<Done> AttachEngine::pause(const std::string& id) {
  auto container = running(id);
  if (!container) return fail(container.error());
  return stop_tree((*container)->helper.pid);
}

Result<Done> AttachEngine::resume(const std::string& id) {
  auto container = running(id);
  if (!container) return fail(container.error());
  return continue_tree((*container)->helper.pid);
}

Result<Done> AttachEngine::impair(const std::string&, const std::vector<Impairment>& impairments) {
  if (impairments.empty()) return Done{};
  return fail({.code = "fault-unavailable",
               .what = "the network of this machine can't be made worse",
               .hint = "this needs an engine that makes networks: --engine embedded"});
}

Result<Done> AttachEngine::remove(const std::string& id) {
  Container* container = find(id);
  if (container == nullptr) return Done{};
  if (!container->helper.handle) return take_away(id);
  container->remove_at_end = true;
  send_signal(container->helper.pid, end_all);
  return Done{};
}

Result<Done> AttachEngine::take_away(const std::string& id) {
  containers_.erase(id);
  loop_.soon([this, id] { on_event_(engine_event::Removed{id}); });
  return Done{};
}

}  // namespace gonogo

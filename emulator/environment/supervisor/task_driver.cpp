// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/task_driver.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "emulator/base/text.h"
#include "emulator/io/sockets.h"

namespace gonogo {
namespace {

constexpr size_t most_check_output = 4096;
constexpr Milliseconds listening_quantum{5};  // where polling can't be avoided
constexpr Milliseconds port_patience{60'000};

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

bool has_check(const TaskDefinition& task) {
  return std::any_of(task.containers.begin(), task.containers.end(),
                     [](const auto& c) { return c.essential && c.health_check; });
}

LifecycleOptions options_of(const TaskPlan& plan, double time_scale) {
  return {.time_scale = time_scale, .eager_health = !plan.exact_health, .service = plan.service};
}

}  // namespace

struct TaskDriver::Check {
  std::string container;
  bool eager = false;
  Descriptor output;
  std::string text;
  EventLoop::Id watch = 0;
};

TaskDriver::TaskDriver(const TaskPlan& plan, double time_scale, Hands hands,
                       std::function<void()> on_change)
    : plan_(plan),
      hands_(hands),
      on_change_(std::move(on_change)),
      state_(initial_state(plan.definition, options_of(plan, time_scale))) {}

TaskDriver::~TaskDriver() = default;

void TaskDriver::begin() { feed(event::Begin{}); }

void TaskDriver::stop(const std::string& reason) { feed(event::StopTask{.reason = reason}); }

// What an action brings about at once (a start that fails) is fed after the step that asked for it.
void TaskDriver::feed(Event event) {
  queue_.push_back(std::move(event));
  if (feeding_) return;
  feeding_ = true;
  while (!queue_.empty()) {
    const Event next = std::move(queue_.front());
    queue_.erase(queue_.begin());
    Transition result = step(std::move(state_), next, hands_.clock.now());
    state_ = std::move(result.state);
    for (const Action& action : result.actions)
      std::visit([this](const auto& what) { perform(what); }, action);
    arm(result.next_deadline);
  }
  feeding_ = false;
  if (state_.status == TaskStatus::running && !port_open_ && !port_timer_) try_port();
  on_change_();
}

void TaskDriver::arm(std::optional<Moment> deadline) {
  if (timer_) hands_.loop.cancel(*timer_);
  timer_.reset();
  if (!deadline) return;
  timer_ = hands_.loop.at(*deadline, [this] {
    timer_.reset();
    feed(event::Tick{});
  });
}

const ContainerSpec* TaskDriver::spec_of(const std::string& container) const {
  const std::string id = id_of(container);
  const auto found = std::find_if(plan_.containers.begin(), plan_.containers.end(),
                                  [&](const ContainerSpec& spec) { return spec.id == id; });
  return found != plan_.containers.end() ? &*found : nullptr;
}

Result<Done> TaskDriver::start_container(const std::string& container) {
  const ContainerSpec* spec = spec_of(container);
  if (spec == nullptr)
    return fail({.code = "unknown-container", .what = "the plan has no container " + container});
  if (added_.insert(container).second)
    if (auto done = hands_.engine.add_container(*spec); !done) return done;
  auto ends = hands_.logs.open(spec->id);
  if (!ends) return fail(ends.error());
  const ContainerDefinition* definition = plan_.definition.find(container);
  if (!spec->log_stream.empty() && definition != nullptr && definition->log)
    if (auto done =
            hands_.logs.forward(spec->id, awslogs_options(*definition->log, spec->log_stream));
        !done)
      return done;
  return hands_.engine.start(spec->id, ends->out.get(), ends->err.get());
}

void TaskDriver::perform(const action::Start& start) {
  if (auto done = start_container(start.container); !done)
    feed(event::StartFailed{start.container, to_line(done.error())});
}

void TaskDriver::perform(const action::Signal& signal) {
  const ContainerSpec* spec = spec_of(signal.container);
  const std::string name = !signal.signal.empty() ? signal.signal
                           : spec != nullptr      ? spec->stop_signal
                                                  : "SIGTERM";
  // A container that has just ended is told by its own event.
  (void)hands_.engine.signal(id_of(signal.container), name);
}

void TaskDriver::perform(const action::Kill& kill) {
  (void)hands_.engine.signal(id_of(kill.container), "SIGKILL");
}

void TaskDriver::perform(const action::Check& check) {
  const ContainerDefinition* definition = plan_.definition.find(check.container);
  if (definition == nullptr || !definition->health_check) return;
  const HealthCheck& health = *definition->health_check;
  std::vector<std::string> argv = health.command;
  if (health.shell) argv = {"/bin/sh", "-c", join(health.command, " ")};
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return;
  const Descriptor write_end(ends[1]);
  auto running = std::make_unique<Check>();
  running->container = check.container;
  running->eager = check.eager;
  running->output = Descriptor(ends[0]);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  const std::string id =
      "check:" + id_of(check.container) + ":" + std::to_string(++check_serial_);
  auto done = hands_.engine.exec({.id = id,
                                  .container = id_of(check.container),
                                  .argv = argv,
                                  .out = write_end.get(),
                                  .err = write_end.get(),
                                  .timeout = check.timeout});
  if (!done) return feed(event::CheckEnded{check.container, false, check.eager,
                                           to_line(done.error())});
  Check* added = running.get();
  running->watch = hands_.loop.watch(ends[0], [this, added] { read_check(*added); });
  checks_[id] = std::move(running);
}

void TaskDriver::perform(const action::Tell& tell) {
  hands_.timeline.add(tell.container.empty() ? plan_.name : id_of(tell.container), tell.event,
                      tell.detail);
}

void TaskDriver::read_check(Check& check) {
  char bytes[1024];
  const ssize_t size = read(check.output.get(), bytes, sizeof bytes);
  if (size > 0 && check.text.size() < most_check_output)
    check.text.append(bytes, static_cast<size_t>(size));
  if (size == 0) hands_.loop.cancel(check.watch);
}

void TaskDriver::end_check(const engine_event::ExecExited& ended) {
  const auto found = checks_.find(ended.exec);
  if (found == checks_.end()) return;
  Check& check = *found->second;
  read_check(check);
  hands_.loop.cancel(check.watch);
  std::string words(trim(check.text));
  if (ended.timed_out) words += std::string(words.empty() ? "" : " ") + "(timed out)";
  if (words.empty() && ended.code != 0) words = "exit " + std::to_string(ended.code);
  const event::CheckEnded event{check.container, ended.code == 0 && !ended.timed_out, check.eager,
                                words};
  checks_.erase(found);
  feed(event);
}

void TaskDriver::handle(const EngineEvent& event) {
  const auto own = [this](const std::string& id) -> std::optional<std::string> {
    if (id.rfind(plan_.name + "/", 0) != 0) return std::nullopt;
    return id.substr(plan_.name.size() + 1);
  };
  std::visit(Overloaded{
                 [&](const engine_event::Started& e) {
                   if (const auto name = own(e.container)) feed(event::Started{*name});
                 },
                 [&](const engine_event::StartFailed& e) {
                   if (const auto name = own(e.container)) feed(event::StartFailed{*name, e.reason});
                 },
                 [&](const engine_event::Exited& e) {
                   if (const auto name = own(e.container))
                     feed(event::Exited{*name, e.code, e.out_of_memory});
                 },
                 [&](const engine_event::ExecExited& e) { end_check(e); },
                 [](const engine_event::Ready&) {},
                 [](const engine_event::Removed&) {},
                 [](const engine_event::Lost&) {},
             },
             event);
}

// Where no health check speaks for a task, its port does: Fargate would send it traffic only after
// its target group's own check.
void TaskDriver::try_port() {
  port_timer_.reset();
  if (plan_.port == 0 || has_check(plan_.definition)) {
    port_open_ = true;
    return;
  }
  if (state_.status != TaskStatus::running) return;
  if (!port_deadline_) port_deadline_ = hands_.clock.now() + port_patience;
  if (port_never_opened()) return on_change_();
  auto socket = hands_.engine.open_socket("");
  if (socket && connect_socket(socket->get(), plan_.address, plan_.port, listening_quantum)) {
    port_open_ = true;
    return on_change_();
  }
  port_timer_ = hands_.loop.at(hands_.clock.now() + listening_quantum, [this] { try_port(); });
}

bool TaskDriver::port_never_opened() const {
  return !port_open_ && port_deadline_ && hands_.clock.now() >= *port_deadline_;
}

bool TaskDriver::ready() const {
  if (state_.status != TaskStatus::running || !port_open_) return false;
  return std::all_of(plan_.definition.containers.begin(), plan_.definition.containers.end(),
                     [this](const ContainerDefinition& container) {
                       if (!container.essential || !container.health_check) return true;
                       const ContainerState* state = state_.find(container.name);
                       return state != nullptr && state->health == HealthStatus::healthy;
                     });
}

std::string TaskDriver::waiting_for() const {
  for (const ContainerState& container : state_.containers) {
    const std::string waits = waits_for(state_, container.name);
    if (!waits.empty()) return container.name + " waits for " + waits;
    const ContainerDefinition* definition = plan_.definition.find(container.name);
    if (container.phase != ContainerPhase::running || definition == nullptr ||
        !definition->health_check || container.health == HealthStatus::healthy)
      continue;
    const int tries = container.eager_tries + container.failed_checks;
    return container.name + " is not healthy yet" +
           (container.last_check_output.empty() ? "" : ": " + container.last_check_output) +
           (tries > 0 ? " (" + std::to_string(tries) + (tries == 1 ? " try" : " tries") + ")" : "");
  }
  if (state_.status == TaskStatus::running && !port_open_)
    return "nothing listens on port " + std::to_string(plan_.port) + " yet";
  return "";
}

}  // namespace gonogo

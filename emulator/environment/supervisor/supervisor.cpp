// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/supervisor.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/environment/supervisor/make_engine.h"
#include "emulator/io/sockets.h"

namespace gonogo {
namespace {

constexpr Milliseconds port_quantum{5};
// A cold MySQL needs half a second; whatever takes this long never comes.
constexpr Milliseconds service_patience{90'000};
constexpr const char* resolver_id = "resolver";

std::map<std::string, std::string> names_of_addresses(const EnvironmentPlan& plan) {
  std::map<std::string, std::string> names;
  for (const NetworkSpec& network : plan.networks) names[network.address] = network.id;
  return names;
}

std::string how_it_ended(const engine_event::Exited& ended) {
  if (ended.out_of_memory) return "was killed for memory";
  return ended.signal != 0 ? "exited (signal " + std::to_string(ended.signal) + ")"
                           : "exited (code " + std::to_string(ended.code) + ")";
}

}  // namespace

Supervisor::Supervisor(EventLoop& loop, const Clock& clock, Orders orders, const Path& run_folder)
    : loop_(loop),
      clock_(clock),
      orders_(std::move(orders)),
      timeline_(clock, orders_.birth),
      logs_(loop, clock, orders_.log_folder),
      engine_(make_engine(loop, orders_, run_folder,
                          [this](const EngineEvent& event) { handle(event); })),
      refusals_(loop, names_of_addresses(orders_.plan)),
      forwarder_(loop, [this] { return engine_->open_socket(""); }),
      faults_(orders_.plan, {loop_, clock_, *engine_, logs_, timeline_}, tasks_,
              [this](const ServicePlan& service) { return start_again(service); }),
      endpoints_(orders_.plan, {loop_, clock_, *engine_, logs_, timeline_}, tasks_, faults_) {}

Supervisor::~Supervisor() = default;

void Supervisor::begin() {
  const Hands hands{loop_, clock_, *engine_, logs_, timeline_};
  for (const TaskPlan& task : orders_.plan.tasks)
    tasks_.push_back(std::make_unique<TaskDriver>(task, orders_.plan.time_scale, hands,
                                                  [this] { look_at_tasks(); }));
  timeline_.add("", "started", orders_.plan.environment);
  // The services before the resolver, which nobody asks until tasks begin: MySQL takes longest.
  std::vector<const ContainerSpec*> containers;
  for (const ServicePlan& service : orders_.plan.services)
    if (!service.external) containers.push_back(&service.container);
  if (!is_attached()) containers.push_back(&orders_.plan.resolver_container);
  for (const ContainerSpec* container : containers) services_[container->id] = "STARTING";
  if (auto done = make_networks(); !done)
    return lose("infrastructure", "network", "could not be made", to_line(done.error()));
  for (const ContainerSpec* container : containers) {
    if (auto done = start_service(*container); !done)
      return lose("infrastructure", container->id, "could not be started", to_line(done.error()));
  }
  for (const ServicePlan& service : orders_.plan.services)
    if (service.external) service_is_ready(service.name);
  begin_tasks();
  loop_.at(clock_.now() + service_patience, [this] { give_up_on_services(); });
}

void Supervisor::give_up_on_services() {
  if (state_ != State::starting) return;
  for (const auto& [name, state] : services_)
    if (state == "STARTING")
      lose("infrastructure", name, "never became ready", join(logs_.last_lines(name, 3), "; "));
}

Result<Done> Supervisor::make_networks() {
  if (auto done = engine_->begin(); !done) return done;
  if (!is_attached()) {
    if (auto done = refusals_.watch_packets("vpc0", orders_.plan.vpc_cidr); !done) return done;
    if (auto done = endpoints_.listen(); !done) return done;
  }
  for (const NetworkSpec& network : orders_.plan.networks)
    if (auto done = engine_->add_network(network); !done) return done;
  for (const ExternalPlan& external : orders_.plan.externals)
    if (auto done = outside_->stand_in(external, *engine_); !done) return done;
  return Done{};
}

Result<Done> Supervisor::start_service(const ContainerSpec& container) {
  if (auto done = engine_->add_container(container); !done) return done;
  return run_service(container.id);
}

Result<Done> Supervisor::run_service(const std::string& id) {
  Logs::OnLine on_line;
  if (id == resolver_id)
    on_line = [this](const std::string& line) { refusals_.read_resolver_line(line); };
  auto ends = logs_.open(id, on_line);
  if (!ends) return fail(ends.error());
  return engine_->start(id, ends->out.get(), ends->err.get());
}

// What it had written is still there: its root is the same.
Result<Done> Supervisor::start_again(const ServicePlan& service) {
  services_[service.name] = "STARTING";
  return run_service(service.container.id);
}

void Supervisor::fault(const Fault& fault, Milliseconds timeout, Faults::OnDone on_done) {
  if (state_ != State::ready)
    return on_done(fail({.code = "not-running", .what = "the environment is not ready for faults"}));
  faults_.begin(fault, timeout, std::move(on_done));
}

void Supervisor::publish(size_t index, Descriptor listener) {
  const PublishedPort& port = orders_.plan.ports[index];
  forwarder_.publish(std::move(listener), port.address, port.port);
}

void Supervisor::reach_outside(Descriptor socket) {
  outside_.emplace(loop_, std::move(socket), forwarder_);
}

void Supervisor::on_exec(const std::string& id,
                         std::function<void(const engine_event::ExecExited&)> callback) {
  execs_[id] = std::move(callback);
}

void Supervisor::handle(const EngineEvent& event) {
  if (const auto* started = std::get_if<engine_event::Started>(&event);
      started != nullptr && is_service(started->container)) {
    timeline_.add(started->container, "started");
    if (started->container == resolver_id) service_is_ready(resolver_id);
    const ServicePlan* service = orders_.plan.find_service(started->container);
    if (service != nullptr && service->readiness.kind == Readiness::Kind::port) try_port(*service);
  } else if (const auto* ready = std::get_if<engine_event::Ready>(&event)) {
    service_is_ready(ready->container);
  } else if (const auto* failed = std::get_if<engine_event::StartFailed>(&event);
             failed != nullptr && is_service(failed->container)) {
    lose("infrastructure", failed->container, "could not be started", failed->reason);
  } else if (const auto* exited = std::get_if<engine_event::Exited>(&event)) {
    return handle_end(*exited);
  } else if (const auto* lost = std::get_if<engine_event::Lost>(&event)) {
    lose("infrastructure", "engine", "can no longer be used", lost->reason);
  } else if (const auto* exec = std::get_if<engine_event::ExecExited>(&event)) {
    if (const auto found = execs_.find(exec->exec); found != execs_.end()) {
      const auto callback = std::move(found->second);
      execs_.erase(found);
      return callback(*exec);
    }
  }
  for (const auto& task : tasks_) task->handle(event);
}

void Supervisor::handle_end(const engine_event::Exited& ended) {
  faults_.before_end(ended.container);
  if (is_service(ended.container)) service_ended(ended);
  for (const auto& task : tasks_) task->handle(ended);
  faults_.after_end(ended.container);
}

void Supervisor::try_port(const ServicePlan& service) {
  const auto found = std::find_if(
      orders_.plan.networks.begin(), orders_.plan.networks.end(),
      [&](const NetworkSpec& network) { return network.id == service.container.network; });
  if (found == orders_.plan.networks.end() || services_[service.name] != "STARTING") return;
  auto socket = engine_->open_socket("");
  if (socket && connect_socket(socket->get(), found->address, service.readiness.port, port_quantum))
    return service_is_ready(service.name);
  loop_.at(clock_.now() + port_quantum, [this, &service] { try_port(service); });
}

void Supervisor::service_is_ready(const std::string& name) {
  if (services_[name] == "READY" || services_[name] == "STOPPED") return;
  services_[name] = "READY";
  timeline_.add(name, "ready");
  faults_.service_is_ready(name);
  begin_tasks();
}

void Supervisor::begin_tasks() {
  const bool all = std::all_of(services_.begin(), services_.end(),
                               [](const auto& service) { return service.second == "READY"; });
  if (!all || state_ != State::starting || tasks_begun_) return;
  tasks_begun_ = true;
  for (const auto& task : tasks_) task->begin();
  look_at_tasks();
}

void Supervisor::service_ended(const engine_event::Exited& ended) {
  services_[ended.container] = "STOPPED";
  const std::string how = how_it_ended(ended);
  timeline_.add(ended.container, "exited", how);
  if (state_ != State::stopping && !faults_.asked_for(ended.container))
    return lose("infrastructure", ended.container, how,
                join(logs_.last_lines(ended.container, 3), "; "));
  look_at_tasks();
}

void Supervisor::look_at_tasks() {
  faults_.look_at_tasks();
  if (state_ == State::stopping) {
    const bool tasks_ended = std::all_of(tasks_.begin(), tasks_.end(), [](const auto& task) {
      return task->state().status == TaskStatus::stopped ||
             task->state().status == TaskStatus::provisioning;
    });
    if (tasks_ended && on_end_) loop_.soon(std::exchange(on_end_, nullptr));
    return;
  }
  for (const auto& task : tasks_) {
    look_at_task(*task);
    if (task->ready() && ready_tasks_.insert(task->plan().name).second)
      timeline_.add(task->plan().name, "ready");
  }
  const bool services = std::all_of(services_.begin(), services_.end(),
                                    [](const auto& service) { return service.second == "READY"; });
  const bool all = std::all_of(tasks_.begin(), tasks_.end(),
                               [](const auto& task) { return task->ready(); });
  if (state_ != State::starting || !services || !all || loss_) return;
  state_ = State::ready;
  timeline_.add("", "ready");
  if (on_state_) on_state_();
}

void Supervisor::look_at_task(const TaskDriver& task) {
  const TaskState& state = task.state();
  if (state.desired_stopped) {
    if (faults_.stopped_task(task.plan().name)) return;
    std::vector<std::string> causes;
    for (const ContainerState& container : state.containers) {
      const auto* definition = state.task.find(container.name);
      const bool ended = container.exit_code.has_value() || !container.reason.empty();
      if (definition == nullptr || !ended || (!definition->essential && container.exit_code == 0))
        continue;
      causes.push_back(container.name +
                       (container.exit_code ? " exit " + std::to_string(*container.exit_code) : "") +
                       (container.reason.empty() ? "" : "  " + container.reason));
    }
    return lose("product", task.plan().name, "stopped: " + state.stopped_reason,
                join(causes, "; "));
  }
  if (state_ != State::starting) return;
  if (task.port_never_opened())
    return lose("product", task.plan().name, "never listened",
                "nothing accepts connections on port " + std::to_string(task.plan().port));
  for (const ContainerState& container : state.containers) {
    const auto* definition = state.task.find(container.name);
    if (definition == nullptr || !definition->essential ||
        container.health != HealthStatus::unhealthy)
      continue;
    lose("product", task.plan().name + "/" + container.name, "never became healthy",
         container.last_check_output);
  }
}

void Supervisor::lose(const std::string& kind, const std::string& who, const std::string& what,
                      const std::string& detail) {
  if (loss_ || state_ == State::stopping) return;
  loss_ = WorldLoss{kind, who, what, detail, timeline_.now()};
  timeline_.add(who, "lost", what + (detail.empty() ? "" : ": " + detail));
  if (state_ == State::starting) state_ = State::failed;
  if (on_state_) on_state_();
}

void Supervisor::stop(std::function<void()> on_end) {
  state_ = State::stopping;
  on_end_ = std::move(on_end);
  timeline_.add("", "stopping");
  for (const auto& task : tasks_) task->stop("gonogo down");
  look_at_tasks();
}

std::vector<std::pair<std::string, std::string>> Supervisor::waiting() const {
  std::vector<std::pair<std::string, std::string>> rows;
  bool services = false;
  for (const auto& [name, state] : services_) {
    if (state != "STARTING") continue;
    services = true;
    rows.emplace_back(name, "waits for its readiness");
  }
  for (const auto& task : tasks_) {
    const std::string waits = services ? "waits for the services" : task->waiting_for();
    if (!task->ready() && !waits.empty()) rows.emplace_back(task->plan().name, waits);
  }
  return rows;
}

}  // namespace gonogo

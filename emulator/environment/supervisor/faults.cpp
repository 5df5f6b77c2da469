// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/faults.h"

#include <algorithm>
#include <utility>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"

namespace gonogo {
namespace {

// How long a service may take to end by itself before it is killed.
constexpr Milliseconds stop_patience{10'000};

bool same_place(const Fault& one, const Fault& other) {
  return one.kind == other.kind && one.from == other.from && one.to == other.to &&
         one.port == other.port;
}

std::string describe(const Fault& fault) {
  std::string text = fault.from.empty() ? "" : "from " + fault.from;
  if (fault.port != 0) text += (text.empty() ? "" : " ") + ("port " + std::to_string(fault.port));
  if (fault.kind == Fault::Kind::latency) {
    text += (text.empty() ? "" : " ") + to_text(fault.delay);
    if (fault.jitter.count() > 0) text += " ± " + to_text(fault.jitter);
  }
  if (fault.kind == Fault::Kind::loss)
    text += (text.empty() ? "" : " ") + (std::to_string(fault.percent) + " %");
  return text;
}

}  // namespace

struct Faults::Pending {
  Fault fault;
  OnDone on_done;
  EventLoop::Id timer = 0;
  EventLoop::Id kill_timer = 0;
};

Faults::Faults(const EnvironmentPlan& plan, Hands hands, const Tasks& tasks,
               StartService start_service)
    : plan_(plan), hands_(hands), tasks_(tasks), start_service_(std::move(start_service)) {}

Faults::~Faults() {
  for (const auto& [fault, timer] : ends_) hands_.loop.cancel(timer);
}

// Engine attach: what gonogo did not start it can't end, and this machine's network is not its own.
Result<Done> Faults::reach(const Fault& fault) const {
  const ServicePlan* service = plan_.find_service(fault.target);
  const std::string name(to_text(fault.kind));
  if (service != nullptr && service->external)
    return fail({.code = "fault-unavailable",
                 .what = "engine attach can't " + name + " " + fault.target +
                         ": it is a server that runs outside of gonogo",
                 .hint = "run this scenario where containers can be made: --engine embedded"});
  if (plan_.engine == "attach" && !fault.to.empty())
    return fail({.code = "fault-unavailable",
                 .what = "engine attach has no network of its own, so there is no " + name +
                         " towards " + fault.to,
                 .hint = "run this scenario where containers can be made: --engine embedded"});
  return Done{};
}

bool Faults::is_on(const Fault& fault) const {
  if (fault.kind == Fault::Kind::pause) return paused_.count(fault.target) != 0;
  const auto found = impaired_.find(fault.to);
  return found != impaired_.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [&](const Fault& each) { return same_place(each, fault); });
}

// Whoever waits for what it holds up would not come to ending it.
void Faults::end_later(const Fault& fault) {
  Fault end = fault;
  end.end = true;
  const auto timer = hands_.loop.at(hands_.clock.now() + fault.lasting,
                                    [this, end] { begin(end, {}, [](const Result<Done>&) {}); });
  ends_.emplace_back(fault, timer);
}

void Faults::forget_ends(const Fault& fault) {
  std::erase_if(ends_, [&](const auto& each) {
    const bool meant = fault.kind == Fault::Kind::clear ||
                       (fault.target.empty() ? same_place(each.first, fault)
                                             : each.first.target == fault.target);
    if (meant) hands_.loop.cancel(each.second);
    return meant;
  });
}

void Faults::begin(const Fault& fault, Milliseconds timeout, OnDone on_done) {
  if (auto reached = reach(fault); !reached) return on_done(reached);
  forget_ends(fault);
  if (fault.end && !is_on(fault)) return on_done(Done{});  // its time is over already
  if (fault.lasting.count() > 0 && !fault.end)
    on_done = [this, fault, told = std::move(on_done)](const Result<Done>& done) {
      if (done) end_later(fault);
      told(done);
    };
  switch (fault.kind) {
    case Fault::Kind::kill: return kill_container(fault, std::move(on_done), timeout);
    case Fault::Kind::stop: return stop_task(fault, std::move(on_done), timeout);
    case Fault::Kind::restart: return restart_service(fault, std::move(on_done), timeout);
    case Fault::Kind::pause:
    case Fault::Kind::resume: return on_done(pause_or_resume(fault));
    case Fault::Kind::blackhole:
    case Fault::Kind::latency:
    case Fault::Kind::loss: return on_done(impair(fault));
    case Fault::Kind::clear: return on_done(clear());
  }
}

std::vector<std::string> Faults::containers() const {
  std::vector<std::string> ids;
  for (const TaskPlan& task : plan_.tasks)
    for (const ContainerSpec& container : task.containers) ids.push_back(container.id);
  for (const ServicePlan& service : plan_.services) ids.push_back(service.container.id);
  return ids;
}

void Faults::wait(const Fault& fault, OnDone on_done, Milliseconds timeout) {
  auto pending = std::make_unique<Pending>(Pending{fault, std::move(on_done)});
  const auto late = [this, fault, timeout] {
    finish(fault.kind, fault.target,
           fail({.code = "timed-out",
                 .what = std::string(to_text(fault.kind)) + " " + fault.target +
                         " took longer than " + to_text(timeout)}));
  };
  pending->timer = hands_.loop.at(hands_.clock.now() + timeout, late);
  pending_.push_back(std::move(pending));
}

void Faults::finish(Fault::Kind kind, const std::string& target, const Result<Done>& result) {
  std::vector<OnDone> told;
  for (auto each = pending_.begin(); each != pending_.end();) {
    if ((*each)->fault.kind != kind || (*each)->fault.target != target) {
      ++each;
      continue;
    }
    hands_.loop.cancel((*each)->timer);
    hands_.loop.cancel((*each)->kill_timer);
    told.push_back(std::move((*each)->on_done));
    each = pending_.erase(each);
  }
  for (const OnDone& on_done : told) on_done(result);
}

void Faults::kill_container(const Fault& fault, OnDone on_done, Milliseconds timeout) {
  const auto known = containers();
  if (std::find(known.begin(), known.end(), fault.target) == known.end())
    return on_done(fail({.code = "unknown-container",
                         .what = "there is no container \"" + fault.target + "\"" +
                                 did_you_mean(fault.target, known),
                         .seen = join(known, ", ")}));
  asked_.insert(fault.target);
  paused_.erase(fault.target);
  hands_.timeline.add(fault.target, "fault", "kill");
  auto done = hands_.engine.signal(fault.target, "SIGKILL");
  if (done) return wait(fault, std::move(on_done), timeout);
  asked_.erase(fault.target);
  on_done(done);
}

void Faults::stop_task(const Fault& fault, OnDone on_done, Milliseconds timeout) {
  std::vector<std::string> names;
  for (const auto& task : tasks_) {
    names.push_back(task->plan().name);
    if (task->plan().name != fault.target) continue;
    stopped_.insert(fault.target);
    hands_.timeline.add(fault.target, "fault", "stop");
    wait(fault, std::move(on_done), timeout);
    task->stop("stopped by a scenario");
    return look_at_tasks();
  }
  on_done(
      fail({.code = "unknown-task",
            .what = "there is no task \"" + fault.target + "\"" + did_you_mean(fault.target, names),
            .seen = join(names, ", ")}));
}

void Faults::restart_service(const Fault& fault, OnDone on_done, Milliseconds timeout) {
  const ServicePlan* service = plan_.find_service(fault.target);
  std::vector<std::string> names;
  for (const ServicePlan& each : plan_.services) names.push_back(each.name);
  if (service == nullptr)
    return on_done(fail(
        {.code = "unknown-service",
         .what = "there is no service \"" + fault.target + "\"" + did_you_mean(fault.target, names),
         .seen = join(names, ", ")}));
  hands_.timeline.add(fault.target, "fault", "restart");
  wait(fault, std::move(on_done), timeout);
  Pending& pending = *pending_.back();
  // A stopped process takes no signal but SIGKILL.
  if (paused_.erase(fault.target) != 0) (void)hands_.engine.resume(fault.target);
  asked_.insert(fault.target);
  if (auto done = hands_.engine.signal(fault.target, service->container.stop_signal); !done) {
    // It does not run: an earlier kill.
    asked_.erase(fault.target);
    if (auto started = start_service_(*service); !started)
      finish(fault.kind, fault.target, started);
    return;
  }
  pending.kill_timer =
      hands_.loop.at(hands_.clock.now() + stop_patience,
                     [this, id = fault.target] { (void)hands_.engine.signal(id, "SIGKILL"); });
}

Result<Done> Faults::pause_or_resume(const Fault& fault) {
  const bool pause = (fault.kind == Fault::Kind::pause) != fault.end;
  const auto known = containers();
  if (std::find(known.begin(), known.end(), fault.target) == known.end())
    return fail({.code = "unknown-container",
                 .what = "there is no container \"" + fault.target + "\"" +
                         did_you_mean(fault.target, known),
                 .seen = join(known, ", ")});
  auto done = pause ? hands_.engine.pause(fault.target) : hands_.engine.resume(fault.target);
  if (!done) return done;
  if (pause)
    paused_.insert(fault.target);
  else
    paused_.erase(fault.target);
  hands_.timeline.add(fault.target, "fault", pause ? "pause" : "resume");
  return Done{};
}

Result<std::string> Faults::address_of(const std::string& place) const {
  std::vector<std::string> names;
  for (const NetworkSpec& network : plan_.networks) {
    if (network.id == place) return network.address;
    names.push_back(network.id);
  }
  if (plan_.find_task(place) != nullptr || plan_.find_service(place) != nullptr)
    return fail(
        {.code = "fault-unavailable",
         .what = "with topology: localhost there is no network between " + place + " and others",
         .hint = "topology: vpc, or kill, pause, stop and restart instead"});
  return fail({.code = "unknown-task",
               .what = "there is no task or service \"" + place + "\"" + did_you_mean(place, names),
               .seen = join(names, ", ")});
}

Result<Impairment> Faults::impairment_of(const Fault& fault) const {
  // Held back, lost or dropped where they arrive: a packet that is refused on its way out would be
  // an error at the sender's, which no network gives.
  Impairment impairment{.kind = fault.kind == Fault::Kind::latency ? Impairment::Kind::latency
                                : fault.kind == Fault::Kind::loss  ? Impairment::Kind::loss
                                                                   : Impairment::Kind::blackhole,
                        .port = fault.port,
                        .delay = fault.delay,
                        .jitter = fault.jitter,
                        .percent = fault.percent};
  if (fault.from.empty()) {
    impairment.spared = {plan_.gateway};
    return impairment;
  }
  auto address = address_of(fault.from);
  if (!address) return fail(address.error());
  impairment.peers = {*address};
  return impairment;
}

Result<Done> Faults::apply(const std::string& network) {
  std::vector<Impairment> list;
  for (const Fault& fault : impaired_[network]) {
    auto impairment = impairment_of(fault);
    if (!impairment) return fail(impairment.error());
    list.push_back(std::move(*impairment));
  }
  for (const auto& [key, impairment] : injected_[network]) list.push_back(impairment);
  return hands_.engine.impair(network, list);
}

Result<Done> Faults::inject(const std::string& task, const std::string& key,
                            Impairment impairment) {
  // A task must be able to end what it began.
  impairment.spared.emplace_back(agent_address);
  injected_[task][key] = std::move(impairment);
  auto done = apply(task);
  if (!done) injected_[task].erase(key);
  if (done) hands_.timeline.add(task, "fault", key + " (asked for by the task)");
  return done;
}

Result<Done> Faults::withdraw(const std::string& task, const std::string& key) {
  if (injected_[task].erase(key) == 0) return Done{};
  hands_.timeline.add(task, "fault", key + " ends");
  return apply(task);
}

bool Faults::injected(const std::string& task, const std::string& key) const {
  const auto found = injected_.find(task);
  return found != injected_.end() && found->second.count(key) != 0;
}

Result<Done> Faults::impair(const Fault& fault) {
  if (auto known = address_of(fault.to); !known) return fail(known.error());
  if (auto readable = impairment_of(fault); !readable) return fail(readable.error());
  auto& list = impaired_[fault.to];
  const auto before = list;
  list.erase(std::remove_if(list.begin(), list.end(),
                            [&](const Fault& each) { return same_place(each, fault); }),
             list.end());
  if (!fault.end) list.push_back(fault);
  if (auto done = apply(fault.to); !done) {
    list = before;
    return done;
  }
  hands_.timeline.add(
      fault.to, "fault",
      std::string(to_text(fault.kind)) + (fault.end ? " ends " : " ") + describe(fault));
  return Done{};
}

Result<Done> Faults::clear() {
  Result<Done> result = Done{};
  for (const std::string& id : std::exchange(paused_, {}))
    // One that was killed while it was paused has nothing left to go on with.
    if (auto done = hands_.engine.resume(id); !done && done.error().code != "not-running")
      result = done;
  std::set<std::string> networks;
  for (auto& [network, list] : impaired_)
    if (!std::exchange(list, {}).empty()) networks.insert(network);
  for (auto& [network, list] : injected_)
    if (!std::exchange(list, {}).empty()) networks.insert(network);
  for (const std::string& network : networks)
    if (auto done = apply(network); !done) result = done;
  if (result) hands_.timeline.add("", "fault", "all cleared");
  return result;
}

void Faults::before_end(const std::string& container) {
  if (asked_.erase(container) != 0) ending_ = container;
}

void Faults::after_end(const std::string& container) {
  if (ending_ != container) return;
  ending_.clear();
  finish(Fault::Kind::kill, container, Done{});
  const bool restarts = std::any_of(pending_.begin(), pending_.end(), [&](const auto& each) {
    return each->fault.kind == Fault::Kind::restart && each->fault.target == container;
  });
  const ServicePlan* service = plan_.find_service(container);
  if (!restarts || service == nullptr) return;
  if (auto started = start_service_(*service); !started)
    finish(Fault::Kind::restart, container, started);
}

bool Faults::stopped_task(const std::string& task) {
  if (!ending_.empty() && ending_.rfind(task + "/", 0) == 0) stopped_.insert(task);
  return stopped_.count(task) != 0;
}

void Faults::service_is_ready(const std::string& service) {
  finish(Fault::Kind::restart, service, Done{});
}

void Faults::look_at_tasks() {
  for (const auto& task : tasks_)
    if (task->state().status == TaskStatus::stopped)
      finish(Fault::Kind::stop, task->plan().name, Done{});
}

}  // namespace gonogo

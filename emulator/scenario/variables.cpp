// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/variables.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/unknown_names.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

Error unknown(std::string code, const std::string& kind, const std::string& name,
              const std::vector<std::string>& known) {
  return {.code = std::move(code), .what = unknown_text(kind, name, known)};
}

template <typename Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& entry : map) keys.push_back(entry.first);
  return keys;
}

void add_secret(const Value& value, Redactor& redactor) {
  for (const Value& item : value.items()) add_secret(item, redactor);
  for (const Value::Member& member : value.members()) add_secret(member.value, redactor);
  if (!value.is_array() && !value.is_object() && !value.is_null())
    redactor.add(Secret(text_of(value)));
}

std::string url_of(const std::string& host, std::uint16_t port) {
  return "http://" + host + (port == 80 ? "" : ":" + std::to_string(port));
}

}  // namespace

Variables::Variables(const Scenario& scenario, ScenarioContext& context, Generators& generators)
    : context_(context),
      generators_(generators),
      secrets_(scenario.secrets),
      layers_{{.written = scenario.row},
              {.ready = context.settings},
              {.written = scenario.vars},
              {.written = context.vars}} {}

Variables::Variables(std::map<std::string, Value> arguments, std::map<std::string, Value> defaults,
                     const std::vector<std::string>& secrets, ScenarioContext& context,
                     Generators& generators)
    : context_(context),
      generators_(generators),
      secrets_(secrets),
      layers_{{.ready = std::move(arguments)},
              {.ready = context.settings},
              {.written = std::move(defaults)},
              {.written = context.vars}} {}

void Variables::hide_secrets() {
  for (const std::string& name : secrets_) (void)variable(name);
}

Result<Value> Variables::look_up(const Placeholder& placeholder) {
  switch (placeholder.kind) {
    case Placeholder::Kind::variable: return variable(placeholder.name);
    case Placeholder::Kind::environment: return environment_variable(placeholder);
    case Placeholder::Kind::secret: return secret(placeholder.name);
    case Placeholder::Kind::task: return task(placeholder);
    case Placeholder::Kind::service: return service(placeholder);
    case Placeholder::Kind::generator:
      return generators_.make(placeholder, context_.world.clock.wall());
  }
  return Value();
}

Result<Value> Variables::variable(const std::string& name) {
  auto value = find_variable(name);
  const bool hidden = std::find(secrets_.begin(), secrets_.end(), name) != secrets_.end();
  if (value && hidden) add_secret(*value, context_.redactor);
  return value;
}

// "a.b" is the variable of that name, else the member b of the mapping a.
Result<Value> Variables::find_variable(const std::string& name) {
  for (const auto* direct : {&items_, &captures_})
    if (const auto found = direct->find(name); found != direct->end()) return found->second;
  for (Layer& layer : layers_)
    if (layer.ready.contains(name) || layer.written.contains(name)) return from_layer(layer, name);
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos) return fail(unknown("unknown-variable", "variable", name, names()));
  auto owner = variable(name.substr(0, dot));
  if (!owner) return owner;
  const Value* member = owner->find(name.substr(dot + 1));
  if (member != nullptr) return *member;
  std::vector<std::string> known;
  for (const Value::Member& each : owner->members())
    known.push_back(name.substr(0, dot + 1) + each.key);
  return fail(unknown("unknown-variable", "variable", name, known));
}

Result<Value> Variables::from_layer(Layer& layer, const std::string& name) {
  if (const auto ready = layer.ready.find(name); ready != layer.ready.end()) return ready->second;
  if (std::find(resolving_.begin(), resolving_.end(), name) != resolving_.end())
    return fail({.code = "variable-cycle",
                 .what = "the variable \"" + name + "\" needs itself",
                 .seen = join(resolving_, " → ") + " → " + name});
  resolving_.push_back(name);
  auto value = interpolate(layer.written.at(name), lookup());
  resolving_.pop_back();
  if (value) layer.ready[name] = *value;
  return value;
}

Result<Value> Variables::environment_variable(const Placeholder& placeholder) const {
  const auto found = context_.world.environment.find(placeholder.name);
  const bool set = found != context_.world.environment.end();
  // As a shell's :- does: an empty variable counts as not set.
  if (set && (!found->second.empty() || !placeholder.fallback)) return Value(found->second);
  if (placeholder.fallback) return Value(*placeholder.fallback);
  Error error{.code = "unknown-variable",
              .what = "the variable \"" + placeholder.name + "\" of the environment is not set",
              .hint = "set it, or write ${env." + placeholder.name + ":-default}"};
  return fail(std::move(error));
}

Result<Value> Variables::secret(const std::string& name) {
  const auto found = context_.secrets.find(name);
  if (found == context_.secrets.end())
    return fail(unknown("unknown-secret", "secret", name, keys_of(context_.secrets)));
  context_.redactor.add(found->second);
  return Value(found->second.reveal());
}

Result<Value> Variables::task(const Placeholder& placeholder) const {
  const EnvironmentPlan& plan = context_.environment.plan();
  const TaskPlan* task = plan.find_task(placeholder.name);
  if (task == nullptr) {
    std::vector<std::string> known;
    for (const TaskPlan& each : plan.tasks) known.push_back(each.name);
    return fail(unknown("unknown-task", "task", placeholder.name, known));
  }
  if (placeholder.part == "published") {
    const std::uint16_t port = context_.environment.published_port(task->name);
    if (port != 0) return Value(url_of("127.0.0.1", port));
    return fail({.code = "task-not-published",
                 .what = "the task \"" + task->name + "\" is not published on this machine",
                 .hint = "add tasks." + task->name + ".publish to gonogo.yaml"});
  }
  if (task->port == 0)
    return fail({.code = "task-without-port",
                 .what = "the task \"" + task->name + "\" has no port",
                 .hint = "give tasks." + task->name + ".port in gonogo.yaml"});
  return Value(url_of(task->hostname, task->port));
}

Result<Value> Variables::service(const Placeholder& placeholder) const {
  const EnvironmentPlan& plan = context_.environment.plan();
  const ServicePlan* service = plan.find_service(placeholder.name);
  if (service == nullptr) {
    std::vector<std::string> known;
    for (const ServicePlan& each : plan.services) known.push_back(each.name);
    return fail(unknown("unknown-service", "service", placeholder.name, known));
  }
  if (placeholder.part == "host") return Value(service->hostname);
  return Value(static_cast<int>(service->port));
}

std::vector<std::string> Variables::names() const {
  std::vector<std::string> all = keys_of(items_);
  const auto add = [&](const std::map<std::string, Value>& map) {
    for (const auto& entry : map) all.push_back(entry.first);
  };
  add(captures_);
  for (const Layer& layer : layers_) {
    add(layer.written);
    add(layer.ready);
  }
  return all;
}

}  // namespace gonogo

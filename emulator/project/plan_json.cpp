// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "emulator/project/plan.h"
#include "emulator/project/spec_json.h"
#include "emulator/task/task_json.h"

namespace gonogo {
namespace {

template <typename T, typename F>
Value list_of(const std::vector<T>& items, F to) {
  Value list = Value::array();
  for (const T& item : items) list.push(to(item));
  return list;
}

template <typename T, typename F>
std::vector<T> read_list(const Value& value, std::string_view key, F read) {
  std::vector<T> items;
  if (const Value* list = value.find(key))
    for (const Value& item : list->items()) items.push_back(read(item));
  return items;
}

Value approximation_value(const Approximation& each) {
  return Value::object({{"id", each.id}, {"text", each.text}});
}

Approximation read_approximation(const Value& value) {
  return {text_of(value, "id"), text_of(value, "text")};
}

Value parameter_value(const ParameterLine& line) {
  Value value =
      Value::object({{"parameter", line.parameter}, {"state", std::string(to_text(line.state))}});
  if (!line.id.empty()) value.set("id", line.id);
  if (!line.text.empty()) value.set("text", line.text);
  return value;
}

ParameterLine read_parameter(const Value& value) {
  ParameterLine line{.parameter = text_of(value, "parameter"),
                     .id = text_of(value, "id"),
                     .text = text_of(value, "text")};
  for (const ParityState state : {ParityState::approximated, ParityState::not_mirrored})
    if (text_of(value, "state") == to_text(state)) line.state = state;
  return line;
}

Value network_value(const NetworkSpec& network) {
  return Value::object(
      {{"id", network.id}, {"address", network.address}, {"hostname", network.hostname}});
}

Value port_value(const PublishedPort& port) {
  return Value::object(
      {{"host", port.host}, {"task", port.task}, {"address", port.address}, {"port", port.port}});
}

Value external_value(const ExternalPlan& external) {
  return Value::object({{"name", external.name},
                        {"called", external.called},
                        {"host", external.host},
                        {"port", external.port}});
}

ExternalPlan read_external(const Value& value) {
  return {text_of(value, "name"), static_cast<std::uint16_t>(number_of(value, "called")),
          text_of(value, "host"), static_cast<std::uint16_t>(number_of(value, "port"))};
}

Value line_value(const PlanLine& line) {
  return Value::object({{"op", line.operation}, {"target", line.target}, {"cause", line.cause}});
}

Value image_value(const ImageUse& image) {
  return Value::object(
      {{"name", image.name}, {"digest", image.digest}, {"standIn", image.stand_in}});
}

Value service_value(const ServicePlan& service, Secrets secrets) {
  Value value = Value::object({{"name", service.name},
                               {"external", service.external},
                               {"engine", static_cast<int>(service.engine)},
                               {"hostname", service.hostname},
                               {"port", service.port},
                               {"version", service.version},
                               {"wanted", service.wanted},
                               {"readyByPort", service.readiness.kind == Readiness::Kind::port},
                               {"readyPort", service.readiness.port},
                               {"container", to_value(service.container, secrets)},
                               {"database", service.database},
                               {"user", service.user},
                               {"adminUser", service.admin_user}});
  if (secrets == Secrets::shown) {
    value.set("password", service.password.reveal());
    value.set("adminPassword", service.admin_password.reveal());
  }
  return value;
}

ServicePlan read_service(const Value& value) {
  return {.name = text_of(value, "name"),
          .external = flag_of(value, "external"),
          .engine = static_cast<ServiceEngine>(number_of(value, "engine")),
          .hostname = text_of(value, "hostname"),
          .port = static_cast<std::uint16_t>(number_of(value, "port")),
          .version = text_of(value, "version"),
          .wanted = text_of(value, "wanted"),
          .readiness = {flag_of(value, "readyByPort") ? Readiness::Kind::port
                                                      : Readiness::Kind::notify,
                        static_cast<std::uint16_t>(number_of(value, "readyPort"))},
          .container = container_spec_of(part_of(value, "container")),
          .database = text_of(value, "database"),
          .user = text_of(value, "user"),
          .password = Secret(text_of(value, "password")),
          .admin_user = text_of(value, "adminUser"),
          .admin_password = Secret(text_of(value, "adminPassword"))};
}

Value task_value(const TaskPlan& task, Secrets secrets) {
  return Value::object(
      {{"name", task.name},
       {"definition", lifecycle_part(task.definition)},
       {"taskId", task.task_id},
       {"hostname", task.hostname},
       {"address", task.address},
       {"port", task.port},
       {"exactHealth", task.exact_health},
       {"service", task.service},
       {"containers",
        list_of(task.containers, [&](const auto& spec) { return to_value(spec, secrets); })},
       {"images", pairs_value(task.images)}});
}

TaskPlan read_task(const Value& value) {
  return {.name = text_of(value, "name"),
          .definition = task_of_lifecycle_part(part_of(value, "definition")),
          .task_id = text_of(value, "taskId"),
          .hostname = text_of(value, "hostname"),
          .address = text_of(value, "address"),
          .port = static_cast<std::uint16_t>(number_of(value, "port")),
          .exact_health = flag_of(value, "exactHealth"),
          .service = flag_of(value, "service"),
          .containers = read_list<ContainerSpec>(value, "containers", container_spec_of),
          .images = pairs_of(part_of(value, "images"))};
}

Value plan_value(const EnvironmentPlan& plan, Secrets secrets) {
  return Value::object(
      {{"environment", plan.environment},
       {"engine", plan.engine},
       {"project", plan.project},
       {"region", plan.region},
       {"timeScale", plan.time_scale},
       {"vpcCidr", plan.vpc_cidr},
       {"gateway", plan.gateway},
       {"resolver", plan.resolver},
       {"networks", list_of(plan.networks, network_value)},
       {"names", pairs_value(plan.names)},
       {"resolverContainer", to_value(plan.resolver_container, secrets)},
       {"services",
        list_of(plan.services, [&](const auto& each) { return service_value(each, secrets); })},
       {"tasks", list_of(plan.tasks, [&](const auto& each) { return task_value(each, secrets); })},
       {"ports", list_of(plan.ports, port_value)},
       {"externals", list_of(plan.externals, external_value)},
       {"lines", list_of(plan.lines, line_value)},
       {"approximations", list_of(plan.approximations, approximation_value)},
       {"notMirrored", list_of(plan.not_mirrored, approximation_value)},
       {"mirrored", plan.mirrored},
       {"parameters", list_of(plan.parameters, parameter_value)},
       {"images", list_of(plan.images, image_value)}});
}

}  // namespace

Value to_value(const EnvironmentPlan& plan) { return plan_value(plan, Secrets::shown); }
Value to_public_value(const EnvironmentPlan& plan) { return plan_value(plan, Secrets::left_out); }

Result<EnvironmentPlan> plan_of_value(const Value& value) {
  if (!value.is_object() || value.find("environment") == nullptr)
    return fail({.code = "bad-plan", .what = "this is no plan of an environment"});
  const auto read_network = [](const Value& v) {
    return NetworkSpec{text_of(v, "id"), text_of(v, "address"), text_of(v, "hostname")};
  };
  const auto read_port = [](const Value& v) {
    return PublishedPort{static_cast<std::uint16_t>(number_of(v, "host")), text_of(v, "task"),
                         text_of(v, "address"), static_cast<std::uint16_t>(number_of(v, "port"))};
  };
  const auto read_line = [](const Value& v) {
    return PlanLine{text_of(v, "op"), text_of(v, "target"), text_of(v, "cause")};
  };
  const auto read_image = [](const Value& v) {
    return ImageUse{text_of(v, "name"), text_of(v, "digest"), flag_of(v, "standIn")};
  };
  const Value* scale = value.find("timeScale");
  return EnvironmentPlan{
      .environment = text_of(value, "environment"),
      .engine = text_of(value, "engine"),
      .project = text_of(value, "project"),
      .region = text_of(value, "region"),
      .time_scale = scale != nullptr ? scale->as_number() : 1,
      .vpc_cidr = text_of(value, "vpcCidr"),
      .gateway = text_of(value, "gateway"),
      .resolver = text_of(value, "resolver"),
      .networks = read_list<NetworkSpec>(value, "networks", read_network),
      .names = pairs_of(part_of(value, "names")),
      .resolver_container = container_spec_of(part_of(value, "resolverContainer")),
      .services = read_list<ServicePlan>(value, "services", read_service),
      .tasks = read_list<TaskPlan>(value, "tasks", read_task),
      .ports = read_list<PublishedPort>(value, "ports", read_port),
      .externals = read_list<ExternalPlan>(value, "externals", read_external),
      .lines = read_list<PlanLine>(value, "lines", read_line),
      .approximations = read_list<Approximation>(value, "approximations", read_approximation),
      .not_mirrored = read_list<Approximation>(value, "notMirrored", read_approximation),
      .mirrored = static_cast<int>(number_of(value, "mirrored")),
      .parameters = read_list<ParameterLine>(value, "parameters", read_parameter),
      .images = read_list<ImageUse>(value, "images", read_image)};
}

}  // namespace gonogo

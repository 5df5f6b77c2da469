// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/project/cidr.h"
#include "emulator/project/plan_parts.h"

namespace gonogo {
namespace {

// AWS reserves the first addresses of a network: router at base + 1, resolver at base + 2 (VPC guide).
constexpr std::uint32_t gateway_at = 1;
constexpr std::uint32_t resolver_at = 2;
constexpr std::uint32_t services_at = 10;
constexpr std::uint32_t tasks_at = 20;
constexpr std::uint32_t most_services = tasks_at - services_at;
constexpr std::uint32_t most_tasks = 200;
constexpr std::uint32_t externals_at = tasks_at + most_tasks;
constexpr std::uint32_t most_externals = 30;
constexpr const char* shared_network = "localhost";
constexpr const char* loopback = "127.0.0.1";

void add_place(EnvironmentPlan& plan, const std::string& id, const std::string& address,
               const std::string& hostname, const std::vector<std::string>& names,
               const std::string& cause) {
  plan.networks.push_back({id, address, hostname});
  plan.lines.push_back({"network", id + "  " + address, cause});
  for (const std::string& name : names) {
    plan.names.emplace_back(name, address);
    plan.lines.push_back({"name", name + "  " + address, cause});
  }
}

Result<Done> add_services(const PlanInputs& inputs, const Cidr& vpc, EnvironmentPlan& plan,
                          Redactor& redactor) {
  std::uint32_t at = services_at;
  for (const ServiceEntry& entry : inputs.project.services) {
    auto service = plan_service(inputs, entry, redactor);
    if (!service) return fail(service.error());
    const std::string cause = "services." + entry.name + " of " + inputs.project.file;
    const std::string address = inputs.attach ? entry.attach.host : vpc.address(at++);
    add_place(plan, entry.name, address, entry.hostname, {entry.hostname}, cause);
    plan.lines.push_back({"service", entry.name + "  " + service->version, cause});
    if (!inputs.attach)
      plan.images.push_back({entry.name, inputs.service_roots.at(entry.name).root.digest, false});
    plan.services.push_back(std::move(*service));
  }
  return Done{};
}

void add_ports(const PlanInputs& inputs, const TaskEntry& entry, const TaskPlan& task,
               EnvironmentPlan& plan) {
  const auto add = [&](std::uint16_t host, std::uint16_t port, const std::string& cause) {
    plan.ports.push_back({inputs.publish_anywhere ? std::uint16_t{0} : host, entry.name,
                          task.address, port});
    plan.lines.push_back({"publish",
                          (plan.ports.back().host == 0
                               ? std::string("127.0.0.1, a free port")
                               : "127.0.0.1:" + std::to_string(host)) +
                              " to " + entry.name + ":" + std::to_string(port),
                          cause});
  };
  for (const auto& [host, port] : entry.publish)
    add(host, port, "tasks." + entry.name + ".publish of " + inputs.project.file);
  if (entry.publish.empty() && inputs.publish_anywhere && task.port != 0)
    add(0, task.port, "scenarios may ask for ${task." + entry.name + ".published}");
}

void add_images(const PlanInputs& inputs, const TaskPlan& task, EnvironmentPlan& plan) {
  for (const auto& each : task.images) {
    const std::string& image = each.second;
    const bool known = std::any_of(plan.images.begin(), plan.images.end(),
                                   [&](const ImageUse& use) { return use.name == image; });
    const Root& root = inputs.roots.at(image);
    if (!known) plan.images.push_back({image, root.digest, root.stand_in});
  }
}

Result<Done> add_tasks(const PlanInputs& inputs, const Cidr& vpc, EnvironmentPlan& plan,
                       Redactor& redactor) {
  std::uint32_t at = tasks_at;
  for (const TaskEntry& entry : inputs.project.tasks) {
    const auto definition =
        std::find_if(inputs.definitions.begin(), inputs.definitions.end(),
                     [&](const auto& pair) { return pair.first == entry.name; });
    if (definition == inputs.definitions.end())
      return fail({.code = "no-definition",
                   .what = "task " + entry.name + " has no definition",
                   .where = entry.where});
    auto task = inputs.attach
                    ? plan_task(inputs, entry, attach_definition(entry, definition->second),
                                loopback, redactor)
                    : plan_task(inputs, entry, definition->second, vpc.address(at++), redactor);
    if (!task) return fail(task.error());
    const std::string& file = entry.definition;
    add_place(plan, entry.name, task->address,
              private_hostname(task->address, inputs.project.region),
              {entry.hostname, entry.name + "." + inputs.project.name + ".internal",
               private_hostname(task->address, inputs.project.region)},
              "tasks." + entry.name + " of " + inputs.project.file);
    for (size_t i = 0; i < task->containers.size(); ++i)
      plan.lines.push_back({"container", task->containers[i].id + "  " + task->images[i].second,
                            "containerDefinitions/" + std::to_string(i) + " of " + file});
    add_ports(inputs, entry, *task, plan);
    add_images(inputs, *task, plan);
    plan.tasks.push_back(std::move(*task));
  }
  return Done{};
}

Result<Done> add_externals(const PlanInputs& inputs, const Cidr& vpc, EnvironmentPlan& plan) {
  std::uint32_t at = externals_at;
  for (const ExternalEntry& entry : inputs.project.externals) {
    if (entry.host.empty()) continue;
    if (at >= externals_at + most_externals)
      return fail({.code = "vpc-too-small",
                   .what = "at most " + std::to_string(most_externals) + " externals have an address",
                   .where = {.file = inputs.project.file}});
    const std::string cause = "externals." + entry.name + " of " + inputs.project.file;
    add_place(plan, entry.name, vpc.address(at++), entry.name, {entry.name}, cause);
    plan.lines.push_back({"external",
                          entry.name + ":" + std::to_string(entry.called) + " to " + entry.host +
                              ":" + std::to_string(entry.port) + " of this machine",
                          cause});
    plan.externals.push_back({entry.name, entry.called, entry.host, entry.port});
  }
  return Done{};
}

// One network for all, as the services of a Bitbucket step are: every name is its address.
void share_network(const std::string& file, EnvironmentPlan& plan) {
  const NetworkSpec shared{shared_network, plan.networks.back().address, "localhost"};
  const auto move = [&](ContainerSpec& container) { container.network = shared_network; };
  for (ServicePlan& service : plan.services) move(service.container);
  for (TaskPlan& task : plan.tasks) {
    task.address = shared.address;
    for (ContainerSpec& container : task.containers) move(container);
  }
  for (auto& [name, address] : plan.names) address = shared.address;
  for (PublishedPort& port : plan.ports) port.address = shared.address;
  plan.networks = {shared};
  std::erase_if(plan.lines, [](const PlanLine& line) {
    return line.operation == "network" || line.operation == "name";
  });
  const std::string cause = "topology: localhost of " + file;
  plan.lines.push_back({"network", shared.id + "  " + shared.address, cause});
  for (const auto& [name, address] : plan.names)
    plan.lines.push_back({"name", name + "  " + address, cause});
}

}  // namespace

const TaskPlan* EnvironmentPlan::find_task(const std::string& name) const {
  const auto found = std::find_if(tasks.begin(), tasks.end(),
                                  [&](const TaskPlan& task) { return task.name == name; });
  return found != tasks.end() ? &*found : nullptr;
}

const ServicePlan* EnvironmentPlan::find_service(const std::string& name) const {
  const auto found =
      std::find_if(services.begin(), services.end(),
                   [&](const ServicePlan& service) { return service.name == name; });
  return found != services.end() ? &*found : nullptr;
}

Result<EnvironmentPlan> make_plan(const PlanInputs& inputs, Redactor& redactor) {
  const Project& project = inputs.project;
  const auto vpc = parse_cidr(project.vpc_cidr);
  if (!vpc || project.services.size() > most_services || project.tasks.size() > most_tasks)
    return fail({.code = "vpc-too-small",
                 .what = "the VPC has no room for that many tasks and services",
                 .where = {.file = project.file},
                 .seen = project.vpc_cidr + ", " + std::to_string(project.services.size()) +
                         " services, " + std::to_string(project.tasks.size()) + " tasks",
                 .hint = "at most 10 services and 200 tasks"});
  EnvironmentPlan plan{.environment = inputs.environment,
                       .project = project.name,
                       .region = project.region,
                       .time_scale = inputs.time_scale,
                       .vpc_cidr = project.vpc_cidr,
                       .gateway = vpc->address(gateway_at),
                       .resolver = vpc->address(resolver_at)};
  plan.lines.push_back({"vpc", project.vpc_cidr, "vpc.cidr of " + project.file});
  if (auto done = add_services(inputs, *vpc, plan, redactor); !done) return fail(done.error());
  if (auto done = add_tasks(inputs, *vpc, plan, redactor); !done) return fail(done.error());
  if (inputs.attach) {
    note_parity(inputs, plan);
    if (auto done = finish_attach(inputs, plan, redactor); !done) return fail(done.error());
    list_parameters(plan);
    return plan;
  }
  if (project.localhost_topology && !plan.networks.empty()) share_network(project.file, plan);
  if (auto done = add_externals(inputs, *vpc, plan); !done) return fail(done.error());
  auto resolver = plan_resolver(inputs, plan);
  if (!resolver) return fail(resolver.error());
  plan.resolver_container = std::move(*resolver);
  note_parity(inputs, plan);
  list_parameters(plan);
  return plan;
}

}  // namespace gonogo

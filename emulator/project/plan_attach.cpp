// SPDX-License-Identifier: Apache-2.0
// Engine attach: what definitions and services become on a machine that makes no containers.
#include <algorithm>
#include <cctype>
#include <map>

#include "emulator/base/text.h"
#include "emulator/project/plan_parts.h"

namespace gonogo {
namespace {

/// What a program needs of the machine's own variables; all others it gets as in its container.
constexpr const char* machine_variables[] = {"PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR"};
/// Parts of the names of variables that hold a host.
constexpr const char* host_words[] = {"host", "addr", "server", "endpoint"};

bool is_of_a_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
}

// Without a dot a name may be any word: it is a host's only where an address stands.
bool stands_as_host(const std::string& text, size_t at, const std::string& name,
                    const std::string& variable) {
  const size_t end = at + name.size();
  if ((at > 0 && is_of_a_name(text[at - 1])) || (end < text.size() && is_of_a_name(text[end])))
    return false;
  if (name.find('.') != std::string::npos) return true;
  const bool after_mark =
      at > 0 && (text[at - 1] == '@' || (at > 1 && text.compare(at - 2, 2, "//") == 0));
  const bool before_port = end + 1 < text.size() && text[end] == ':' &&
                           std::isdigit(static_cast<unsigned char>(text[end + 1])) != 0;
  if (after_mark || before_port) return true;
  const std::string lower = to_lower(variable);
  return text == name &&
         std::any_of(std::begin(host_words), std::end(host_words),
                     [&](const char* word) { return lower.find(word) != std::string::npos; });
}

std::string with_addresses(std::string text, const std::string& variable,
                           const std::vector<std::pair<std::string, std::string>>& names) {
  for (const auto& [name, address] : names) {
    for (size_t at = 0; (at = text.find(name, at)) != std::string::npos;) {
      if (stands_as_host(text, at, name, variable)) text.replace(at, name.size(), address);
      ++at;
    }
  }
  return text;
}

/// Answers the variables that were changed: "backend/app DB_HOST".
std::vector<std::string> give_addresses(EnvironmentPlan& plan, Redactor& redactor) {
  std::vector<std::string> changed;
  auto names = plan.names;
  // A container's own host name, which Fargate tells it, is no address of another.
  std::erase_if(names, [&](const auto& each) {
    return each.first == private_hostname(each.second, plan.region);
  });
  for (TaskPlan& task : plan.tasks)
    for (ContainerSpec& container : task.containers)
      for (auto& [name, value] : container.environment) {
        const std::string text = with_addresses(value.reveal(), name, names);
        if (text == value.reveal()) continue;
        changed.push_back(container.id + " " + name);
        const bool was_secret = redactor.redact(value.reveal()) != value.reveal();
        value = Secret(text);
        if (was_secret) redactor.add(value);
      }
  return changed;
}

struct PortOwner {
  std::string who;
  Location where;
};

Result<Done> take_port(std::map<std::uint16_t, PortOwner>& ports, std::uint16_t port,
                       const PortOwner& owner) {
  const auto [found, is_new] = ports.emplace(port, owner);
  if (is_new) return Done{};
  return fail({.code = "attach-port-conflict",
               .what = owner.who + " and " + found->second.who + " both listen on port " +
                       std::to_string(port) + ", and without containers there is one network",
               .where = owner.where,
               .hint = "let one of them listen elsewhere: attach: {CONTAINER: {port: N, "
                       "environment: {…}}} of its task in gonogo.yaml"});
}

Result<Done> check_ports(const PlanInputs& inputs, const EnvironmentPlan& plan) {
  std::map<std::uint16_t, PortOwner> ports;
  for (const ServicePlan& service : plan.services) {
    const ServiceEntry* entry = inputs.project.find_service(service.name);
    if (auto done = take_port(ports, service.port, {service.name, entry->where}); !done)
      return done;
  }
  for (const TaskPlan& task : plan.tasks)
    for (const ContainerDefinition& container : task.definition.containers)
      for (size_t i = 0; i < container.ports.size(); ++i) {
        Location where = container.where;
        where.pointer += "/portMappings/" + std::to_string(i);
        if (auto done = take_port(ports, container.ports[i].container_port,
                                  {task.name + "/" + container.name, where});
            !done)
          return done;
      }
  return Done{};
}

Result<Secret> admin_password(const PlanInputs& inputs, const ServiceEntry& entry,
                              const Secret& own) {
  if (!entry.attach.password) return own;
  const PasswordSource& source = *entry.attach.password;
  if (!source.variable.empty()) {
    const auto found = inputs.variables.find(source.variable);
    if (found != inputs.variables.end()) return Secret(found->second);
    return fail({.code = "secret-missing",
                 .what = "the password of service " + entry.name +
                         " is taken from a variable that "
                         "is not set",
                 .where = entry.where,
                 .seen = source.variable});
  }
  if (source.secret.empty()) return Secret(source.text);
  return resolve_secret({.name = "password", .value_from = source.secret, .where = entry.where},
                        inputs.secrets);
}

// What these say of containers is told by the three of our own.
bool is_about_containers(const std::string& id) {
  static constexpr const char* ids[] = {"cpu-shares", "nofile-limit", "stand-in-image",
                                        "credentials-local", "ephemeral-storage-size"};
  return std::any_of(std::begin(ids), std::end(ids), [&](const char* each) { return id == each; });
}

std::vector<std::string> volumes_of(const EnvironmentPlan& plan) {
  std::vector<std::string> volumes;
  for (const TaskPlan& task : plan.tasks)
    for (const ContainerSpec& container : task.containers)
      for (const SharedVolume& volume : container.shared_volumes)
        volumes.push_back(container.id + " " + volume.target);
  return volumes;
}

void note_attach(EnvironmentPlan& plan, const std::vector<std::string>& changed) {
  std::erase_if(plan.approximations,
                [](const Approximation& each) { return is_about_containers(each.id); });
  std::string network = "all tasks share this machine's network, calls beyond it are neither refused "
                        "nor listed, and there is no endpoint of metadata or credentials";
  if (!changed.empty())
    network += "; host names are given as addresses in " + join(changed, ", ");
  std::string files = "what containers write to files is not taken back between scenarios";
  if (const auto volumes = volumes_of(plan); !volumes.empty())
    files += "; volumes are this machine's folders: " + join(volumes, ", ");
  plan.approximations.push_back({"attach-network", network});
  plan.approximations.push_back(
      {"attach-process", "containers are processes of this machine: its files and user in place of "
                         "their image's, no limits of memory, CPU or open files, no filter of "
                         "system calls"});
  plan.approximations.push_back({"attach-files", files});
}

}  // namespace

std::string_view attach_parity(std::string_view parameter) {
  struct Row {
    std::string_view parameter;
    std::string_view id;
  };
  // What a supervised process has as a container has it, and what differs by more than being one.
  static constexpr Row rows[] = {
      {"family", ""},
      {"containerDefinitions.name", ""},
      {"containerDefinitions.essential", ""},
      {"containerDefinitions.environment", ""},
      {"containerDefinitions.environmentFiles", ""},
      {"containerDefinitions.secrets", ""},
      {"containerDefinitions.dependsOn", ""},
      {"containerDefinitions.healthCheck", ""},
      {"containerDefinitions.startTimeout", ""},
      {"containerDefinitions.stopTimeout", ""},
      {"containerDefinitions.restartPolicy", ""},
      {"containerDefinitions.logConfiguration", ""},
      {"networkMode", "attach-network"},
      {"containerDefinitions.portMappings", "attach-network"},
      {"containerDefinitions.mountPoints", "attach-files"},
      {"containerDefinitions.volumesFrom", "attach-files"},
  };
  for (const Row& row : rows)
    if (row.parameter == parameter) return row.id;
  return parameter.starts_with("volumes") ? "attach-files" : "attach-process";
}

TaskDefinition attach_definition(const TaskEntry& entry, TaskDefinition definition) {
  for (ContainerDefinition& container : definition.containers) {
    const auto attached = entry.attach.find(container.name);
    if (attached == entry.attach.end() || !attached->second.port) continue;
    if (container.ports.empty()) container.ports.emplace_back();
    container.ports.front().container_port = *attached->second.port;
  }
  return definition;
}

Result<Done> attach_container(const PlanInputs& inputs, const TaskEntry& entry,
                              const ContainerDefinition& container, ContainerSpec& spec) {
  const Root& root = inputs.roots.at(container.image);
  const auto found = entry.attach.find(container.name);
  const AttachContainer attached = found != entry.attach.end() ? found->second : AttachContainer{};
  if (!attached.command.empty()) {
    spec.argv = attached.command;
  } else if (root.config.entrypoint.empty() && !container.entry_point) {
    return fail({.code = "attach-no-command",
                 .what = "nothing says what stands for container " + container.name + " of task " +
                         entry.name + " where no containers can be made",
                 .where = entry.where,
                 .hint = "add to the task attach: {" + container.name +
                         ": {command: [./server], workdir: .}}"});
  }
  spec.working_directory = inputs.project.path(attached.workdir.empty() ? "." : attached.workdir);
  for (const auto& [name, value] : attached.environment) {
    std::erase_if(spec.environment, [&key = name](const auto& each) { return each.first == key; });
    spec.environment.emplace_back(name, Secret(value));
  }
  for (const char* name : machine_variables) {
    const bool given = std::any_of(spec.environment.begin(), spec.environment.end(),
                                   [&](const auto& each) { return each.first == name; });
    const auto own = inputs.variables.find(name);
    if (!given && own != inputs.variables.end())
      spec.environment.emplace_back(name, Secret(own->second));
  }
  for (const auto& [from, to] : root.files)
    spec.mounts.push_back({.source = inputs.project.path(from), .target = to, .read_only = true});
  return Done{};
}

Result<ServicePlan> attach_service(const PlanInputs& inputs, const ServiceEntry& entry,
                                   const Secret& password, Redactor& redactor) {
  if (entry.engine == ServiceEngine::container)
    return fail({.code = "attach-service",
                 .what = "service " + entry.name +
                         " can't be made pristine between scenarios "
                         "where it runs already",
                 .where = entry.where,
                 .hint = "only mysql and redis can be attached to"});
  auto admin = admin_password(inputs, entry, password);
  if (!admin) return fail(admin.error());
  redactor.add(*admin);
  const bool is_redis = entry.engine == ServiceEngine::redis;
  const auto version = inputs.service_roots.find(entry.name);
  ServicePlan plan{.name = entry.name,
                   .external = true,
                   .engine = entry.engine,
                   .hostname = entry.attach.host,
                   .port = entry.attach.port.value_or(is_redis ? redis_port : mysql_port),
                   .wanted = entry.version,
                   .database = entry.database,
                   .user = entry.user,
                   .password = is_redis ? *admin : password,
                   .admin_user = entry.attach.user.empty() ? entry.user : entry.attach.user,
                   .admin_password = *admin};
  if (version != inputs.service_roots.end()) plan.version = version->second.version;
  plan.container = {.id = entry.name, .network = entry.name};
  return plan;
}

Result<Done> finish_attach(const PlanInputs& inputs, EnvironmentPlan& plan, Redactor& redactor) {
  plan.engine = "attach";
  plan.ports
      .clear();  // a task listens where everybody reaches it: nothing carries connections there
  for (const TaskPlan& task : plan.tasks)
    if (task.port != 0) plan.ports.push_back({task.port, task.name, task.address, task.port});
  std::erase_if(plan.lines, [](const PlanLine& line) {
    return line.operation == "publish" || line.operation == "vpc";
  });
  if (auto done = check_ports(inputs, plan); !done) return done;
  note_attach(plan, give_addresses(plan, redactor));
  return Done{};
}

}  // namespace gonogo

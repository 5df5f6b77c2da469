// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/mysql_options.h"
#include "emulator/project/plan_parts.h"

namespace gonogo {
namespace {

Result<Secret> password_of(const PlanInputs& inputs, const ServiceEntry& entry) {
  if (entry.password_secret.empty()) return Secret(entry.password);
  auto secret = resolve_secret({.name = "password",
                                .value_from = entry.password_secret,
                                .where = entry.where},
                               inputs.secrets);
  if (!secret) return because(secret.error(), "the password of service " + entry.name);
  return secret;
}

std::vector<std::string> mysql_arguments(const Root& root) {
  std::vector<std::string> argv = root.config.entrypoint;
  if (argv.empty()) argv = {mysql_program};
  argv.insert(argv.end(), {"--no-defaults", "--user=root", std::string("--datadir=") + mysql_data,
                           std::string("--socket=") + mysql_socket_folder + "/mysqld.sock",
                           "--pid-file=/run/mysqld/mysqld.pid", "--bind-address=0.0.0.0",
                           "--port=" + std::to_string(mysql_port)});
  for (const auto& options : {mysql_layout_options(), mysql_serving_options()})
    argv.insert(argv.end(), options.begin(), options.end());
  return argv;
}

void take_environment(ServicePlan& plan, const Root& root) {
  for (const std::string& variable : root.config.environment) {
    const size_t equals = variable.find('=');
    if (equals != std::string::npos)
      plan.container.environment.emplace_back(variable.substr(0, equals),
                                              Secret(variable.substr(equals + 1)));
  }
}

void become_mysql(ServicePlan& plan, const ServiceRoot& image) {
  plan.port = mysql_port;
  take_environment(plan, image.root);
  plan.container.argv = mysql_arguments(image.root);
  plan.container.notify = true;
  plan.container.mounts = {{.kind = Mount::Kind::tmpfs, .target = mysql_socket_folder},
                           {.kind = Mount::Kind::tmpfs, .target = "/tmp"}};
  if (!image.data_folder.empty())
    plan.container.root.insert(plan.container.root.begin(), image.data_folder);
}

void become_redis(ServicePlan& plan) {
  plan.port = redis_port;
  plan.container.notify = true;
  plan.container.argv = {"/usr/bin/redis-server", "--bind", "0.0.0.0", "--port",
                         std::to_string(redis_port), "--protected-mode", "no", "--save", "",
                         "--appendonly", "no", "--daemonize", "no", "--supervised", "systemd",
                         "--dir", "/tmp"};
}

void become_container(ServicePlan& plan, const ServiceEntry& entry, const Root& root) {
  plan.port = entry.ready_port.value_or(0);
  plan.readiness = {.kind = Readiness::Kind::port, .port = plan.port};
  plan.container.argv = root.config.entrypoint;
  plan.container.argv.insert(plan.container.argv.end(), root.config.command.begin(),
                             root.config.command.end());
  plan.container.user = root.config.user.empty() ? "0:0" : root.config.user;
  if (!root.config.working_directory.empty())
    plan.container.working_directory = root.config.working_directory;
  take_environment(plan, root);
}

Error no_image(const ServiceEntry& entry) {
  return {.code = "no-image",
          .what = "there is no image for service " + entry.name,
          .where = entry.where};
}

}  // namespace

Result<ServicePlan> plan_service(const PlanInputs& inputs, const ServiceEntry& entry,
                                 Redactor& redactor) {
  auto password = password_of(inputs, entry);
  if (!password) return fail(password.error());
  redactor.add(*password);
  if (inputs.attach) return attach_service(inputs, entry, *password, redactor);
  const auto image = inputs.service_roots.find(entry.name);
  if (image == inputs.service_roots.end()) return fail(no_image(entry));
  ServicePlan plan{.name = entry.name,
                   .engine = entry.engine,
                   .hostname = entry.hostname,
                   .version = image->second.version,
                   .wanted = entry.version,
                   .database = entry.database,
                   .user = entry.user,
                   .password = *password};
  plan.container = {.id = entry.name,
                    .network = entry.name,
                    .root = image->second.root.folders,
                    .environment = {{"PATH", Secret("/usr/sbin:/usr/bin:/sbin:/bin")}},
                    .hostname = entry.hostname,
                    .pool = entry.name,
                    .capabilities = default_capabilities()};
  switch (entry.engine) {
    case ServiceEngine::mysql:
    case ServiceEngine::mariadb: become_mysql(plan, image->second); break;
    case ServiceEngine::redis: become_redis(plan); break;
    case ServiceEngine::container: become_container(plan, entry, image->second.root); break;
  }
  return plan;
}

Result<ContainerSpec> plan_resolver(const PlanInputs& inputs, const EnvironmentPlan& plan) {
  const auto image = inputs.service_roots.find("resolver");
  if (image == inputs.service_roots.end())
    return fail({.code = "no-image", .what = "there is no image for the VPC's resolver"});
  ContainerSpec resolver{.id = "resolver",
                         .root = image->second.root.folders,
                         .environment = {{"PATH", Secret("/usr/sbin:/usr/bin:/sbin:/bin")}},
                         .hostname = "resolver",
                         .pool = "resolver",
                         .capabilities = default_capabilities()};
  // "#" matches every name: unknown ones are NXDOMAIN, as REFUSED makes clients ask twice.
  resolver.argv = {"/usr/sbin/dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null",
                   "--user=root",       "--no-resolv",          "--no-hosts",
                   "--no-poll",         "--pid-file=",          "--cache-size=0",
                   "--bind-interfaces", "--log-queries=extra",  "--log-facility=-",
                   "--address=/#/",     "--listen-address=" + plan.resolver};
  for (const auto& [name, address] : plan.names)
    resolver.argv.push_back("--host-record=" + name + "," + address);
  return resolver;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/attached_services.h"

#include <charconv>
#include <set>

#include "emulator/base/text.h"
#include "emulator/environment/client/own_world.h"

namespace gonogo {
namespace {

std::string host_of(const EnvironmentPlan& plan, const ServicePlan& service) {
  for (const NetworkSpec& network : plan.networks)
    if (network.id == service.container.network) return network.address;
  return "127.0.0.1";
}

// proc(5), net/tcp: "sl local_address rem_address st …", the port in hexadecimal, state 0A is
// LISTEN.
void add_listeners(const char* file, std::set<std::uint16_t>& ports) {
  const auto text = read_file(file);
  if (!text) return;
  for (const std::string& line : split_lines(*text)) {
    std::vector<std::string> fields;
    for (const std::string& field : split(line, ' '))
      if (!field.empty()) fields.push_back(field);
    if (fields.size() < 4 || fields[3] != "0A") continue;
    const std::string digits = fields[1].substr(fields[1].rfind(':') + 1);
    std::uint16_t port = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), port, 16);
    ports.insert(port);
  }
}

class AttachSource final : public EnvironmentSource {
 public:
  AttachSource(PlanOfWorld plan, WorldOptions options, AttachedServices& services, World& world)
      : plan_(std::move(plan)), options_(std::move(options)), services_(services), world_(world) {}

  bool one_at_a_time() const override { return true; }

  Result<std::unique_ptr<Environment>> next() override {
    auto plan = plan_(++made_);
    if (!plan) return fail(plan.error());
    WorldOptions options = options_;
    options.log_folder /= "world-" + std::to_string(made_);
    if (auto done = check_ports_are_free(*plan); !done) return fail(done.error());
    if (auto done = services_.reset(); !done) return fail(done.error());
    auto own = OwnWorld::launch(std::move(*plan), options, world_);
    if (!own) return fail(own.error());
    if (auto done = (*own)->wait_until_ready(nullptr); !done) return fail(done.error());
    (*own)->also_ask([this] { return services_.loss(); });
    return std::move(*own);
  }

 private:
  PlanOfWorld plan_;
  WorldOptions options_;
  AttachedServices& services_;
  World& world_;
  int made_ = 0;
};

}  // namespace

Result<std::unique_ptr<AttachedServices>> AttachedServices::attach(const EnvironmentPlan& plan,
                                                                   ServiceScripts scripts,
                                                                   bool adopt, World& world) {
  auto services = std::make_unique<AttachedServices>(world);
  for (const ServicePlan& service : plan.services) {
    const std::string host = host_of(plan, service);
    auto server =
        service.engine == ServiceEngine::redis
            ? attach_redis(service, host, adopt, {}, world)
            : attach_mysql(service, host, std::move(scripts[service.name]), adopt, {}, world);
    if (!server) return fail(server.error());
    services->servers_.push_back(std::move(*server));
  }
  return services;
}

AttachedServices::~AttachedServices() {
  if (keep_) return;
  for (const auto& server : servers_)
    if (auto done = server->leave(); !done && done.error().code != "service-lost")
      world_.err.write("gonogo: " + server->name() +
                       " could not be emptied again: " + to_text(done.error()));
}

std::map<std::string, std::string> AttachedServices::versions() const {
  std::map<std::string, std::string> versions;
  for (const auto& server : servers_) versions[server->name()] = server->version();
  return versions;
}

Result<Done> AttachedServices::reset() {
  for (const auto& server : servers_)
    if (auto done = server->reset(); !done) return done;
  return Done{};
}

std::optional<Loss> AttachedServices::loss() {
  for (const auto& server : servers_)
    if (const auto how = server->lost())
      return Loss{.kind = Loss::Kind::infrastructure, .who = server->name(), .what = *how};
  return std::nullopt;
}

Result<Done> check_ports_are_free(const EnvironmentPlan& plan) {
  std::set<std::uint16_t> taken;
  add_listeners("/proc/self/net/tcp", taken);
  add_listeners("/proc/self/net/tcp6", taken);
  for (const TaskPlan& task : plan.tasks)
    for (const ContainerDefinition& container : task.definition.containers)
      for (const PortMapping& port : container.ports)
        if (taken.count(port.container_port) != 0)
          return fail(
              {.code = "port-in-use",
               .what = "somebody listens already on port " + std::to_string(port.container_port) +
                       ", where " + task.name + "/" + container.name + " will",
               .hint = "end it: answers of another program would be taken for the product's"});
  return Done{};
}

std::unique_ptr<EnvironmentSource> make_attach_source(PlanOfWorld plan, WorldOptions options,
                                                      AttachedServices& services, World& world) {
  return std::make_unique<AttachSource>(std::move(plan), std::move(options), services, world);
}

}  // namespace gonogo

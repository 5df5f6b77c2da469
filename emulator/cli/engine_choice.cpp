// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/engine_choice.h"

#include <fcntl.h>
#include <sys/wait.h>

#include <algorithm>

#include "emulator/engine/linux/launch.h"
#include "emulator/environment/client/world_folder.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/io/user_namespace.h"

namespace gonogo {
namespace {

// An image without a recipe says how to run nothing at all: then only `attach:` can.
bool knows_processes(const Project& project) {
  return std::any_of(project.tasks.begin(), project.tasks.end(),
                     [](const TaskEntry& task) { return !task.attach.empty(); });
}

std::string choose_engine(const Options& options, const Project& project, World& world) {
  if (options.engine == "attach") return "attach";
  // Now, as there is one thread yet. What it takes is told again where a container or an image is made.
  (void)become_root();
  if (options.engine == "embedded" || !knows_processes(project)) return "embedded";
  const auto probed = probe_namespaces();
  if (probed) return "embedded";
  if (!options.quiet)
    world.err.write("gonogo: engine attach, as containers can't be made here (" +
                    (probed.error().seen.empty() ? probed.error().what : probed.error().seen) +
                    ")\n");
  return "attach";
}

Result<ServiceScripts> read_scripts(const Project& project) {
  ServiceScripts scripts;
  for (const ServiceEntry& service : project.services) {
    auto read = read_sql_scripts(project, service);
    if (!read) return fail(read.error());
    scripts[service.name] = std::move(*read);
  }
  return scripts;
}

// Servers that go on serve one environment at a time: whoever attaches empties them under the other's feet. It is that
// of `up`, or one that --keep-failed left.
Result<Done> check_nobody_is_attached(const Loaded& loaded, World& world) {
  const auto running = running_worlds(world);
  if (!running) return fail(running.error());
  for (const std::string& name : *running)
    if (name == loaded.environment || name.starts_with(loaded.environment + "-run"))
      if (auto done = check_not_running(name, world); !done) return done;
  return Done{};
}

}  // namespace

Result<Done> probe_namespaces() {
  const Descriptor nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
  auto child = launch({.program = "/bin/true", .world_folder = "/", .log = nothing.get()});
  if (!child) return fail(child.error());
  int status = 0;
  waitpid(child->pid, &status, 0);
  if (exit_status_of(status).success()) return Done{};
  return fail({.code = "no-rights", .what = "a program in namespaces of its own fails"});
}

std::optional<Loaded> load_with_engine(const Options& options, World& world) {
  auto loaded = load(options, world);
  if (!loaded) return loaded;
  loaded->engine = choose_engine(options, loaded->project, world);
  // Under attach nothing is limited, and its own parity says so.
  if (loaded->engine == "embedded") loaded->powers = probe_cgroups();
  return loaded;
}

Result<std::unique_ptr<AttachedServices>> attach_services(const Loaded& loaded, Images& images,
                                                          bool adopt, World& world,
                                                          Progress& progress) {
  if (loaded.engine != "attach") return nullptr;
  if (auto done = check_nobody_is_attached(loaded, world); !done) return fail(done.error());
  Redactor ignored;
  const auto plan = plan_of(loaded, images, loaded.environment, true, ignored);
  if (!plan) return fail(plan.error());
  auto scripts = read_scripts(loaded.project);
  if (!scripts) return fail(scripts.error());
  for (const ServicePlan& service : plan->services)
    progress.tell(service.name, "attaching to port " + std::to_string(service.port));
  auto services = AttachedServices::attach(*plan, std::move(*scripts), adopt, world);
  if (!services) return services;
  for (const auto& [name, seen] : (*services)->versions())
    images.service_roots[name].version = seen;
  return services;
}

std::unique_ptr<EnvironmentSource> make_source(PlanOfWorld plan, WorldOptions options,
                                               size_t expected, AttachedServices* services,
                                               World& world) {
  if (services != nullptr)
    return make_attach_source(std::move(plan), std::move(options), *services, world);
  return make_world_source(std::move(plan), std::move(options), expected, world);
}

}  // namespace gonogo

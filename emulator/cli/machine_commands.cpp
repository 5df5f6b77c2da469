// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emulator/base/text.h"
#include "emulator/cli/planning.h"
#include "emulator/engine/linux/cgroups.h"
#include "emulator/engine/linux/launch.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

using Probe = Capabilities::Probe;

Probe probe_program(const std::string& program, const std::string& package) {
  const auto found = find_program(program);
  return {.name = program,
          .works = found.has_value(),
          .detail = found ? found->string() : "not installed",
          .hint = found ? "" : "apt install " + package};
}

// By the engine's own call: a program as PID 1 of new namespaces.
Probe probe_namespaces() {
  const Descriptor nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
  auto child = launch({.program = "/bin/true", .world_folder = "/", .log = nothing.get()});
  Probe probe{.name = "namespaces", .works = child.has_value()};
  if (!child) {
    probe.detail = child.error().seen.empty() ? child.error().what : child.error().seen;
    probe.hint = child.error().hint;
    return probe;
  }
  int status = 0;
  waitpid(child->pid, &status, 0);
  probe.works = exit_status_of(status).success();
  probe.detail = probe.works ? "PID, mount, network, IPC, UTS" : "a program in them fails";
  return probe;
}

Probe probe_memory_limits() {
  Cgroups groups = Cgroups::find("doctor-" + std::to_string(getpid()));
  const bool works = groups.limits_memory() && groups.make("probe", {.memory = 64U << 20U}, false);
  if (works) groups.remove("probe");
  remove_cgroups(groups.folders());
  return {.name = "memory limits",
          .works = works,
          .detail = works ? "by control groups" : "no memory control group can be made",
          .hint = works ? "" : "run as root, or delegate a control group"};
}

Probe probe_store(const World& world) {
  const auto store = open_store(world);
  return {.name = "store",
          .works = store.has_value(),
          .detail = store ? store->folder : to_line(store.error()),
          .hint = store ? "" : "set GONOGO_STORE to a folder that can be written"};
}

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

}  // namespace

int doctor(const Options& options, World& world) {
  const std::vector<Probe> probes{probe_namespaces(),
                                  probe_memory_limits(),
                                  probe_program("crun", "crun"),
                                  probe_program("mmdebstrap", "mmdebstrap"),
                                  probe_program("unshare", "util-linux"),
                                  probe_store(world)};
  bool all = true;
  std::vector<std::vector<std::string>> rows;
  for (const Probe& probe : probes) {
    all = all && probe.works;
    rows.push_back({probe.name, probe.works ? "works" : "missing", probe.detail, probe.hint});
  }
  if (!options.quiet) world.out.write(aligned(rows, ""));
  return all ? exit_code::go : exit_code::cannot_tell;
}

int collect_garbage(const Options& options, World& world) {
  const auto swept = sweep_worlds(world);
  if (!swept) return print_error(swept.error(), world);
  if (const auto store = open_store(world)) clear_trash(*store);
  if (*swept > 0 && !options.quiet)
    world.out.write("took away what " + count_of(*swept, "environment") + " left\n");
  return exit_code::go;
}

int images(const Options& options, World& world) {
  const std::string verb = options.targets.empty() ? "ls" : options.targets.front();
  auto store = open_store(world);
  if (!store) return print_error(store.error(), world);
  if (verb == "ls") {
    const auto list = list_images(*store);
    if (!list) return print_error(list.error(), world);
    std::vector<std::vector<std::string>> rows;
    for (const StoredImage& image : *list)
      rows.push_back({image.digest.substr(0, 12), image.kind, megabytes(image.bytes),
                      image.description});
    world.out.write(aligned(rows, ""));
    return exit_code::go;
  }
  if (verb != "build" && verb != "prune") {
    world.err.write("gonogo: images ls, images build or images prune\n");
    return exit_code::bad_input;
  }
  const auto loaded = load(options, world);
  if (!loaded) return exit_code::bad_input;
  Progress progress(world, options.quiet);
  const auto made = images_of(*loaded, world, verb == "build", progress);
  if (!made) return print_error(made.error(), world);
  if (verb == "build") return exit_code::go;
  std::vector<std::string> keep;
  const auto add = [&](const Root& root) {
    keep.insert(keep.end(), root.folders.begin(), root.folders.end());
  };
  for (const auto& [name, root] : made->roots) add(root);
  for (const auto& [name, root] : made->service_roots) {
    add(root.root);
    keep.push_back(root.data_folder);
  }
  const auto freed = prune(*store, keep);
  if (!freed) return print_error(freed.error(), world);
  world.out.write("freed " + megabytes(*freed) + "\n");
  return exit_code::go;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include <sys/mman.h>
#include <sys/xattr.h>

#include "emulator/base/text.h"
#include "emulator/cli/engine_choice.h"
#include "emulator/cli/planning.h"
#include "emulator/cli/run_folder.h"
#include "emulator/engine/linux/cgroups.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/io/user_namespace.h"
#include "emulator/scenario/browser_host.h"
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

Probe namespaces_row() {
  const auto probed = probe_namespaces();
  if (probed)
    return {.name = "namespaces",
            .works = true,
            .detail = std::string("PID, mount, network, IPC, UTS") +
                      (in_user_namespace() ? ", user" : "")};
  const Error& error = probed.error();
  return {.name = "namespaces",
          .detail = error.what + (error.seen.empty() ? "" : " (" + error.seen + ")"),
          .hint = error.hint + (error.hint.empty() ? "" : ", ") + "or use --engine attach"};
}

// Without them there is an environment all the same.
Probe probe_limits(const std::string& name, bool works, const std::string& parity) {
  return {.name = name,
          .works = works,
          .optional = true,
          .detail = works ? "by control groups" : "no such control group can be made",
          .hint = works ? "" : "told as parity " + parity + "; run as root, or delegate a control group"};
}

// Roots are written to on tmpfs, and a user namespace's overlay keeps its marks in user attributes.
Probe probe_attributes() {
  const Descriptor file(memfd_create("gonogo-probe", MFD_CLOEXEC));
  const bool works = !in_user_namespace() || fsetxattr(file.get(), "user.probe", "1", 1, 0) == 0;
  return {.name = "folders",
          .works = works,
          .optional = true,
          .detail = works ? "of an image can be replaced" : "of an image can't be removed and made again",
          .hint = works ? "" : "needs Linux 6.6, or root"};
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
  const Probe namespaces = namespaces_row();
  const CgroupPowers powers = probe_cgroups();
  const std::vector<Probe> probes{namespaces,
                                  probe_limits("memory limits", powers.limits_memory, "no-memory-limit"),
                                  probe_limits("cpu shares", powers.shares_cpu, "no-cpu-shares"),
                                  probe_attributes(),
                                  probe_program("crun", "crun"),
                                  probe_program("mmdebstrap", "mmdebstrap"),
                                  probe_program("unshare", "util-linux"),
                                  probe_store(world)};
  bool all = true;
  std::vector<std::vector<std::string>> rows;
  for (const Probe& probe : probes) {
    all = all && (probe.works || probe.optional);
    rows.push_back({probe.name,
                    probe.works      ? "works"
                    : probe.optional ? "without"
                                     : "missing",
                    probe.detail, probe.hint});
  }
  if (!options.quiet) world.out.write(aligned(rows, ""));
  return all ? exit_code::go : exit_code::cannot_tell;
}

int collect_garbage(const Options& options, World& world) {
  (void)become_root();
  const auto swept = sweep_worlds(world);
  if (!swept) return print_error(swept.error(), world);
  if (const auto project = find_project(world.folder.string())) {
    sweep_browsers();
    sweep_runs(Path(*project).parent_path());
  }
  (void)open_store(world);
  if (*swept > 0 && !options.quiet)
    world.out.write("took away what " + count_of(*swept, "environment") + " left\n");
  return exit_code::go;
}

int images(const Options& options, World& world) {
  const std::string verb = options.targets.empty() ? "ls" : options.targets.front();
  if (options.engine != "attach") (void)become_root();  // what is kept belongs to ids of its own
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
  if (verb != "build" && verb != "prune")
    return wrong_usage(world, "images ls, images build or images prune");
  const auto loaded = load_with_engine(options, world);
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

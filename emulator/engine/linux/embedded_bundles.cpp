// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "emulator/base/text.h"
#include "emulator/engine/linux/copy_up.h"
#include "emulator/engine/linux/embedded_engine.h"
#include "emulator/engine/linux/embedded_state.h"
#include "emulator/engine/linux/netlink.h"
#include "emulator/engine/linux/seccomp.h"
#include "emulator/io/document.h"
#include "emulator/io/user_namespace.h"

namespace gonogo {
namespace {

// Docker's init is tini; ECS's initProcessEnabled asks Docker for it.
constexpr const char* init_program = "/usr/bin/tini-static";

std::string text_below(const Path& root, const std::string& name) {
  const auto text = read_file(root / name);
  return text ? *text : "";
}

}  // namespace

Result<Done> EmbeddedEngine::add_pool(const std::string& name, const ContainerSpec& first) {
  if (auto done = cgroups_.make(name, {.memory = first.pool_memory}, false); !done) return done;
  Pool pool;
  if (first.pool_storage > 0) {
    pool.storage = options_.run_folder / "s" / name;
    if (auto done = make_folders(pool.storage); !done) return done;
    const std::string options = "mode=755,size=" + std::to_string(first.pool_storage);
    if (mount("tmpfs", pool.storage.c_str(), "tmpfs", MS_NODEV, options.c_str()) != 0)
      return fail(system_error("mount-failed", "mount the storage of " + name, errno));
  }
  if (first.shared_pid) {
    auto holder = hold_processes();
    if (!holder) return fail(holder.error());
    pool.holder = *holder;
  }
  pools_[name] = std::move(pool);
  return Done{};
}

// unshare(2) moves the children to come, not the caller; setns(2) takes that back.
Result<pid_t> EmbeddedEngine::hold_processes() const {
  const Descriptor own(open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC));
  if (!own || unshare(CLONE_NEWPID) != 0)
    return fail(system_error("no-rights", "make a PID namespace", errno));
  auto child = spawn({.argv = {options_.exec_helper.string(), "--hold"}});
  if (setns(own.get(), CLONE_NEWPID) != 0)
    return fail(system_error("engine-failed", "leave a PID namespace", errno));
  if (!child) return fail(child.error());
  return child->pid;
}

Path EmbeddedEngine::storage_of(const Container& container) const {
  const auto pool = pools_.find(Path(container.group).parent_path().string());
  if (pool == pools_.end() || pool->second.storage.empty()) return container.folder / "storage";
  return pool->second.storage / container.name;
}

Result<Done> EmbeddedEngine::prepare_root(Container& container) {
  const Path storage = storage_of(container);
  for (const Path& folder : {container.folder / "root", storage / "upper", storage / "work"})
    if (auto done = make_folders(folder); !done) return done;
  const std::string lower = join(container.spec.root, ":");
  const std::string options = "lowerdir=" + lower + ",upperdir=" + (storage / "upper").string() +
                              ",workdir=" + (storage / "work").string() + overlay_extra();
  // One page is all that mount(2) takes; more lower folders than fit would be cut without a word.
  if (options.size() >= 4096)
    return fail({.code = "too-many-layers", .what = "the image has too many layers",
                 .seen = std::to_string(container.spec.root.size()) + " folders"});
  // nodev: a device made inside by mknod must not open the host's.
  if (mount("overlay", (container.folder / "root").c_str(), "overlay", MS_NODEV,
            options.c_str()) != 0)
    return fail(system_error("mount-failed", "mount the root of " + lower, errno));
  return Done{};
}

Result<Done> EmbeddedEngine::prepare_volumes(const Container& container,
                                             BundleSurroundings& surroundings) {
  const ContainerSpec& spec = container.spec;
  const auto pool = pools_.find(spec.pool);
  const Path own = pool != pools_.end() && !pool->second.storage.empty()
                       ? pool->second.storage / "volumes"
                       : options_.run_folder / "volumes" / spec.pool;
  for (const SharedVolume& volume : spec.shared_volumes) {
    const Path folder = volume.keep.empty() ? own / volume.volume : Path(volume.keep);
    if (auto done = make_folders(folder); !done) return done;
    if (volume.copy_up)
      if (auto done = copy_up(container.folder / "root", volume.target, folder); !done) return done;
    surroundings.volumes.push_back({folder.string(), volume.target, volume.read_only});
  }
  return Done{};
}

Result<std::string> EmbeddedEngine::network_path(const ContainerSpec& spec) const {
  if (spec.network.empty()) return std::string();
  const auto found = networks_.find(spec.network);
  if (found == networks_.end())
    return fail({.code = "unknown-network", .what = "there is no network " + spec.network});
  return "/proc/1/fd/" + std::to_string(found->second->handle.get());
}

Result<Path> EmbeddedEngine::etc_of(const ContainerSpec& spec) const {
  const Path etc = options_.run_folder / "etc" / (spec.network.empty() ? "vpc" : spec.network);
  if (!spec.network.empty()) return etc;
  const std::string hosts = "127.0.0.1 localhost\n";
  for (const char* name : {"resolv.conf", "hosts", "hostname"})
    if (auto done = write_file(etc / name, name == std::string("hosts") ? hosts : ""); !done)
      return fail(done.error());
  return etc;
}

Result<Value> EmbeddedEngine::filter_for(const ContainerSpec& spec) {
  if (!spec.filter_calls) return Value();
  if (!seccomp_) {
    auto profile = parse_json(docker_seccomp_text(), "seccomp profile");
    if (!profile) return fail(profile.error());
    seccomp_ = std::move(*profile);
  }
  return resolve_seccomp(*seccomp_, spec.capabilities, seccomp_host());
}

Result<Done> EmbeddedEngine::write_bundle(Container& container) {
  const ContainerSpec& spec = container.spec;
  const Path root = container.folder / "root";
  auto user = resolve_user(spec.user, text_below(root, "etc/passwd"), text_below(root, "etc/group"));
  if (!user) return fail(user.error());
  auto network = network_path(spec);
  if (!network) return fail(network.error());
  auto etc = etc_of(spec);
  if (!etc) return fail(etc.error());
  auto filter = filter_for(spec);
  if (!filter) return fail(filter.error());
  container.user = *user;
  BundleSurroundings surroundings{.user = *user,
                                  .network_namespace = *network,
                                  .init_program = init_program,
                                  .seccomp = std::move(*filter),
                                  .etc_folder = etc->string(),
                                  .exec_helper = options_.exec_helper.string()};
  if (spec.init_process && !path_exists(init_program))
    return fail({.code = "no-init-program",
                 .what = "initProcessEnabled needs the program tini",
                 .seen = init_program,
                 .hint = "install the package tini"});
  if (spec.shared_pid)
    surroundings.pid_namespace =
        "/proc/" + std::to_string(pools_.at(Path(container.group).parent_path()).holder) + "/ns/pid";
  if (spec.notify) surroundings.notify_folder = (container.folder / "notify").string();
  if (auto done = prepare_volumes(container, surroundings); !done) return done;
  return write_file(container.folder / "config.json", to_json(bundle_config(spec, surroundings)),
                    0600);
}

// In awsvpc mode they hold for the whole task; what the container that starts last sets is in effect
// (AWS: SystemControl).
Result<Done> EmbeddedEngine::set_network_controls(const Container& container) {
  const auto found = networks_.find(container.spec.network);
  if (found == networks_.end()) return Done{};
  return in_network_namespace(found->second->handle.get(), [&]() -> Result<Done> {
    for (const auto& [name, value] : container.spec.system_controls) {
      if (name.rfind("net.", 0) != 0) continue;
      const std::string path = "/proc/sys/" + replace_all(name, ".", "/");
      const Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
      if (!file || write(file.get(), value.data(), value.size()) < 0)
        return fail(system_error("bad-system-control", "set " + name + " to " + value, errno));
    }
    return Done{};
  });
}

}  // namespace gonogo

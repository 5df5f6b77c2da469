// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "emulator/base/text.h"
#include "emulator/engine/linux/embedded_engine.h"
#include "emulator/engine/linux/embedded_state.h"
#include "emulator/engine/linux/process_tree.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

Result<pid_t> read_pid(const Path& file) {
  const auto text = read_file(file);
  pid_t pid = -1;
  if (text) std::from_chars(text->data(), text->data() + text->size(), pid);
  if (pid > 0) return pid;
  return fail({.code = "engine-failed", .what = "crun left no process id in " + file.string()});
}

}  // namespace

Result<Done> EmbeddedEngine::add_container(const ContainerSpec& spec) {
  if (find(spec.id) != nullptr)
    return fail({.code = "duplicate-container", .what = "container " + spec.id + " is there already"});
  auto container = std::make_unique<Container>();
  container->spec = spec;
  container->name = replace_all(spec.id, "/", ".");
  container->folder = options_.run_folder / "c" / container->name;
  container->group = (spec.pool.empty() ? spec.id : spec.pool) + "/" + container->name;
  const std::string pool = Path(container->group).parent_path().string();
  if (pools_.count(pool) == 0)
    if (auto done = add_pool(pool, spec); !done) return because(done.error(), spec.id);
  const CgroupLimits limits{.memory = spec.memory,
                             .memory_reservation = spec.memory_reservation,
                             .cpu_shares = spec.cpu_shares};
  if (auto done = cgroups_.make(container->group, limits, true); !done) return done;
  if (auto done = prepare_root(*container); !done) return because(done.error(), spec.id);
  if (auto done = listen_for_ready(*container); !done) return because(done.error(), spec.id);
  if (auto done = write_bundle(*container); !done) return because(done.error(), spec.id);
  containers_[spec.id] = std::move(container);
  return Done{};
}

Result<Done> EmbeddedEngine::listen_for_ready(Container& container) {
  if (!container.spec.notify) return Done{};
  const Path folder = container.folder / "notify";
  if (auto done = make_folders(folder); !done) return done;
  const std::string path = (folder / "socket").string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return fail({.code = "path-too-long", .what = "the socket's path is too long", .seen = path});
  path.copy(address.sun_path, path.size());
  container.notify = Descriptor(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (bind(container.notify.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      chmod(path.c_str(), 0777) != 0)
    return fail(system_error("socket-failed", "listen at " + path, errno));
  container.notify_watch =
      loop_.watch(container.notify.get(), [this, &container] { read_notification(container); });
  return Done{};
}

// sd_notify(3): lines of NAME=value. It is read on after READY=1 as well: an unread socket makes MySQL
// hang at its end (facts: state, starting MySQL).
void EmbeddedEngine::read_notification(Container& container) {
  char text[4096];
  bool ready = false;
  for (ssize_t size = 0; (size = recv(container.notify.get(), text, sizeof text, 0)) > 0;)
    for (const std::string& line : split_lines({text, static_cast<size_t>(size)}))
      ready = ready || line == "READY=1";
  if (ready) tell(engine_event::Ready{container.spec.id});
}

Result<Done> EmbeddedEngine::start(const std::string& id, int out, int err) {
  Container* container = find(id);
  if (container == nullptr)
    return fail({.code = "unknown-container", .what = "there is no container " + id});
  if (container->phase == Container::Phase::starting || container->phase == Container::Phase::running)
    return fail({.code = "already-running", .what = "container " + id + " is running"});
  if (auto done = set_network_controls(*container); !done) return done;
  auto pid = run_runtime({"--log=" + (container->folder / "log").string(), "run", "--detach",
                          "--bundle", container->folder.string(), "--pid-file",
                          (container->folder / "pid").string(), container->name},
                         *container, -1, out, err);
  if (!pid) return fail(pid.error());
  container->runtime = *pid;
  container->phase = Container::Phase::starting;
  return Done{};
}

void EmbeddedEngine::runtime_ended(Container& container, ExitStatus status) {
  container.runtime = -1;
  const auto pid = status.success() ? read_pid(container.folder / "pid")
                                    : Result<pid_t>(fail({.code = "engine-failed"}));
  if (!pid) {
    container.phase = Container::Phase::ended;
    const std::string id = container.spec.id;
    const bool killed = cgroups_.out_of_memory(container.group);
    return tell(engine_event::StartFailed{
        id, killed ? "the container was killed for memory before its command started"
                   : runtime_error(container.folder / "log")});
  }
  container.init = *pid;
  container.phase = Container::Phase::running;
  if (container.remove_at_end) kill(*pid, SIGKILL);
  tell(engine_event::Started{container.spec.id});
  if (const auto early = early_.find(*pid); early != early_.end()) {
    const ExitStatus ended_with = early->second;
    early_.erase(early);
    container_ended(container, ended_with);
  }
}

void EmbeddedEngine::container_ended(Container& container, ExitStatus status) {
  container.init = -1;
  container.phase = Container::Phase::ended;
  // With a PID namespace's first process the kernel has killed the others; in one that is shared they
  // would live on. Only crun's notes are left.
  if (container.spec.shared_pid) kill_inside(storage_of(container) / "upper");
  (void)remove_tree(options_.run_folder / "crun" / container.name);
  const bool killed = status.signal == SIGKILL && cgroups_.out_of_memory(container.group);
  const std::string id = container.spec.id;
  tell(engine_event::Exited{id, status.shell_code(), status.signal, killed});
  // Whoever heard of the end may have removed it already.
  Container* left = find(id);
  if (left != nullptr && left->remove_at_end) (void)take_away(*left);
}

Result<Done> EmbeddedEngine::remove(const std::string& id) {
  Container* container = find(id);
  if (container == nullptr) return Done{};
  if (container->phase != Container::Phase::starting &&
      container->phase != Container::Phase::running)
    return take_away(*container);
  container->remove_at_end = true;
  if (container->init > 0) kill(container->init, SIGKILL);
  return Done{};
}

Result<Done> EmbeddedEngine::take_away(Container& container) {
  const std::string id = container.spec.id;
  if (container.notify_watch) loop_.cancel(*container.notify_watch);
  umount2((container.folder / "root").c_str(), MNT_DETACH);
  if (auto removed = remove_tree(storage_of(container)); !removed) return removed;
  cgroups_.remove(container.group);
  auto removed = remove_tree(container.folder);
  containers_.erase(id);
  if (!removed) return removed;
  loop_.soon([this, id] { tell(engine_event::Removed{id}); });
  return Done{};
}

}  // namespace gonogo

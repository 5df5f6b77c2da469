// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/file_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>

#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

// Editors write in place or rename into place; what is only being written is not news yet.
constexpr std::uint32_t changes =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE;

void drain(int events) {
  alignas(inotify_event) char bytes[8192];
  while (read(events, bytes, sizeof bytes) > 0) {
  }
}

}  // namespace

Result<FolderWatch> FolderWatch::of(const std::set<Path>& folders) {
  Descriptor events(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!events) return fail(system_error("watch-failed", "watch files", errno));
  for (const Path& folder : folders)
    if (inotify_add_watch(events.get(), folder.c_str(), changes) < 0)
      return fail(system_error("watch-failed", "watch " + folder.string(), errno));
  return FolderWatch(std::move(events));
}

Result<bool> FolderWatch::wait(Milliseconds quiet) {
  bool changed = false;
  for (;;) {
    pollfd waits[] = {{events_.get(), POLLIN, 0}, {interrupt_descriptor(), POLLIN, 0}};
    const int ready = poll(waits, std::size(waits), changed ? static_cast<int>(quiet.count()) : -1);
    if (interrupted()) return false;
    if (ready < 0 && errno != EINTR)
      return fail(system_error("watch-failed", "watch files", errno));
    if (ready == 0) return true;
    if ((waits[0].revents & POLLIN) == 0) continue;
    changed = true;
    drain(events_.get());
  }
}

}  // namespace gonogo

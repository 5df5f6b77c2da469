// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/interrupt.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>

namespace gonogo {
namespace {

// A signal handler gets no argument: its state can only be static.
std::atomic<int> event{-1};
std::atomic<bool> came{false};
std::atomic<bool> asked_before{false};
// Processes that end with an interrupt: their pidfds, 0 in a free place.
std::array<std::atomic<int>, 256> doomed{};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

// Standard output and error, where these are pipes or sockets; -1 where not.
std::array<int, 2> heard{-1, -1};

bool is_pipe(int number) {
  struct stat facts {};
  return fstat(number, &facts) == 0 && (S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode));
}

bool nobody_listens() {
  pollfd ends[] = {{heard[0], 0, 0}, {heard[1], 0, 0}};
  if (poll(ends, 2, 0) <= 0) return false;
  return ((ends[0].revents | ends[1].revents) & POLLERR) != 0;
}

void end_doomed() {
  for (const auto& handle : doomed)
    if (const int number = handle; number > 0)
      syscall(SYS_pidfd_send_signal, number, SIGKILL, nullptr, 0);
}

void come() {
  came = true;
  end_doomed();
  const std::uint64_t one = 1;
  // The descriptor is readable already when this fails.
  [[maybe_unused]] const ssize_t ignored = write(event, &one, sizeof one);
}

void on_signal(int number) {
  const int saved = errno;
  if (number == SIGINT && asked_before.exchange(true)) _exit(130);
  come();
  errno = saved;
}

// Who starts it with a signal ignored, as nohup(1) does, does not want that signal to be heeded.
bool is_ignored(int number) {
  struct sigaction now {};
  return sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

void watch_interrupts() {
  if (event < 0) event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  // Without SA_RESTART: a blocking call that nobody put beside the descriptor ends with EINTR.
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    if (!is_ignored(number)) sigaction(number, &action, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
  for (const int number : {STDOUT_FILENO, STDERR_FILENO})
    if (is_pipe(number)) heard[static_cast<size_t>(number - STDOUT_FILENO)] = number;
}

void interrupt() { come(); }

bool interrupted() {
  if (!came && nobody_listens()) come();
  return came;
}

bool interrupt_came() { return came; }

int interrupt_descriptor() { return event; }

EndsWithInterrupt::EndsWithInterrupt(int handle) {
  for (auto& place : doomed) {
    int free = 0;
    if (!place.compare_exchange_strong(free, handle)) continue;
    place_ = &place;
    break;
  }
  // It may have come before the handler could know of this one.
  if (came) end_doomed();
}

void EndsWithInterrupt::release() {
  if (place_ != nullptr) *place_ = 0;
  place_ = nullptr;
}

}  // namespace gonogo

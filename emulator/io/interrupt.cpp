// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/interrupt.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>

namespace gonogo {
namespace {

// A signal handler gets no argument: its state can only be static.
std::atomic<int> event{-1};
std::atomic<bool> came{false};
std::atomic<bool> asked_before{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void on_signal(int number) {
  const int saved = errno;
  if (number == SIGINT && asked_before.exchange(true)) _exit(130);
  came = true;
  const std::uint64_t one = 1;
  // The descriptor is readable already when this fails.
  [[maybe_unused]] const ssize_t ignored = write(event, &one, sizeof one);
  errno = saved;
}

}  // namespace

void watch_interrupts() {
  if (event < 0) event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  // Without SA_RESTART: a blocking call that nobody put beside the descriptor ends with EINTR.
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaction(number, &action, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

bool interrupted() { return came; }

int interrupt_descriptor() { return event; }

}  // namespace gonogo

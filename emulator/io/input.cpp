// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/input.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace gonogo {
namespace {

constexpr size_t largest = 128U << 20U;
constexpr int longest_pause_ms = 10'000;

Error input_error(std::string code, const std::string& what, const Path& path) {
  Error error = system_error(std::move(code), what + " " + path.string(), errno);
  error.where.file = path.string();
  return error;
}

/// Waits for a pipe's writer; false when nothing comes.
bool wait_for_bytes(const Descriptor& file) {
  pollfd ready{file.get(), POLLIN, 0};
  if (poll(&ready, 1, longest_pause_ms) > 0) return true;
  errno = ETIME;
  return false;
}

}  // namespace

Result<std::string> read_input(const Path& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file)
    return fail(input_error(errno == ENOENT ? "no-such-file" : "cannot-open", "cannot open", path));
  std::string text;
  char piece[1U << 16U];
  while (text.size() <= largest) {
    const ssize_t count = read(file.get(), piece, sizeof piece);
    if (count == 0) return text;
    if (count > 0) text.append(piece, static_cast<size_t>(count));
    if (count > 0 || errno == EINTR || (errno == EAGAIN && wait_for_bytes(file))) continue;
    return fail(input_error("cannot-read", "cannot read", path));
  }
  return fail({.code = "too-large",
               .what = "cannot read " + path.string() + ": it has more than " +
                       std::to_string(largest >> 20U) + " MiB",
               .where = {.file = path.string()}});
}

}  // namespace gonogo

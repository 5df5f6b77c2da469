// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "emulator/io/interrupt.h"
#include "emulator/io/process.h"
#include "emulator/io/sockets.h"

namespace gonogo {
namespace {

constexpr Milliseconds end_patience(500);    ///< between SIGTERM and SIGKILL
constexpr Milliseconds drain_patience(200);  ///< for what a grandchild still writes after the end
constexpr size_t longest_line = 64U << 10U;

struct Stream {
  Descriptor pipe;
  std::string* kept = nullptr;
  bool* cut = nullptr;
  std::string line{};  ///< begun, its end not yet read
};

/// One run: the child, its streams, and until when to wait for what.
struct Watched {
  const RunSpec& spec;
  Child child;
  Stream streams[2];
  RunOutcome outcome{};
  Moment started{};
  Moment deadline{};
  bool ended = false;
  bool terminating = false;
  bool killed = false;
};

Moment now() { return SystemClock{}.now(); }

void give_lines(Stream& stream, const RunSpec& spec, std::string_view text) {
  if (!spec.on_line) return;
  stream.line += text;
  size_t start = 0;
  for (size_t end = 0; (end = stream.line.find('\n', start)) != std::string::npos; start = end + 1)
    spec.on_line(std::string_view(stream.line).substr(start, end - start));
  stream.line.erase(0, start);
  if (stream.line.size() < longest_line) return;
  spec.on_line(stream.line);
  stream.line.clear();
}

// Reads once; closes the pipe at its end.
void read_some(Stream& stream, const RunSpec& spec) {
  char piece[1U << 16U];
  const ssize_t count = read(stream.pipe.get(), piece, sizeof piece);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) {
    if (spec.on_line && !stream.line.empty()) spec.on_line(stream.line);
    stream.line.clear();
    stream.pipe.close();
    return;
  }
  const std::string_view text(piece, static_cast<size_t>(count));
  const size_t room = spec.output_limit - std::min(spec.output_limit, stream.kept->size());
  stream.kept->append(text.substr(0, room));
  if (room < text.size()) *stream.cut = true;
  give_lines(stream, spec, text);
}

void terminate(Watched& run) {
  run.terminating = true;
  run.deadline = now() + end_patience;
  kill(-run.child.pid, SIGTERM);
}

// The group is killed before its leader is waited for: only until then is its number certainly ours.
void take_end(Watched& run) {
  if (run.terminating) kill(-run.child.pid, SIGKILL);
  int status = 0;
  while (waitpid(run.child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  run.outcome.status = exit_status_of(status);
  run.ended = true;
  run.deadline = now() + drain_patience;
}

// Answers whether there is anything left to wait for.
bool pass_deadline(Watched& run) {
  if (run.ended) return false;
  if (!run.terminating) {
    run.outcome.timed_out = true;
    terminate(run);
  } else if (!run.killed) {
    run.killed = true;
    run.deadline = Moment::max();
    kill(-run.child.pid, SIGKILL);
  }
  return true;
}

int milliseconds_until(Moment deadline) {
  if (deadline == Moment::max()) return -1;
  const auto left = std::chrono::ceil<Milliseconds>(deadline - now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 1'000'000'000));
}

// A pipe that loses its reader says so to whoever asks only.
int wait_of(const Watched& run, bool heeds_interrupts) {
  constexpr int look_ms = 500;
  const int wait = milliseconds_until(run.deadline);
  return heeds_interrupts && (wait < 0 || wait > look_ms) ? look_ms : wait;
}

void watch(Watched& run) {
  for (;;) {
    const bool open = run.streams[0].pipe || run.streams[1].pipe;
    if (run.ended && !open) return;
    const bool heed_interrupts = !run.spec.through_interrupts && !run.terminating && !run.ended;
    if (heed_interrupts && interrupted()) {
      terminate(run);
      continue;
    }
    pollfd waits[] = {{run.ended ? -1 : run.child.handle.get(), POLLIN, 0},
                      {run.streams[0].pipe.get(), POLLIN, 0},
                      {run.streams[1].pipe.get(), POLLIN, 0},
                      {heed_interrupts ? interrupt_descriptor() : -1, POLLIN, 0}};
    const int ready = poll(waits, std::size(waits), wait_of(run, heed_interrupts));
    if (ready < 0 && errno != EINTR) return;
    if (ready <= 0) {
      if (now() >= run.deadline && !pass_deadline(run)) return;
      continue;
    }
    for (size_t i = 0; i < 2; ++i)
      if (waits[i + 1].revents != 0) read_some(run.streams[i], run.spec);
    if (waits[0].revents != 0) take_end(run);
    // A child that writes without pause must not outlive its time either.
    if (now() >= run.deadline && !pass_deadline(run)) return;
  }
}

struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

Result<Pipe> make_pipe() {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0)
    return fail(system_error("cannot-execute", "cannot make a pipe", errno));
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Moment deadline_after(Moment started, Milliseconds timeout) {
  const bool endless = timeout > std::chrono::hours(24 * 365);
  return endless ? Moment::max() : started + timeout;
}

}  // namespace

Result<RunOutcome> RealProcesses::run(const RunSpec& spec) {
  // The input is a file in memory: the child may read it or not, and nobody has to feed a pipe.
  Descriptor input;
  if (!spec.input.empty()) {
    auto memory = sealed_memory("input", spec.input);
    if (!memory) return fail(memory.error());
    input = std::move(*memory);
  }
  auto out = make_pipe();
  if (!out) return fail(out.error());
  auto err = make_pipe();
  if (!err) return fail(err.error());
  Watched run{.spec = spec, .child = {}, .streams = {}, .started = now()};
  auto child = spawn({.argv = spec.argv,
                      .environment = spec.environment,
                      .folder = spec.folder,
                      .in = input.get(),
                      .out = out->writing.get(),
                      .err = err->writing.get(),
                      .die_with_parent = true,
                      .guard = spec.guard});
  if (!child) return fail(child.error());
  out->writing.close();
  err->writing.close();
  run.child = std::move(*child);
  run.streams[0] = {.pipe = std::move(out->reading), .kept = &run.outcome.out, .cut = &run.outcome.out_cut};
  run.streams[1] = {.pipe = std::move(err->reading), .kept = &run.outcome.err, .cut = &run.outcome.err_cut};
  run.deadline = deadline_after(run.started, spec.timeout);
  watch(run);
  for (const Stream& stream : run.streams)
    if (spec.on_line && !stream.line.empty()) spec.on_line(stream.line);
  run.outcome.duration = now() - run.started;
  return std::move(run.outcome);
}

}  // namespace gonogo

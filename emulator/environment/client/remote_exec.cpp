// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>

#include "emulator/environment/client/remote_environment.h"
#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr size_t most_output = 16U << 20U;
constexpr Milliseconds grace{5'000};  // for the engine to start it and to tell of its end
constexpr int slice_ms = 50;

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return fail(system_error("cannot-execute", "cannot make a pipe", errno));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Value request_value(const ExecRequest& request) {
  Value argv = Value::array();
  for (const std::string& word : request.argv) argv.push(word);
  Value environment = Value::object();
  for (const auto& [name, value] : request.environment) environment.set(name, value);
  return Value::object({{"op", "exec"},
                        {"container", request.container},
                        {"argv", argv},
                        {"environment", environment},
                        {"timeout", static_cast<std::int64_t>(request.timeout.count())}});
}

/// The three streams of a command that runs elsewhere.
class Streams {
 public:
  Streams(Descriptor in, Descriptor out, Descriptor err, std::string_view input)
      : in_(std::move(in)), out_(std::move(out)), err_(std::move(err)), input_(input) {
    fcntl(in_.get(), F_SETFL, O_NONBLOCK);
    if (input_.empty()) in_.close();
  }

  /// Moves what can be moved, at most `slice_ms` long; true when `socket` can be read.
  bool turn(int socket, RunOutcome& outcome) {
    std::array<pollfd, 4> polled{{{socket, POLLIN, 0},
                                  {in_.get(), POLLOUT, 0},
                                  {out_.get(), POLLIN, 0},
                                  {err_.get(), POLLIN, 0}}};
    if (poll(polled.data(), polled.size(), slice_ms) <= 0) return false;
    if (polled[1].revents != 0) give();
    if (polled[2].revents != 0) take(out_, outcome.out, outcome.out_cut);
    if (polled[3].revents != 0) take(err_, outcome.err, outcome.err_cut);
    return polled[0].revents != 0;
  }

  /// What was printed before the end and not read yet.
  void finish(RunOutcome& outcome) {
    for (auto* stream : {&out_, &err_}) {
      fcntl(stream->get(), F_SETFL, O_NONBLOCK);
      const bool is_out = stream == &out_;
      while (*stream && take(*stream, is_out ? outcome.out : outcome.err,
                             is_out ? outcome.out_cut : outcome.err_cut)) {
      }
    }
  }

 private:
  void give() {
    const ssize_t size = write(in_.get(), input_.data(), input_.size());
    if (size > 0) input_.remove_prefix(static_cast<size_t>(size));
    if (input_.empty() || (size < 0 && errno != EAGAIN)) in_.close();
  }

  static bool take(Descriptor& stream, std::string& text, bool& cut) {
    char bytes[65536];
    const ssize_t size = read(stream.get(), bytes, sizeof bytes);
    if (size > 0) {
      const size_t room = most_output - text.size();
      text.append(bytes, std::min(static_cast<size_t>(size), room));
      cut = cut || static_cast<size_t>(size) > room;
      return true;
    }
    if (size == 0 || errno != EAGAIN) stream.close();
    return false;
  }

  Descriptor in_;
  Descriptor out_;
  Descriptor err_;
  std::string_view input_;
};

Result<Done> take_answer(int socket, RunOutcome& outcome) {
  auto answer = receive_answer(socket, Milliseconds(1'000));
  if (!answer) return fail(answer.error());
  const Value* code = answer->body.find("code");
  const Value* timed_out = answer->body.find("timed_out");
  if (code == nullptr || timed_out == nullptr)
    return fail({.code = "environment-lost", .what = "the end of a command was not told"});
  outcome.status.code = static_cast<int>(code->as_integer());
  outcome.timed_out = timed_out->as_bool();
  return Done{};
}

}  // namespace

Result<RunOutcome> exec_in(const ControlClient& control, const ExecRequest& request) {
  auto in = make_pipe();
  auto out = make_pipe();
  auto err = make_pipe();
  for (auto* pipe : {&in, &out, &err})
    if (!*pipe) return fail(pipe->error());
  const Moment started = SystemClock().now();
  auto socket = control.send(request_value(request),
                             {in->read.get(), out->write.get(), err->write.get()});
  if (!socket) return fail(socket.error());
  in->read.close();
  out->write.close();
  err->write.close();
  Streams streams(std::move(in->write), std::move(out->read), std::move(err->read), request.input);
  RunOutcome outcome;
  while (!streams.turn(socket->get(), outcome)) {
    if (interrupted())
      return fail({.code = "interrupted", .what = "interrupted while " + request.argv[0] + " ran"});
    if (request.timeout.count() > 0 && SystemClock().now() - started > request.timeout + grace)
      return fail({.code = "environment-lost",
                   .what = "the engine did not tell the end of " + request.argv[0]});
  }
  if (auto done = take_answer(socket->get(), outcome); !done) return fail(done.error());
  streams.finish(outcome);
  outcome.duration = SystemClock().now() - started;
  return outcome;
}

}  // namespace gonogo

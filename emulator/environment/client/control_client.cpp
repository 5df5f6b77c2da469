// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/control_client.h"

#include <unistd.h>

#include "emulator/base/members.h"
#include "emulator/io/document.h"
#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr Milliseconds request_patience{10'000};
constexpr Milliseconds slice{50};  // so that an interrupt is noticed

Error lost(const std::string& seen) {
  return {.code = "environment-lost",
          .what = "the environment's supervisor does not answer",
          .seen = seen};
}

Result<std::string> read_memory(int descriptor) {
  std::string text;
  char bytes[65536];
  ssize_t size = 0;
  while ((size = pread(descriptor, bytes, sizeof bytes, static_cast<off_t>(text.size()))) > 0)
    text.append(bytes, static_cast<size_t>(size));
  if (size < 0) return fail(lost("an answer that can't be read"));
  return text;
}

}  // namespace

Result<Descriptor> ControlClient::send(const Value& request,
                                       const std::vector<int>& descriptors) const {
  auto socket = connect_packets(door_);
  if (!socket) return fail(lost(to_line(socket.error())));
  if (auto done = send_packet(socket->get(), request, descriptors); !done)
    return fail(lost(to_line(done.error())));
  return socket;
}

Result<Packet> receive_answer(int socket, Milliseconds timeout) {
  for (Milliseconds waited{0}; waited < timeout; waited += slice) {
    auto packet = receive_packet(socket, slice);
    if (!packet && packet.error().code == "timed-out") {
      if (interrupted())
        return fail({.code = "interrupted", .what = "interrupted while waiting for the environment"});
      continue;
    }
    if (!packet) return fail(lost(to_line(packet.error())));
    if (!*packet) return fail(lost("the connection ended"));
    if (const Value* error = (*packet)->body.find("error"))
      return fail({.code = text_of(*error, "code"),
                   .what = text_of(*error, "what"),
                   .seen = text_of(*error, "seen"),
                   .hint = text_of(*error, "hint")});
    return std::move(**packet);
  }
  return fail(lost("no answer in time"));
}

Result<Packet> ControlClient::ask(const Value& request, Milliseconds timeout) const {
  auto socket = send(request);
  if (!socket) return fail(socket.error());
  return receive_answer(socket->get(), timeout);
}

Result<Descriptor> ControlClient::open(const Value& request) const {
  auto answer = ask(request, request_patience);
  if (!answer) return fail(answer.error());
  if (answer->descriptors.size() != 1) return fail(lost("an answer without a descriptor"));
  return std::move(answer->descriptors[0]);
}

Result<Value> ControlClient::document(const std::string& op) const {
  auto memory = open(Value::object({{"op", op}}));
  if (!memory) return fail(memory.error());
  auto text = read_memory(memory->get());
  if (!text) return fail(text.error());
  return parse_json(*text, op);
}

}  // namespace gonogo

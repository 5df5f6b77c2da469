// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/sockets.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/golden.h"

using namespace gonogo;

namespace {

struct Ends {
  Descriptor listener;
  Descriptor client;
  Descriptor server;
};

Ends connect_ends(const std::string& path) {
  auto listener = listen_packets(path);
  REQUIRE(listener);
  auto client = connect_packets(path);
  REQUIRE(client);
  auto server = accept_packets(listener->get());
  REQUIRE(server);
  REQUIRE(server->has_value());
  return {std::move(*listener), std::move(*client), std::move(**server)};
}

std::string read_all(int descriptor) {
  char text[256];
  const ssize_t count = read(descriptor, text, sizeof text);
  return {text, count > 0 ? static_cast<size_t>(count) : 0};
}

Value text_of_size(size_t bytes) {
  // {"t":"…"} has eight bytes around the text.
  Value body;
  body.set("t", std::string(bytes - 8, 'x'));
  return body;
}

std::string code_of_raw_packet(const Ends& ends, const std::string& bytes) {
  REQUIRE(send(ends.client.get(), bytes.data(), bytes.size(), 0) ==
          static_cast<ssize_t>(bytes.size()));
  const auto packet = receive_packet(ends.server.get(), Milliseconds(1'000));
  return packet ? "" : packet.error().code;
}

Descriptor tcp_socket() { return Descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

}  // namespace

TEST_CASE("a packet brings its body and descriptors that work") {
  const test::TemporaryFolder folder;
  const Ends ends = connect_ends(folder.path() + "/s");
  int pipe_ends[2];
  REQUIRE(pipe2(pipe_ends, O_CLOEXEC) == 0);
  Descriptor reading(pipe_ends[0]);
  const Descriptor writing(pipe_ends[1]);
  Value body;
  body.set("verb", "hello");
  REQUIRE(send_packet(ends.client.get(), body, {reading.get(), writing.get()}));
  reading.close();
  const auto packet = receive_packet(ends.server.get(), Milliseconds(1'000));
  REQUIRE(packet);
  REQUIRE(packet->has_value());
  CHECK((*packet)->body == body);
  REQUIRE((*packet)->descriptors.size() == 2);
  REQUIRE(write(writing.get(), "through", 7) == 7);
  CHECK(read_all((*packet)->descriptors[0].get()) == "through");
  for (const Descriptor& each : (*packet)->descriptors)
    CHECK((fcntl(each.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("packets keep their bounds and both directions work") {
  const test::TemporaryFolder folder;
  const Ends ends = connect_ends(folder.path() + "/s");
  for (const int number : {1, 2}) {
    Value body;
    body.set("n", number);
    REQUIRE(send_packet(ends.server.get(), body));
  }
  for (const int number : {1, 2}) {
    const auto packet = receive_packet(ends.client.get(), Milliseconds(1'000));
    REQUIRE(packet);
    CHECK(*(*packet)->body.find("n") == Value(number));
    CHECK((*packet)->descriptors.empty());
  }
}

TEST_CASE("the largest packet passes, a larger one is refused by sender and receiver") {
  const test::TemporaryFolder folder;
  const Ends ends = connect_ends(folder.path() + "/s");
  const Value largest = text_of_size(largest_packet);
  REQUIRE(send_packet(ends.client.get(), largest));
  const auto packet = receive_packet(ends.server.get(), Milliseconds(1'000));
  REQUIRE(packet);
  CHECK((*packet)->body == largest);
  CHECK(send_packet(ends.client.get(), text_of_size(largest_packet + 1)).error().code ==
        "packet-too-large");
  const int one = ends.client.get();
  CHECK(send_packet(one, Value::object(), {one, one, one, one, one}).error().code ==
        "packet-too-large");
  CHECK(code_of_raw_packet(ends, std::string(largest_packet + 1, ' ')) == "bad-packet");
}

TEST_CASE("what is no JSON object is refused, and the next packet is read") {
  const test::TemporaryFolder folder;
  const Ends ends = connect_ends(folder.path() + "/s");
  CHECK(code_of_raw_packet(ends, "[1]") == "bad-packet");
  CHECK(code_of_raw_packet(ends, "{\"a\":") == "bad-json");
  CHECK(code_of_raw_packet(ends, "{}") == "");
}

TEST_CASE("no packet in time is an error, the end of the stream is none") {
  const test::TemporaryFolder folder;
  Ends ends = connect_ends(folder.path() + "/s");
  CHECK(receive_packet(ends.server.get(), Milliseconds(10)).error().code == "timed-out");
  ends.client.close();
  const auto packet = receive_packet(ends.server.get(), Milliseconds(1'000));
  REQUIRE(packet);
  CHECK_FALSE(packet->has_value());
  CHECK(send_packet(ends.server.get(), Value::object()).error().code == "connection-lost");
}

TEST_CASE("who does not read is not waited for without end") {
  const test::TemporaryFolder folder;
  const Ends ends = connect_ends(folder.path() + "/s");
  const Value body = text_of_size(largest_packet);
  Result<Done> sent = Done{};
  for (int i = 0; i < 1'000 && sent; ++i) sent = send_packet(ends.client.get(), body);
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code == "timed-out");
}

TEST_CASE("nobody waiting to be accepted is no error") {
  const test::TemporaryFolder folder;
  const auto listener = listen_packets(folder.path() + "/s");
  REQUIRE(listener);
  const auto none = accept_packets(listener->get());
  REQUIRE(none);
  CHECK_FALSE(none->has_value());
}

TEST_CASE("the control socket is its owner's, and replaces an old one but nothing else") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/s";
  REQUIRE(listen_packets(path));
  CHECK(connect_packets(path).error().code == "connection-refused");
  const auto second = listen_packets(path);
  REQUIRE(second);
  struct stat facts {};
  REQUIRE(stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0600U);
  CHECK(connect_packets(path));
  CHECK(listen_packets(folder.write("file", "mine")).error().code == "cannot-listen");
  CHECK(test::read_text(folder.path() + "/file") == "mine");
}

TEST_CASE("paths that can't be a socket's are told") {
  CHECK(listen_packets("/tmp/" + std::string(103, 'x')).error().code == "bad-path");
  CHECK(connect_packets("").error().code == "bad-path");
  CHECK(connect_packets("/no/such/socket").error().code == "connection-refused");
}

TEST_CASE("another user is not let in" * doctest::skip(geteuid() != 0)) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/s";
  const auto listener = listen_packets(path);
  REQUIRE(listener);
  REQUIRE(chmod(folder.path().c_str(), 0711) == 0);
  REQUIRE(chmod(path.c_str(), 0666) == 0);
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    const bool stranger = setuid(65'534) == 0;
    _exit(stranger && connect_packets(path) ? 0 : 1);
  }
  int status = 1;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  REQUIRE(status == 0);
  const auto accepted = accept_packets(listener->get());
  REQUIRE_FALSE(accepted);
  CHECK(accepted.error().code == "wrong-peer");
}

TEST_CASE("a port that is taken is named") {
  const auto first = listen_loopback(0);
  REQUIRE(first);
  const std::uint16_t port = local_port(first->get());
  CHECK(port != 0);
  const auto second = listen_loopback(port);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == "port-in-use");
  CHECK(second.error().what == "port " + std::to_string(port) + " of this machine is in use");
}

TEST_CASE("a socket is connected and blocks as before") {
  const auto listener = listen_loopback(0);
  REQUIRE(listener);
  const Descriptor client = tcp_socket();
  REQUIRE(
      connect_socket(client.get(), "127.0.0.1", local_port(listener->get()), Milliseconds(1'000)));
  CHECK((fcntl(client.get(), F_GETFL) & O_NONBLOCK) == 0);
  const Descriptor server(accept(listener->get(), nullptr, nullptr));
  REQUIRE(server);
  REQUIRE(write(client.get(), "hi", 2) == 2);
  CHECK(read_all(server.get()) == "hi");
}

TEST_CASE("why a connection fails is told") {
  const Descriptor client = tcp_socket();
  CHECK(connect_socket(client.get(), "localhost", 1, Milliseconds(10)).error().code ==
        "bad-address");
  std::uint16_t free_port = 0;
  {
    const auto listener = listen_loopback(0);
    REQUIRE(listener);
    free_port = local_port(listener->get());
  }
  CHECK(connect_socket(client.get(), "127.0.0.1", free_port, Milliseconds(1'000)).error().code ==
        "connection-refused");
}

TEST_CASE("a connection that nobody takes up times out") {
  const auto listener = listen_loopback(0);
  REQUIRE(listener);
  REQUIRE(listen(listener->get(), 0) == 0);
  std::vector<Descriptor> clients;
  std::string code;
  for (int i = 0; i < 16 && code.empty(); ++i) {
    clients.push_back(tcp_socket());
    const auto connected = connect_socket(clients.back().get(), "127.0.0.1",
                                          local_port(listener->get()), Milliseconds(50));
    if (!connected) code = connected.error().code;
  }
  CHECK(code == "timed-out");
}

TEST_CASE("sealed memory is read from its start and never changed") {
  const auto memory = sealed_memory("plan", "the plan");
  REQUIRE(memory);
  CHECK(read_all(memory->get()) == "the plan");
  CHECK(pwrite(memory->get(), "x", 1, 0) == -1);
  CHECK(ftruncate(memory->get(), 1) == -1);
  CHECK(mmap(nullptr, 8, PROT_WRITE, MAP_SHARED, memory->get(), 0) == MAP_FAILED);
  CHECK((fcntl(memory->get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(sealed_memory("empty", ""));
}

// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/redis.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "emulator/base/text.h"
#include "emulator/io/process.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

constexpr Milliseconds patience(5'000);

Value list(Value::Array items) { return Value(std::move(items)); }

/// The other end of a client's connection, played by the test: what it sends may lie ready before
/// it is asked for.
struct Played {
  std::unique_ptr<RedisClient> client;
  Descriptor server;

  explicit Played(Milliseconds timeout = patience) {
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    server = Descriptor(ends[1]);
    auto made = make_redis_client(Descriptor(ends[0]), timeout);
    REQUIRE(made);
    client = std::move(*made);
  }

  void say(const std::string& text) const {
    REQUIRE(write(server.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
};

class RedisServer {
 public:
  RedisServer() {
    auto child = spawn({.argv = {"redis-server", "--port", "0", "--unixsocket", path(), "--save",
                                 "", "--appendonly", "no", "--dir", folder_.path()},
                        .die_with_parent = true});
    REQUIRE(child);
    child_ = std::move(*child);
  }
  ~RedisServer() {
    kill(child_.pid, SIGKILL);
    waitpid(child_.pid, nullptr, 0);
  }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  std::unique_ptr<RedisClient> client() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path().c_str(), path().size() + 1);
    for (int i = 0; i < 1'000; ++i) {
      Descriptor made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
      if (connect(made.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
        return std::move(*make_redis_client(std::move(made), patience));
      poll(nullptr, 0, 5);
    }
    FAIL("Redis does not start");
    return nullptr;
  }

 private:
  std::string path() const { return folder_.path() + "/redis"; }

  test::TemporaryFolder folder_;
  Child child_;
};

RedisReply ask(RedisClient& client, const std::vector<std::string>& words) {
  auto reply = client.command(words);
  REQUIRE_MESSAGE(reply, join(words, " "));
  return *reply;
}

}  // namespace

TEST_CASE("a real Redis answers in every type" * doctest::skip(!find_program("redis-server"))) {
  const RedisServer server;
  const auto client = server.client();
  const std::string bytes("a\0\r\n\xFF", 5);
  struct Row {
    std::vector<std::string> words;
    Value value;
    const char* type;
  };
  const Row rows[] = {{{"PING"}, "PONG", "status"},
                      {{"SET", "k", bytes}, "OK", "status"},
                      {{"GET", "k"}, bytes, "string"},
                      {{"GET", "none"}, {}, "null"},
                      {{"SET", "empty", ""}, "OK", "status"},
                      {{"GET", "empty"}, "", "string"},
                      {{"INCRBY", "n", "-7"}, -7, "integer"},
                      {{"RPUSH", "l", "1", "2"}, 2, "integer"},
                      {{"LRANGE", "l", "0", "-1"}, list({"1", "2"}), "array"},
                      {{"LRANGE", "none", "0", "-1"}, Value::array(), "array"},
                      {{"MGET", "n", "none"}, list({"-7", Value()}), "array"},
                      {{"EVAL", "return {1,{2,'x'}}", "0"}, list({1, list({2, "x"})}), "array"}};
  for (const Row& row : rows) {
    CAPTURE(join(row.words, " "));
    const RedisReply reply = ask(*client, row.words);
    CHECK(reply.value == row.value);
    CHECK(reply.type == row.type);
    CHECK_FALSE(reply.is_error());
    CHECK(reply.nested_error.empty());
    CHECK(client->is_usable());
  }
  for (const auto& words : {std::vector<std::string>{"MULTI"}, {"INCR", "k"}, {"SET", "m", "1"}}) ask(*client, words);
  const RedisReply transaction = ask(*client, {"EXEC"});
  CHECK(transaction.value.items().size() == 2);
  CHECK(transaction.nested_error == "ERR value is not an integer or out of range");
  const RedisReply error = ask(*client, {"INCR", "k"});
  CHECK(error.is_error());
  CHECK(error.value == Value("ERR value is not an integer or out of range"));
  CHECK(ask(*client, {"PING"}).value == Value("PONG"));
}

TEST_CASE("a large value comes whole" * doctest::skip(!find_program("redis-server"))) {
  const RedisServer server;
  const auto client = server.client();
  const std::string large(3U << 20U, 'x');
  ask(*client, {"SET", "k", large});
  CHECK(ask(*client, {"GET", "k"}).value == Value(large));
}

TEST_CASE("a server that goes is a lost connection" *
          doctest::skip(!find_program("redis-server"))) {
  const RedisServer server;
  const auto client = server.client();
  CHECK(client->command({"SHUTDOWN", "NOSAVE"}).error().code == "connection-lost");
  CHECK(client->command({"PING"}).error().code == "connection-lost");
}

TEST_CASE("a command is sent word by word") {
  const Played played(Milliseconds(10));
  CHECK_FALSE(played.client->command({"SET", "a b", std::string("\0", 1)}));
  char text[128];
  const ssize_t count = read(played.server.get(), text, sizeof text);
  REQUIRE(count > 0);
  CHECK(std::string(text, static_cast<size_t>(count)) ==
        std::string("*3\r\n$3\r\nSET\r\n$3\r\na b\r\n$1\r\n\0\r\n", 29));
}

TEST_CASE("no answer in time ends the connection, since it could come for the next command") {
  const Played played(Milliseconds(20));
  CHECK(played.client->command({"GET", "slow"}).error().code == "timed-out");
  CHECK(played.client->command({"GET", "next"}).error().code == "connection-lost");
}

TEST_CASE("what nobody asked for is not taken for an answer") {
  const Played played;
  played.say("+late\r\n");
  CHECK(played.client->command({"PING"}).error().code == "connection-lost");
}

TEST_CASE("the second answer of a subscription is not that of the next command" *
          doctest::skip(!find_program("redis-server"))) {
  const RedisServer server;
  const auto client = server.client();
  CHECK(ask(*client, {"SUBSCRIBE", "a", "b"}).value == list({"subscribe", "a", 1}));
  CHECK(client->command({"PING"}).error().code == "connection-lost");
}

TEST_CASE("a closed connection and an answer that is none are told") {
  Played closed;
  closed.server.close();
  CHECK(closed.client->command({"PING"}).error().code == "connection-lost");
  CHECK(make_redis_client(Descriptor(), patience).error().code == "connection-failed");
  CHECK(Played().client->command({}).error().code == "bad-command");
}

TEST_CASE("an answer that is no Redis protocol is told") {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const Descriptor server(ends[1]);
  auto client = make_redis_client(Descriptor(ends[0]), patience);
  REQUIRE(client);
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    char text[64];
    const bool asked = read(server.get(), text, sizeof text) > 0;
    _exit(asked && write(server.get(), "HTTP/1.1 400\r\n", 14) == 14 ? 0 : 1);
  }
  const auto reply = (*client)->command({"PING"});
  waitpid(pid, nullptr, 0);
  REQUIRE_FALSE(reply);
  CHECK(reply.error().code == "connection-lost");
  CHECK(reply.error().seen.find("its answer can't be read") == 0);
}

// SPDX-License-Identifier: Apache-2.0
// What servers, containers and clients of the control socket send, over real connections.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "emulator/environment/fault.h"
#include "emulator/environment/supervisor/refusals.h"
#include "emulator/io/http_service.h"
#include "emulator/io/mysql.h"
#include "emulator/io/redis.h"
#include "emulator/io/sockets.h"
#include "emulator/scenario/web_driver.h"
#include "tests/fuzz/targets.h"
#include "tests/scenario/raw_server.h"

namespace gonogo::fuzz {
namespace {

using test::RawServer;
using namespace std::string_view_literals;

constexpr Milliseconds patience(500);

/// Reads what is asked, says `text` and has nothing more to say.
RawServer::Behaviour saying(std::string_view text) {
  return [text](RawServer& server, int client) {
    if (!server.wait_for(client)) return;
    RawServer::read_some(client);
    RawServer::say(client, text);
    shutdown(client, SHUT_WR);
    server.hang(client);
  };
}

void check_code(const Error& error, std::initializer_list<std::string_view> documented) {
  hold(std::find(documented.begin(), documented.end(), error.code) != documented.end(),
       ("a documented code, and not " + error.code).c_str());
}

Descriptor connected_to(const RawServer& server) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  hold(connect_socket(socket.get(), "127.0.0.1", server.port(), patience).has_value(),
       "a server of one's own can be reached");
  return socket;
}

void redis(std::string_view text) {
  const RawServer server(saying(text));
  const auto client = make_redis_client(connected_to(server), patience);
  const auto reply = (*client)->command({"GET", "x"});
  if (!reply) return check_code(reply.error(), {"connection-lost", "timed-out"});
  hold(!reply->type.empty(), "a reply has a type");
}

/// The first connection is the server's; wherever a redirect points to, nothing is reached.
HttpOptions only_once(int& opened) {
  return {.open_socket = [&opened] { return opened++ == 0 ? socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1; },
          .opens_loopback = true};
}

void http_answer(std::string_view text) {
  const RawServer server(saying(text));
  int opened = 0;
  const auto client = make_http_client(only_once(opened));
  const auto response =
      client->send({.url = server.url(), .timeout = patience, .body_limit = 1U << 20U});
  if (!response)
    return check_code(response.error(), {"unknown-host", "connection-failed", "timed-out", "tls-failed",
                                         "body-too-large", "bad-response", "bad-url"});
  hold(response->status >= 100 && response->status < 1000, "a status has three digits");
  hold(response->body.size() <= 1U << 20U, "a body is no longer than its limit");
  for (const auto& header : response->headers)
    hold(header.first.find('\n') == std::string::npos, "a header's name is of one line");
}

void web_driver(std::string_view text) {
  const std::string answer = "HTTP/1.1 " + std::string(text.starts_with('!') ? "404 No" : "200 OK") +
                             "\r\nConnection: close\r\nContent-Length: " + std::to_string(text.size()) +
                             "\r\n\r\n" + std::string(text);
  const RawServer server(saying(answer));
  WebDriver driver(make_http_client({}), server.port());
  const auto begun = driver.begin(Value::object(), patience);
  if (!begun) hold(begun.error().code.starts_with("browser-"), "what a driver refuses has its code");
  if (const auto element = driver.ask("GET", "/element/active", {}, patience))
    (void)WebDriver::path_of(*element);
}

// Protocol 4.1 of MySQL: https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html
constexpr auto mysql_greeting =
    "J\0\0\0\0128.0.36\0\001\0\0\00012345678\0\015\242-\002\0\010\0\025\0\0\0\0\0\0\0\0\0\0"
    "123456789012\0mysql_native_password\0"sv;
constexpr auto mysql_welcome = "\007\0\0\002\0\0\0\002\0\0\0"sv;
// What the connector asks for before anything else: SHOW … LIKE 'lower_case_table_names'.
constexpr auto mysql_variable =
    "\1\0\0\1\0022\0\0\2\3def\0\1t\1t\15Variable_name\15Variable_name\14-\0\377\0\0\0\375\0\0"
    "\0\0\0\"\0\0\3\3def\0\1t\1t\5Value\5Value\14-\0\377\0\0\0\375\0\0\0\0\0\5\0\0\4\376\0\0"
    "\2\0\31\0\0\5\26lower_case_table_names\0010\5\0\0\6\376\0\0\2\0"sv;
constexpr auto mysql_done = "\007\0\0\001\0\0\0\002\0\0\0"sv;

void sql_answer(std::string_view text) {
  const RawServer server([text](RawServer& self, int client) {
    std::array<char, 4096> bytes{};
    const auto asked = [&] {
      const ssize_t size = self.wait_for(client) ? recv(client, bytes.data(), bytes.size(), 0) : 0;
      return std::string_view(bytes.data(), static_cast<size_t>(std::max<ssize_t>(size, 0)));
    };
    RawServer::say(client, mysql_greeting);
    if (asked().empty() || !RawServer::say(client, mysql_welcome)) return;
    for (std::string_view asks = asked(); !asks.empty(); asks = asked()) {
      const bool is_ours = asks.find("FUZZ") != asks.npos;
      const bool shows = asks.find("SHOW") != asks.npos;
      RawServer::say(client, is_ours ? text : shows ? mysql_variable : mysql_done);
      if (is_ours) shutdown(client, SHUT_WR);
    }
  });
  const auto client =
      connect_mysql({.url = "tcp://127.0.0.1:" + std::to_string(server.port()), .user = "u"});
  hold(client.has_value(), "a MySQL that greets is connected to");
  const auto outcome = (*client)->execute("SELECT FUZZ", {});
  if (!outcome) return check_code(outcome.error(), {"connection-lost", "timed-out"});
  for (const auto& row : outcome->result.rows)
    hold(row.size() == outcome->result.columns.size(), "a row has a cell a column");
}

/// What the agent's endpoints are asked by a container.
void http_request(std::string_view text) {
  EventLoop loop;
  auto listener = listen_loopback(0);
  hold(listener.has_value(), "a free port");
  const std::uint16_t port = local_port(listener->get());
  const HttpService service(loop, std::move(*listener), [](const HttpAsk& ask) {
    hold(ask.body.size() <= 64U << 10U, "a body is at most 64 KiB");
    return HttpReply{.body = ask.target};
  });
  const Descriptor visitor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!connect_socket(visitor.get(), "127.0.0.1", port, patience)) return;
  RawServer::say(visitor.get(), text);
  shutdown(visitor.get(), SHUT_WR);
  bool over = false;
  loop.watch(visitor.get(), [&] {
    std::array<char, 4096> bytes{};
    over = recv(visitor.get(), bytes.data(), bytes.size(), 0) <= 0;
    if (over) loop.stop();
  });
  loop.at(SystemClock().now() + std::chrono::seconds(2), [&] { loop.stop(); });
  loop.run();
  hold(over, "whoever stops talking is answered or let go at once");
}

void control_packet(std::string_view text) {
  std::array<int, 2> ends{};
  hold(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == 0, "a pair of sockets");
  const Descriptor near(ends[0]);
  if (!text.empty()) (void)send(ends[1], text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  close(ends[1]);
  const auto packet = receive_packet(near.get(), patience);
  if (!packet || !*packet) return;
  hold((*packet)->body.is_object(), "a packet is an object");
  if (const auto fault = fault_of((*packet)->body)) {
    const auto again = fault_of(to_value(*fault));
    hold(again && to_value(*again) == to_value(*fault), "a fault loses nothing on the way");
  }
}

/// Names that containers asked for, in dnsmasq's log.
void resolver_log(std::string_view text) {
  EventLoop loop;
  Refusals refusals(loop, {{"10.0.0.5", "web"}});
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    refusals.read_resolver_line(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const Value rows = refusals.to_value();
  for (const Value& row : rows.items()) hold(row.is_object(), "a refused call is a row");
}

constexpr Target answers_table[] = {
    {"redis", redis, "*2\r\n$3\r\nfoo\r\n*-1\r\n:7\r\n"},
    {"http-answer", http_answer,
     "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Type: text/plain\r\nTransfer-Encoding: "
     "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"},
    {"web-driver", web_driver,
     R"({"value":{"sessionId":"s","element-6066-11e4-a52e-4f735466cecf":"e","error":"no such element","message":"m\nn"}})"},
    {"sql-answer", sql_answer,
     "\001\0\0\001\007\032\0\0\002\003def\0\001t\001t\001i\001i\014?\0\377\0\0\0\010\0\0\0\0\0"
     "\032\0\0\003\003def\0\001t\001t\001r\001r\014?\0\377\0\0\0\005\0\0\0\0\0"
     "\032\0\0\004\003def\0\001t\001t\001d\001d\014?\0\377\0\0\0\366\0\0\0\0\0"
     "\032\0\0\005\003def\0\001t\001t\001s\001s\014-\0\377\0\0\0\375\0\0\0\0\0"
     "\032\0\0\006\003def\0\001t\001t\001b\001b\014?\0\377\0\0\0\374\0\0\0\0\0"
     "\032\0\0\007\003def\0\001t\001t\001j\001j\014-\0\377\0\0\0\365\0\0\0\0\0"
     "\032\0\0\010\003def\0\001t\001t\001t\001t\014?\0\377\0\0\0\014\0\0\0\0\0"
     "\005\0\0\011\376\0\0\002\0003\0\0\012\003-42\0051.5e3\0040.10\004text\002\377\0"
     "\007{\"a\":1}\0232026-01-01 00:00:00\007\0\0\013\373\373\373\373\373\373\373"
     "\005\0\0\014\376\0\0\002\0"sv},
    {"http-request", http_request,
     "POST /api/x/fault/v1/network-latency/start HTTP/1.1\r\nHost: 169.254.170.2\r\nContent-Length: "
     "19\r\n\r\n{\"DelayMilliseconds\""},
    {"control-packet", control_packet,
     R"({"kind":"latency","target":"web","from":"a","to":"b","port":80,"delay":5,"jitter":1,"percent":3})"},
    {"resolver-log", resolver_log,
     "Nov 24 10:00:00 dnsmasq[7]: 3 10.0.0.5/4242 query[A] example.com from 10.0.0.5\n"
     "Nov 24 10:00:00 dnsmasq[7]: 3 10.0.0.5/4242 config example.com is NXDOMAIN\n"},
};

}  // namespace

std::span<const Target> answer_targets() { return answers_table; }

}  // namespace gonogo::fuzz

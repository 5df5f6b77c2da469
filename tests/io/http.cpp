// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/http.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <cstdlib>

#include "emulator/io/sockets.h"
#include "tests/support/tiny_http_server.h"

using namespace gonogo;
using test::http_response;
using test::TinyHttpServer;

namespace {

HttpResponse get(HttpClient& client, const std::string& url) {
  auto response = client.send({.url = url});
  REQUIRE_MESSAGE(response, url);
  return *response;
}

std::string code_of(const HttpRequest& request, HttpOptions options = {}) {
  const auto response = make_http_client(std::move(options))->send(request);
  return response ? "" : response.error().code;
}

std::string path_of(const std::string& request) {
  const size_t start = request.find(' ') + 1;
  return request.substr(start, request.find(' ', start) - start);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string text(const std::string& body) { return http_response("200 OK", {}, body); }

}  // namespace

TEST_CASE("a response has status, headers, body and time") {
  const TinyHttpServer server([](const std::string&) {
    return http_response("418 I'm a teapot", {"X-Kind:  tea ", "X-Twice: 1", "X-Twice: 2"}, "hot");
  });
  const auto client = make_http_client({});
  const HttpResponse response = get(*client, server.url("/pot?full=1"));
  CHECK(response.status == 418);
  CHECK(response.version == "1.1");
  CHECK(response.body == "hot");
  CHECK(response.url == server.url("/pot?full=1"));
  CHECK(response.redirects == 0);
  CHECK(response.duration.count() > 0);
  REQUIRE(find_header(response.headers, "x-KIND") != nullptr);
  CHECK(*find_header(response.headers, "x-KIND") == "tea");
  CHECK(*find_header(response.headers, "X-Twice") == "1");
  CHECK(find_header(response.headers, "X") == nullptr);
  CHECK(response.headers.size() == 5);
}

TEST_CASE("a request is sent as asked, with nothing that curl likes to add") {
  const TinyHttpServer server([](const std::string&) { return text(""); });
  const auto client = make_http_client({});
  REQUIRE(client->send({.method = "POST",
                        .url = server.url("/a/../b"),
                        .headers = {{"X-One", "1"}, {"X-Empty", ""}},
                        .body = std::string("a\0b", 3)}));
  const std::string& request = server.requests().at(0);
  CHECK(request.starts_with("POST /a/../b HTTP/1.1\r\n"));
  CHECK(has(request, "\r\nX-One: 1\r\n"));
  CHECK(has(request, "\r\nX-Empty:\r\n"));
  CHECK(request.ends_with(std::string("\r\n\r\na\0b", 7)));
  CHECK_FALSE(has(request, "Content-Type"));
  CHECK_FALSE(has(request, "Expect"));
  CHECK_FALSE(has(request, "Cookie"));
}

TEST_CASE("every method is sent, with a body or without") {
  const TinyHttpServer server([](const std::string& request) {
    return request.starts_with("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" : text("x");
  });
  const auto client = make_http_client({});
  for (const std::string method :
       {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"}) {
    CAPTURE(method);
    const auto response = client->send({.method = method, .url = server.url("/")});
    REQUIRE(response);
    CHECK(response->body == (method == "HEAD" ? "" : "x"));
    CHECK(server.requests().back().starts_with(method + " / HTTP/1.1\r\n"));
  }
  REQUIRE(client->send({.method = "DELETE", .url = server.url("/"), .body = "why"}));
  CHECK(server.requests().back().starts_with("DELETE"));
  CHECK(server.requests().back().ends_with("\r\n\r\nwhy"));
}

TEST_CASE("only the headers of the last response count") {
  const TinyHttpServer server([](const std::string&) {
    return "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + text("late");
  });
  const HttpResponse response = get(*make_http_client({}), server.url("/"));
  CHECK(response.status == 200);
  CHECK(response.body == "late");
  CHECK(find_header(response.headers, "X-Early") == nullptr);
}

TEST_CASE("redirects keep or change the method as browsers do") {
  struct Row {
    int status;
    std::string method;
    const char* then;
    bool keeps_body;
  };
  const Row rows[] = {{301, "POST", "GET", false}, {302, "POST", "GET", false},
                      {302, "PUT", "PUT", true},   {303, "PUT", "GET", false},
                      {307, "POST", "POST", true}, {308, "POST", "POST", true}};
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.method);
    const TinyHttpServer server([&](const std::string& request) {
      return path_of(request) == "/from"
                 ? http_response(std::to_string(row.status) + " Moved", {"Location: to"}, "")
                 : text("there");
    });
    const auto response = make_http_client({})->send(
        {.method = row.method,
         .url = server.url("/from"),
         .headers = {{"Content-Type", "text/x"}, {"Authorization", "me"}},
         .body = "b"});
    REQUIRE(response);
    CHECK(response->body == "there");
    CHECK(response->redirects == 1);
    CHECK(response->url == server.url("/to"));
    const std::string& second = server.requests().at(1);
    CHECK(second.starts_with(std::string(row.then) + " /to "));
    CHECK(second.ends_with("\r\n\r\nb") == row.keeps_body);
    CHECK(has(second, "Content-Type") == row.keeps_body);
    CHECK(has(second, "Authorization: me"));
  }
}

TEST_CASE("ten redirects are followed, eleven are too many, none when so asked") {
  int wanted = 10;
  const TinyHttpServer server([&](const std::string& request) {
    const int number = std::stoi(path_of(request).substr(1));
    if (number == wanted) return text("end");
    return http_response("302 Found", {"Location: /" + std::to_string(number + 1)}, "");
  });
  const auto client = make_http_client({});
  CHECK(get(*client, server.url("/0")).redirects == 10);
  wanted = 11;
  const auto endless = client->send({.url = server.url("/0")});
  REQUIRE_FALSE(endless);
  CHECK(endless.error().code == "too-many-redirects");
  const auto first = client->send({.url = server.url("/0"), .follow_redirects = false});
  REQUIRE(first);
  CHECK(first->status == 302);
  CHECK(*find_header(first->headers, "Location") == "/1");
}

TEST_CASE("another server gets neither authorization nor cookies of the first") {
  const TinyHttpServer second([](const std::string&) { return text("second"); });
  const TinyHttpServer first([&](const std::string&) {
    return http_response("307 Moved", {"Location: " + second.url("/")}, "");
  });
  const auto response = make_http_client({})->send(
      {.url = first.url("/"),
       .headers = {{"authorization", "me"}, {"Cookie", "id=1"}, {"X-Other", "kept"}}});
  REQUIRE(response);
  CHECK(response->body == "second");
  CHECK(has(first.requests().at(0), "authorization: me"));
  CHECK_FALSE(has(second.requests().at(0), "authorization"));
  CHECK_FALSE(has(second.requests().at(0), "Cookie"));
  CHECK(has(second.requests().at(0), "X-Other: kept"));
}

TEST_CASE("cookies are one client's own, until it forgets them") {
  const TinyHttpServer server([](const std::string& request) {
    return path_of(request) == "/login" ? http_response("200 OK", {"Set-Cookie: id=7; Path=/"}, "")
                                        : text(has(request, "Cookie: id=7") ? "known" : "stranger");
  });
  const auto client = make_http_client({});
  CHECK(get(*client, server.url("/")).body == "stranger");
  get(*client, server.url("/login"));
  CHECK(get(*client, server.url("/")).body == "known");
  CHECK(get(*make_http_client({}), server.url("/")).body == "stranger");
  client->forget_cookies();
  CHECK(get(*client, server.url("/")).body == "stranger");
}

TEST_CASE("a known name goes to its address; for loopback no socket is asked for") {
  const TinyHttpServer server([](const std::string& request) {
    return has(request, "Host: backend.internal:") ? text("by name") : text("?");
  });
  int opened = 0;
  const auto client = make_http_client({.open_socket =
                                            [&] {
                                              ++opened;
                                              return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
                                            },
                                        .hosts = {{"Backend.internal", "127.0.0.1"}}});
  const std::string url = "http://backend.internal:" + std::to_string(server.port()) + "/";
  CHECK(get(*client, url).body == "by name");
  CHECK(get(*client, server.url("/")).body == "?");
  CHECK(opened == 0);
}

TEST_CASE("no name is looked up outside of the environment") {
  const HttpOptions options{.open_socket = [] { return -1; }, .hosts = {{"backend", "127.0.0.1"}}};
  for (const std::string name : {"localhost", "example.org", "backend.internal"}) {
    CAPTURE(name);
    CHECK(code_of({.url = "http://" + name + "/"}, options) == "unknown-host");
  }
  const auto wrong = make_http_client(options)->send({.url = "http://backand/"});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().what ==
        "\"backand\" is no name of this environment; did you mean \"backend\"?");
  const TinyHttpServer server([](const std::string&) {
    return http_response("302 Found", {"Location: http://localhost/"}, "");
  });
  CHECK(code_of({.url = server.url("/")}, options) == "unknown-host");
}

TEST_CASE("a proxy of the machine is not asked") {
  const TinyHttpServer server([](const std::string&) { return text("direct"); });
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  CHECK(get(*make_http_client({}), server.url("/")).body == "direct");
  unsetenv("http_proxy");
}

TEST_CASE("a body may be as long as its limit, also when it comes compressed") {
  // printf hello | gzip -n9
  const std::string packed(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00"
      "\x00"
      "\x00",
      25);
  const TinyHttpServer server([&](const std::string& request) {
    return path_of(request) == "/packed"
               ? http_response("200 OK", {"Content-Encoding: gzip"}, packed)
               : text("hello");
  });
  for (const std::string path : {"/plain", "/packed"}) {
    CAPTURE(path);
    const auto whole = make_http_client({})->send({.url = server.url(path), .body_limit = 5});
    REQUIRE(whole);
    CHECK(whole->body == "hello");
    CHECK(code_of({.url = server.url(path), .body_limit = 4}) == "body-too-large");
  }
}

TEST_CASE("what can't be sent is told before anything is sent") {
  for (const std::string url : {"", "/path", "nonsense", "ftp://127.0.0.1/", "file:///etc/passwd",
                                "http://", "http://a b/"}) {
    CAPTURE(url);
    CHECK(code_of({.url = url}) == "bad-url");
  }
  const TinyHttpServer server([](const std::string&) { return text(""); });
  const Headers bad[] = {{{"X", "1\r\nY: 2"}}, {{"X: 1\nY", "2"}}, {{"", "1"}}};
  for (const Headers& headers : bad)
    CHECK(code_of({.url = server.url("/"), .headers = headers}) == "bad-header");
  CHECK(server.requests().empty());
}

TEST_CASE("answers that are none have their codes") {
  struct Row {
    std::string name;
    std::string answer;
    const char* code;
  };
  const Row rows[] = {
      {"closed", "", "connection-failed"},
      {"no HTTP", "220 mail.example ESMTP\r\n", "bad-response"},
      {"cut short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "bad-response"},
      {"headers without end", "HTTP/1.1 200 OK\r\nX: " + std::string(2U << 20U, 'x'),
       "bad-response"},
      {"redirect to a file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
       "bad-response"}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TinyHttpServer server([&](const std::string&) { return row.answer; });
    CHECK(code_of({.url = server.url("/")}) == row.code);
  }
  const TinyHttpServer server([](const std::string&) { return text(""); });
  CHECK(code_of({.url = "https://127.0.0.1:" + std::to_string(server.port())}) == "tls-failed");
}

TEST_CASE("nobody there is another error than nobody answering") {
  auto listener = listen_loopback(0);
  REQUIRE(listener);
  const std::string url = "http://127.0.0.1:" + std::to_string(local_port(listener->get())) + "/";
  const auto late = make_http_client({})->send({.url = url, .timeout = Milliseconds(100)});
  REQUIRE_FALSE(late);
  CHECK(late.error().code == "timed-out");
  listener->close();
  const auto refused = make_http_client({})->send({.url = url});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "connection-refused");
  CHECK(refused.error().what == "GET " + url + " got no answer");
  CHECK(code_of({.url = url, .timeout = Milliseconds(0)}) == "timed-out");
}

// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/web_driver.h"

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

// W3C WebDriver, section 12: the key of a reference to an element.
constexpr const char* element_key = "element-6066-11e4-a52e-4f735466cecf";
constexpr Milliseconds status_patience{1'000};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Error refusal(const Value& value) {
  const std::string kind = text_of(value, "error");
  return {
      .code = "browser-" + slug(kind), .what = kind, .seen = first_line(text_of(value, "message"))};
}

}  // namespace

WebDriver::WebDriver(std::unique_ptr<HttpClient> http, std::uint16_t port)
    : http_(std::move(http)), driver_("http://127.0.0.1:" + std::to_string(port)) {}

std::string WebDriver::path_of(const Value& element) {
  return "/element/" + text_of(element, element_key);
}

// While a page is busy its session does not answer, but the driver does.
Error WebDriver::silence(const Error& error) {
  if (error.code == "interrupted" || error.code == "environment-lost") return error;
  const bool late = error.code == "timed-out";
  const auto status =
      late ? http_->send({.url = driver_ + "/status", .timeout = status_patience}) : fail(error);
  if (status)
    return {.code = "page-hangs",
            .what = "the page did not answer in time",
            .hint =
                "it may be busy in a loop, or still be loading; a longer timeout: of the step "
                "helps the latter"};
  return {.code = "browser-lost",
          .what = "chromedriver does not answer any more",
          .seen = error.seen.empty() ? error.what : error.seen};
}

Result<Value> WebDriver::send(const std::string& method, const std::string& path, const Value& body,
                              Milliseconds timeout) {
  HttpRequest request{.method = method,
                      .url = driver_ + path,
                      .follow_redirects = false,
                      .timeout = std::max(timeout, Milliseconds(1))};
  if (method == "POST") {
    request.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    request.body = to_json(body.is_null() ? Value::object() : body);
  }
  const auto response = http_->send(request);
  if (!response) return fail(silence(response.error()));
  auto answer = parse_json(response->body, "chromedriver");
  if (!answer)
    return fail({.code = "browser-lost",
                 .what = "chromedriver gave no answer of WebDriver",
                 .seen = first_line(response->body)});
  Value value = part_of(*answer, "value");
  if (response->status != 200) return fail(refusal(value));
  return value;
}

Result<Done> WebDriver::begin(const Value& capabilities, Milliseconds timeout) {
  const Value body =
      Value::object({{"capabilities", Value::object({{"alwaysMatch", capabilities}})}});
  const auto session = send("POST", "/session", body, timeout);
  if (!session) return fail(session.error());
  session_ = "/session/" + text_of(*session, "sessionId");
  return Done{};
}

Result<Value> WebDriver::ask(const std::string& method, const std::string& path, const Value& body,
                             Milliseconds timeout) {
  return send(method, session_ + path, body, timeout);
}

Result<Value> WebDriver::command(const std::string& name, const Value& parameters,
                                 Milliseconds timeout) {
  return ask("POST", "/goog/cdp/execute", Value::object({{"cmd", name}, {"params", parameters}}),
             timeout);
}

Result<Value> WebDriver::run(const std::string& script, Value arguments, Milliseconds timeout) {
  return ask("POST", "/execute/sync",
             Value::object({{"script", script}, {"args", std::move(arguments)}}), timeout);
}

}  // namespace gonogo

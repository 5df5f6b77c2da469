// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/webhook_action.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/gate/bitbucket_client.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/report/plain.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

using Kind = Ending::Kind;
constexpr size_t longest_answer = 200;
// Fewer can be guessed: https://github.com/standard-webhooks/standard-webhooks asks for 24 to 64.
constexpr size_t shortest_key = 24;

// The path of such an address is often a password: only its host is shown.
std::string host_of(const std::string& url) {
  const size_t start = url.find("://") + 3;
  const std::string rest = url.substr(start, url.find_first_of("/?#", start) - start);
  return url.substr(0, start) +
         rest.substr(rest.find('@') == std::string::npos ? 0 : rest.find('@') + 1);
}

// A receiver that takes an id once takes a second `--again` for the same reason, too.
std::string message_id(const WebhookTrigger& trigger, const Occasion& occasion, WallTime now) {
  const std::string again = occasion.again.empty() ? "" : occasion.again + " " + to_rfc3339(now, 3);
  return "gonogo_" + sha256(occasion.verdict_sha256 + " " + trigger.url + " " + again);
}

std::string body_of(const Occasion& occasion, WallTime now) {
  Value data = Value::object();
  for (const auto& [name, value] : occasion.variables) data.set(name, value);
  return to_json(
      Value::object({{"type", "gonogo.go"}, {"timestamp", to_rfc3339(now)}, {"data", data}}));
}

Ending ending_of(const Result<HttpResponse>& response, const std::string& host) {
  if (!response)
    return {surely_not_acted_on(response.error().code) ? Kind::not_started : Kind::unknown,
            host + " gave no answer: " +
                (response.error().seen.empty() ? response.error().code : response.error().seen)};
  const int status = response->status;
  if (status >= 200 && status <= 299)
    return {Kind::done, host + " took the message (" + std::to_string(status) + ")"};
  const std::string words =
      host + " answers " + std::to_string(status) + ": " + cut(trim(response->body), longest_answer);
  // A refused message was not acted on; of a server in trouble nobody knows.
  return {status >= 400 && status <= 499 ? Kind::not_started : Kind::unknown, words};
}

Ending deliver(const WebhookTrigger& trigger, const Secret& secret, const Occasion& occasion,
               Milliseconds patience, World& world) {
  const WallTime now = world.clock.wall();
  const std::string body = body_of(occasion, now);
  auto headers = webhook_headers(secret, message_id(trigger, occasion, now), now, body);
  if (!headers) return {Kind::not_started, to_line(headers.error())};
  headers->emplace_back("Content-Type", "application/json");
  Redactor redactor;
  redactor.add(secret);
  redactor.add(Secret(trigger.url));
  Ending ending = ending_of(make_http_client({})->send({.method = "POST",
                                                        .url = trigger.url,
                                                        .headers = *headers,
                                                        .body = body,
                                                        .follow_redirects = false,
                                                        .timeout = patience}),
                            host_of(trigger.url));
  ending.text = redactor.redact(ending.text);
  return ending;
}

std::optional<Error> obstacle_of(const WebhookTrigger& trigger, const Secret& secret,
                                 const Occasion& occasion) {
  if (secret.empty())
    return Error{
        .code = "no-secret",
        .what = "the secret of " + host_of(trigger.url) + " is not in " + trigger.secret_variable,
        .hint = "put the receiver's signing secret (whsec_…) into it"};
  if (auto headers = webhook_headers(secret, "", {}, ""); !headers) return headers.error();
  if (occasion.wait)
    return Error{.code = "cannot-wait",
                 .what = "a webhook only says that " + host_of(trigger.url) +
                         " took the message: its deployment can't be waited for",
                 .hint = "leave --wait out"};
  return std::nullopt;
}

}  // namespace

Result<Headers> webhook_headers(const Secret& secret, const std::string& id, WallTime time,
                                const std::string& body) {
  std::string key = secret.reveal();
  if (key.starts_with("whsec_")) {
    const auto decoded = decode_base64(std::string_view(key).substr(6));
    if (!decoded)
      return fail({.code = "bad-secret", .what = "the webhook's secret is no base64 after whsec_"});
    key = *decoded;
  }
  if (key.size() < shortest_key)
    return fail(
        {.code = "bad-secret",
         .what = "the webhook's secret has fewer than " + std::to_string(shortest_key) + " bytes"});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
  const std::string stamp = std::to_string(seconds);
  const std::string mac = hmac_sha256(key, id + "." + stamp + "." + body);
  return Headers{{"webhook-id", id},
                 {"webhook-timestamp", stamp},
                 {"webhook-signature", "v1," + to_base64(mac)}};
}

TriggerAction webhook_action(const WebhookTrigger& trigger, const Occasion& occasion, World& world,
                      Milliseconds patience) {
  const Secret secret(std::string(trim(world.variable(trigger.secret_variable))));
  return {.id = "webhook:" + sha256(trigger.url),
          .title = "the webhook at " + host_of(trigger.url),
          .preview = "\nPOST " + host_of(trigger.url) + "/***\nwebhook-signature: v1,***\n\n" +
                     to_json(Value::object({{"type", "gonogo.go"}}), 2),
          .obstacle = obstacle_of(trigger, secret, occasion),
          .act = [trigger, secret, &occasion, patience, &world] {
            return deliver(trigger, secret, occasion, patience, world);
          }};
}

}  // namespace gonogo

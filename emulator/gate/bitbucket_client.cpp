// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/bitbucket_client.h"

#include <algorithm>
#include <charconv>

#include "emulator/base/duration.h"
#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/gate/action.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

constexpr std::string_view official = "https://api.bitbucket.org/2.0";
constexpr size_t longest_words = 200;
constexpr size_t largest_answer = 8U << 20U;
// Bitbucket documents no Retry-After, so the gate backs off by itself.
constexpr Milliseconds back_off[] = {Milliseconds(10'000), Milliseconds(20'000),
                                     Milliseconds(40'000)};
constexpr Milliseconds longest_back_off(60'000);

bool is_loopback(std::string_view url) {
  constexpr std::string_view start = "http://127.0.0.1:";
  if (!url.starts_with(start)) return false;
  const std::string_view rest = url.substr(start.size());
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  return digits >= 1 && digits <= 5 && (digits == rest.size() || rest[digits] == '/');
}

struct Meaning {
  int status;
  const char* code;
  const char* what;
  const char* hint;
};

constexpr Meaning meanings[] = {
    {400, "bad-request", "Bitbucket does not take the request",
     "are pipelines enabled there, and has its bitbucket-pipelines.yml that pipeline at that ref?"},
    {401, "token-refused", "Bitbucket does not take the token in %",
     "make a new repository access token there, with the scope %"},
    {403, "token-too-weak", "the token in % may not do this",
     "give it the scope % of that repository"},
    {404, "not-found", "Bitbucket does not find it, or the token in % may not see it",
     "look at workspace and repository, then at the token's repository and scopes"},
    {409, "conflict", "Bitbucket says that this conflicts with something else",
     "look at the repository's pipelines, then call the gate again"},
    {429, "rate-limited", "Bitbucket's limit of requests an hour is used up",
     "wait, or use an access token of its own: each has its own limit"},
};

constexpr const char* never_acted_on[] = {"bad-request",        "token-refused", "token-too-weak",
                                          "not-found",          "conflict",      "rate-limited",
                                          "connection-refused", "unknown-host",  "bad-url",
                                          "bad-header",         "tls-failed"};

// https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses
std::string words_of(const HttpResponse& response) {
  const auto body = parse_json(response.body, "answer");
  if (!body) return cut(trim(response.body), longest_words);
  const Value& error = part_of(*body, "error");
  const std::string detail = text_of(error, "detail");
  return cut(text_of(error, "message") + (detail.empty() ? "" : ": " + detail), longest_words);
}

Milliseconds pause_after(const HttpResponse& response, size_t tries) {
  const std::string* seconds = find_header(response.headers, "Retry-After");
  int wanted = 0;
  if (seconds != nullptr)
    std::from_chars(seconds->data(), seconds->data() + seconds->size(), wanted);
  if (wanted <= 0) return back_off[tries];
  return std::min(longest_back_off, Milliseconds(std::min(wanted, 3600) * 1000));
}

}  // namespace

Result<std::string> bitbucket_base(const World& world) {
  std::string given = world.variable("BITBUCKET_API_URL");
  while (given.ends_with('/')) given.pop_back();
  if (given.empty()) return std::string(official);
  if (given == official || is_loopback(given)) return given;
  return fail({.code = "bad-api-url",
               .what = "BITBUCKET_API_URL is \"" + given + "\"",
               .hint = "a token goes only to " + std::string(official) +
                       " or to http://127.0.0.1:PORT/2.0; unset it"});
}

Secret authorization_of(const BitbucketAccess& access) {
  if (access.user.empty()) return Secret("Bearer " + access.token.reveal());
  return Secret("Basic " + to_base64(access.user + ":" + access.token.reveal()));
}

bool surely_not_acted_on(const std::string& code) {
  return std::find(std::begin(never_acted_on), std::end(never_acted_on), code) !=
         std::end(never_acted_on);
}

BitbucketClient::BitbucketClient(BitbucketAccess access, World& world)
    : access_(std::move(access)), world_(world), http_(make_http_client({.proxy = access_.proxy})) {
  redactor_.add(access_.token);
  if (!access_.user.empty())
    redactor_.add(Secret(to_base64(access_.user + ":" + access_.token.reveal())));
}

Error BitbucketClient::refusal(const HttpRequest& request, const HttpResponse& response) const {
  const int status = response.status;
  Error error{
      .code = status >= 500 ? "server-error" : "unexpected-status",
      .what = status >= 500 ? "Bitbucket is not well" : "Bitbucket answers what is not expected"};
  for (const Meaning& meaning : meanings)
    if (meaning.status == status)
      error = {.code = meaning.code,
               .what = replace_all(meaning.what, "%", access_.token_variable),
               .hint = replace_all(meaning.hint, "%", access_.scope)};
  const std::string words = redactor_.redact(words_of(response));
  error.what += " (" + std::to_string(status) + " for " + request.method + ")";
  if (!words.empty()) error.what += ": " + words;
  return error;
}

Result<Value> BitbucketClient::ask(const HttpRequest& request) {
  for (size_t tries = 0;; ++tries) {
    const auto response = http_->send(request);
    if (!response) {
      Error error = response.error();
      error.seen = redactor_.redact(error.seen);
      return fail(error);
    }
    if (response->status == 429 && tries < std::size(back_off)) {
      const Milliseconds pause = pause_after(*response, tries);
      say(world_,
          "  waits  Bitbucket's limit of requests is used up, tries again in " + to_text(pause));
      if (!rest(world_.clock, pause)) return fail({.code = "interrupted", .what = "interrupted"});
      continue;
    }
    if (response->status < 200 || response->status > 299) return fail(refusal(request, *response));
    if (response->body.empty()) return Value();
    auto value = parse_json(response->body, "answer");
    if (!value)
      return fail({.code = "answer-unreadable",
                   .what = "Bitbucket's answer to " + request.method + " is no JSON",
                   .seen = redactor_.redact(cut(response->body, longest_words))});
    return value;
  }
}

Headers BitbucketClient::headers() const {
  Headers all{{"Accept", "application/json"}};
  if (!access_.token.empty()) all.emplace_back("Authorization", authorization_of(access_).reveal());
  return all;
}

Result<Value> BitbucketClient::get(const std::string& path) {
  return ask({.url = access_.base + path,
              .headers = headers(),
              .follow_redirects = false,
              .timeout = access_.timeout,
              .body_limit = largest_answer});
}

Result<Value> BitbucketClient::send(const std::string& method, const std::string& path,
                                    const Value& body) {
  // curl sends a request twice when a connection that it uses again is closed before the answer
  // (lib/transfer.c, Curl_retry_request): what starts something goes by a new one.
  http_ = make_http_client({.proxy = access_.proxy});
  Headers with_type = headers();
  with_type.emplace_back("Content-Type", "application/json");
  return ask({.method = method,
              .url = access_.base + path,
              .headers = with_type,
              .body = to_json(body),
              .follow_redirects = false,
              .timeout = access_.timeout,
              .body_limit = largest_answer});
}

}  // namespace gonogo

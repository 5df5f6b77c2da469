// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "emulator/base/secret.h"
#include "emulator/base/value.h"
#include "emulator/io/http.h"
#include "emulator/io/world.h"

namespace gonogo {

/// How Bitbucket is reached and who asks.
struct BitbucketAccess {
  std::string base{};  ///< "https://api.bitbucket.org/2.0", without a slash at its end
  std::string user{};  ///< e-mail address of an API token; "" for an access token
  Secret token{};
  std::string token_variable{};  ///< where the token came from, for messages
  std::string scope = "pipeline:write";  ///< that the token needs, for messages
  std::string proxy{};                   ///< that adds credentials of its own
  Milliseconds timeout{30'000};  ///< of one request
};

/// The address of Bitbucket's API: BITBUCKET_API_URL where it is set. A token goes only to
/// Bitbucket itself or to this machine's 127.0.0.1, so anything else is an Error `bad-api-url`.
Result<std::string> bitbucket_base(const World& world);

/// "Bearer …" or "Basic …" (https://developer.atlassian.com/cloud/bitbucket/rest/intro/).
Secret authorization_of(const BitbucketAccess& access);

/// Bitbucket's REST API: JSON in, JSON out, no redirects. What a server says is never trusted to
/// keep the token out of its words.
class BitbucketClient {
 public:
  BitbucketClient(BitbucketAccess access, World& world);

  /// Error codes: bad-request (400), token-refused (401), token-too-weak (403), not-found (404),
  /// conflict (409), rate-limited (429, after three more tries), server-error (5xx),
  /// unexpected-status, answer-unreadable, interrupted, and those of HttpClient.
  Result<Value> get(const std::string& path);
  Result<Value> send(const std::string& method, const std::string& path, const Value& body);

 private:
  Headers headers() const;
  Result<Value> ask(const HttpRequest& request);
  Error refusal(const HttpRequest& request, const HttpResponse& response) const;

  BitbucketAccess access_;
  World& world_;
  std::unique_ptr<HttpClient> http_;
  Redactor redactor_;
};

/// Whether a request that failed with this code was surely not acted on.
bool surely_not_acted_on(const std::string& code);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/webhook_action.h"

#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "tests/gate/stage.h"
#include "tests/support/tiny_http_server.h"

using namespace gonogo;

namespace {

struct WebhookStage : test::Stage {
  std::string status = "202 Accepted";
  test::TinyHttpServer server{
      [this](const std::string&) { return status.empty() ? "" : test::http_response(status, {}, "hm"); }};
  WebhookStage() {
    world.environment["GONOGO_WEBHOOK_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    options.triggers = {{.action = WebhookTrigger{.url = server.url("/T0PSECRET/hook")}}};
  }
};

std::string header(const std::string& request, const std::string& name) {
  for (const std::string& line : split_lines(request))
    if (line.starts_with(name + ": ")) return std::string(trim(line.substr(name.size() + 2)));
  return "";
}

}  // namespace

// The vector of the Standard Webhooks libraries' own tests.
TEST_CASE("a message is signed after Standard Webhooks") {
  const Secret secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const WallTime time{std::chrono::seconds(1614265330)};
  const auto headers =
      webhook_headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time, R"({"test": 2432232314})");
  REQUIRE(headers);
  CHECK(*find_header(*headers, "webhook-id") == "msg_p5jXN8AQM9LWM0D4loKWxJek");
  CHECK(*find_header(*headers, "webhook-timestamp") == "1614265330");
  CHECK(*find_header(*headers, "webhook-signature") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("a short secret, or one that is no base64, signs nothing") {
  for (const char* text : {"", "short", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%%%%%%%%%%%%%%%%%%%%%%"}) {
    CAPTURE(text);
    CHECK_FALSE(webhook_headers(Secret(text), "m", {}, "{}"));
  }
}

TEST_CASE("a GO is posted, signed over the very body, once") {
  WebhookStage stage;
  REQUIRE(stage.gate() == 0);
  REQUIRE(stage.server.requests().size() == 1);
  const std::string request = stage.server.requests()[0];
  const std::string body = request.substr(request.find("\r\n\r\n") + 4);
  const auto wanted = webhook_headers(Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                                      header(request, "webhook-id"), stage.clock.wall(), body);
  CHECK(header(request, "webhook-signature") == *find_header(*wanted, "webhook-signature"));
  const auto value = parse_json(body, "body");
  REQUIRE(value);
  CHECK(value->find("type")->as_text() == "gonogo.go");
  CHECK(value->find("data")->find("GONOGO_VERDICT_SHA256")->as_text() == stage.digest());
  CHECK_FALSE(stage.has_said("T0PSECRET"));
  CHECK_FALSE(stage.has_said("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  CHECK(stage.gate() == 0);
  CHECK(stage.has_said("nothing to do"));
  CHECK(stage.server.requests().size() == 1);
}

TEST_CASE("what is sent again for the same reason is another message") {
  WebhookStage stage;
  REQUIRE(stage.gate() == 0);
  stage.options.again = "the receiver lost it";
  for (int i = 0; i < 2; ++i) {
    stage.clock.sleep(Milliseconds(1'500));
    CHECK(stage.gate() == 0);
  }
  const auto sent = stage.server.requests();
  REQUIRE(sent.size() == 3);
  for (size_t i = 1; i < sent.size(); ++i)
    CHECK(header(sent[i], "webhook-id") != header(sent[i - 1], "webhook-id"));
}

TEST_CASE("what a receiver answers decides what is known") {
  struct Case {
    const char* status;
    int code;
    bool may_try_again;
  };
  for (const Case& one : {Case{"200 OK", 0, false}, Case{"302 Found", 5, false},
                          Case{"400 Bad Request", 5, true}, Case{"401 Unauthorized", 5, true},
                          Case{"500 Oops", 5, false}, Case{"", 5, false}}) {
    CAPTURE(one.status);
    WebhookStage stage;
    stage.status = one.status;
    CHECK(stage.gate() == one.code);
    stage.gate();
    CHECK((stage.server.requests().size() == 2) == one.may_try_again);
    CHECK_FALSE(stage.has_said("T0PSECRET"));
  }
}

TEST_CASE("a webhook without secret, or to be waited for, is refused before anything") {
  WebhookStage stage;
  stage.options.wait = true;
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("its deployment can't be waited for"));
  stage.options.wait = false;
  stage.world.environment.erase("GONOGO_WEBHOOK_SECRET");
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("is not in GONOGO_WEBHOOK_SECRET"));
  CHECK(stage.server.requests().empty());
}

// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"
#include "emulator/base/members.h"
#include "emulator/gate/bitbucket_action.h"

namespace gonogo {
namespace {

using Kind = Ending::Kind;

// Two requests a look; Bitbucket allows 1,000 an hour and user.
// https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/
Milliseconds pause_at(Milliseconds waited) {
  if (waited < std::chrono::seconds(10)) return Milliseconds(1'000);
  if (waited < std::chrono::minutes(1)) return Milliseconds(5'000);
  if (waited < std::chrono::minutes(10)) return Milliseconds(10'000);
  return Milliseconds(30'000);
}

constexpr Milliseconds longest_silence = std::chrono::minutes(5);

bool may_pass_by(const std::string& code) {
  return code == "server-error" || code == "rate-limited" || code == "timed-out" ||
         code == "connection-failed" || code == "connection-refused" ||
         code == "answer-unreadable" || code == "bad-response" || code == "unknown-host";
}

bool is_known(const Pipeline& pipeline) {
  return pipeline.state == "PENDING" || pipeline.state == "IN_PROGRESS" || pipeline.is_over();
}

/// Looks at one pipeline until it is over.
class Watch {
 public:
  Watch(BitbucketClient& client, const BitbucketTrigger& trigger, const Pipeline& started,
        World& world)
      : client_(client),
        trigger_(trigger),
        pipeline_(started),
        world_(world),
        began_(world.clock.now()) {}

  Ending go() {
    for (;;) {
      if (auto end = look()) return *end;
      if (waited() >= trigger_.deadline) return too_late();
      if (!rest(world_.clock, std::min(pause_at(waited()), trigger_.deadline - waited())))
        return given_up("interrupted while it was waited for; it goes on", 130, true);
    }
  }

 private:
  Milliseconds waited() const {
    return std::chrono::floor<Milliseconds>(world_.clock.now() - began_);
  }

  std::optional<Ending> look() {
    const auto value = client_.get(pipeline_path(trigger_, pipeline_.uuid));
    auto seen = value ? pipeline_of(*value) : tl::unexpected<Error>(value.error());
    if (!seen && seen.error().code == "interrupted")
      return given_up("interrupted while it was waited for; it goes on", 130, true);
    if (!seen) {
      trouble_ = to_line(seen.error());
      if (may_pass_by(seen.error().code)) return std::nullopt;
      return given_up("can't be followed: " + trouble_, 1);
    }
    trouble_.clear();
    if (seen->uuid != pipeline_.uuid || seen->number != pipeline_.number)
      return given_up("can't be followed: Bitbucket answers with #" + std::to_string(seen->number),
                      1);
    if (const std::string other = other_than_asked(*seen, trigger_, pipeline_.commit);
        !other.empty())
      return given_up("has become another one: " + other, 1);
    pipeline_ = *seen;
    if (pipeline_.is_over()) return over();
    if (!is_known(pipeline_))
      return given_up("is in the unknown state \"" + pipeline_.state + "\"", 1);
    tell();
    return std::nullopt;
  }

  // The name of the step that runs or waits: only to be shown.
  std::string step() {
    const auto steps = client_.get(pipeline_path(trigger_, pipeline_.uuid) + "/steps");
    if (!steps) return "";
    for (const Value& each : part_of(*steps, "values").items()) {
      const std::string state = text_of(part_of(each, "state"), "name");
      if (state != "COMPLETED") return text_of(each, "name");
    }
    return "";
  }

  void tell() {
    const std::string name = pipeline_.state == "IN_PROGRESS" ? step() : "";
    const std::string now = pipeline_.word() + (name.empty() ? "" : "  " + name) +
                            (pipeline_.word() == "PAUSED" ? ": somebody has to continue it" : "");
    if (now == told_ && world_.clock.now() - told_at_ < longest_silence) return;
    say(world_, "  waits  " + now + " (" + to_text(waited()) + ")");
    told_ = now;
    told_at_ = world_.clock.now();
  }

  Ending over() const {
    // At the first look it is not known how long it took.
    const std::string time = waited() < std::chrono::seconds(1) ? "" : " in " + to_text(waited());
    const std::string words = name_of(trigger_, pipeline_) + ": " + pipeline_.word() + time +
                              (pipeline_.error.empty() ? "" : ": " + pipeline_.error);
    return {.kind = pipeline_.is_success() ? Kind::done : Kind::failed,
            .text = words,
            .exit_code = pipeline_.is_success() ? 0 : 1};
  }

  Ending too_late() const {
    return given_up("is not over after " + to_text(trigger_.deadline) + ": " +
                        (trouble_.empty() ? told_ : trouble_) + "; it goes on",
                    1);
  }

  Ending given_up(const std::string& why, int code, bool by_signal = false) const {
    return {.kind = Kind::failed,
            .text = name_of(trigger_, pipeline_) + " " + why,
            .exit_code = code,
            .interrupted = by_signal};
  }

  BitbucketClient& client_;
  const BitbucketTrigger& trigger_;
  Pipeline pipeline_;
  World& world_;
  Moment began_;
  std::string trouble_{};  ///< why the last look failed
  std::string told_{};
  Moment told_at_{};
};

}  // namespace

Ending follow(BitbucketClient& client, const BitbucketTrigger& trigger, const Pipeline& started,
              World& world) {
  return Watch(client, trigger, started, world).go();
}

}  // namespace gonogo

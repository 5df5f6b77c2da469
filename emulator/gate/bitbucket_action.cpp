// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/bitbucket_action.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/gate/look_up.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/report/plain.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

constexpr size_t longest_shown_value = 100;

std::string place_of(const BitbucketTrigger& trigger) {
  if (trigger.ref.empty()) return "";
  return " on " + std::string(trigger.tag ? "tag " : "") + trigger.ref;
}

std::string page_of(const BitbucketTrigger& trigger, const Pipeline& pipeline) {
  return "https://bitbucket.org/" + trigger.full_name() + "/pipelines/results/" +
         std::to_string(pipeline.number);
}

// Only in this very repository is the tested commit one of the pipeline's own.
std::string own_commit(const BitbucketTrigger& trigger, const Occasion& occasion) {
  if (!trigger.commit.empty()) return trigger.commit;
  const bool same = to_lower(trigger.full_name()) == to_lower(occasion.repository);
  return same ? occasion.commit : "";
}

/// One start of one pipeline, from the look-up to its end.
class Start {
 public:
  Start(BitbucketTrigger trigger, BitbucketAccess access, const Occasion& occasion, World& world,
        BitbucketPatience patience)
      : trigger_(std::move(trigger)),
        occasion_(occasion),
        world_(world),
        patience_(std::move(patience)),
        client_(std::move(access), world),
        commit_(own_commit(trigger_, occasion)) {}

  Ending go() {
    const auto before = look_up(client_, trigger_, occasion_);
    if (!before) return not_started("whether it was started is unknown", before.error());
    for (const auto* list : {&before->found, &before->unclear})
      for (const Pipeline& each : *list) known_.push_back(each.uuid);
    if (occasion_.again.empty()) {
      if (!before->found.empty()) return already(before->found.front());
      if (!before->unclear.empty()) return unclear(before->unclear.front());
    }
    return post();
  }

 private:
  Ending not_started(const std::string& what, const Error& error) const {
    return {.kind = Ending::Kind::not_started,
            .text = trigger_.full_name() + ": " + what + ": " + to_line(error),
            .interrupted = error.code == "interrupted"};
  }

  // By a gate on another machine, whose ledger is not here.
  Ending already(const Pipeline& pipeline) {
    say(world_, name_of(trigger_, pipeline) +
                    " was already started for this verdict: " + page_of(trigger_, pipeline));
    if (const std::string other = other_than_asked(pipeline, trigger_, commit_); !other.empty())
      return {.kind = Ending::Kind::failed,
              .text = name_of(trigger_, pipeline) + " is not what is asked for: " + other,
              .exit_code = 1};
    return end_of(pipeline);
  }

  Ending unclear(const Pipeline& pipeline) const {
    return {.kind = Ending::Kind::not_started,
            .text = name_of(trigger_, pipeline) + " was started at " +
                    to_rfc3339(pipeline.created) +
                    ", after this verdict, and Bitbucket does not tell for which one; look at " +
                    page_of(trigger_, pipeline) + ", then --again REASON"};
  }

  Ending post() {
    const auto answer = client_.send("POST", pipelines_path(trigger_),
                                     pipeline_request(trigger_, commit_, occasion_.variables));
    if (!answer && surely_not_acted_on(answer.error().code))
      return not_started("nothing was started", answer.error());
    if (!answer) return look_after(answer.error());
    auto pipeline = pipeline_of(*answer);
    if (!pipeline) return look_after(pipeline.error());
    return accept(*pipeline);
  }

  Ending accept(const Pipeline& pipeline) {
    if (const std::string other = other_than_asked(pipeline, trigger_, commit_); !other.empty())
      return stop(pipeline, other);
    return started(pipeline);
  }

  // The POST may have been taken although its answer is missing: never a second one.
  Ending look_after(const Error& error) {
    say(world_, "  waits  no sure answer (" + to_line(error) + "): looks whether it was started");
    for (const Milliseconds pause : patience_.looks) {
      if (!rest(world_.clock, pause)) break;
      const auto after = look_up(client_, trigger_, occasion_);
      if (!after) continue;
      for (const Pipeline& each : after->found)
        if (std::find(known_.begin(), known_.end(), each.uuid) == known_.end()) return accept(each);
    }
    return {.kind = Ending::Kind::unknown,
            .text = trigger_.full_name() + ": it may have been started or not: " + to_line(error)};
  }

  Ending stop(const Pipeline& pipeline, const std::string& other) {
    const auto stopped =
        client_.send("POST", pipeline_path(trigger_, pipeline.uuid) + "/stopPipeline", Value());
    return {.kind = Ending::Kind::failed,
            .text = name_of(trigger_, pipeline) + " is not what was asked for: " + other +
                    (stopped ? "; it was stopped" : "; it could not be stopped, look at it") +
                    ": " + page_of(trigger_, pipeline),
            .exit_code = 1};
  }

  Ending started(const Pipeline& pipeline) {
    say(world_, trigger_.full_name() + ": pipeline \"" + trigger_.pipeline + "\"" +
                    place_of(trigger_) + " started: #" + std::to_string(pipeline.number));
    say(world_, "  " + page_of(trigger_, pipeline));
    return end_of(pipeline);
  }

  Ending end_of(const Pipeline& pipeline) {
    if (occasion_.wait || pipeline.is_over()) return follow(client_, trigger_, pipeline, world_);
    return {
        .kind = Ending::Kind::done,
        .text = name_of(trigger_, pipeline) + " started; its end is not waited for (--wait does)"};
  }

  BitbucketTrigger trigger_;
  const Occasion& occasion_;
  World& world_;
  BitbucketPatience patience_;
  BitbucketClient client_;
  std::string commit_;
  std::vector<std::string> known_{};  ///< uuids from before the POST
};

std::string preview_of(const BitbucketTrigger& trigger, const BitbucketAccess& access,
                       const Occasion& occasion) {
  Value body = pipeline_request(trigger, own_commit(trigger, occasion), occasion.variables);
  for (Value& variable : body.find("variables")->items()) {
    const std::string value = variable.find("value")->as_text();
    if (value.size() > longest_shown_value)
      variable.set("value", cut(value, longest_shown_value) + " (" + std::to_string(value.size()) +
                                " bytes)");
  }
  return "\nPOST " + access.base + pipelines_path(trigger) +
         "\nAuthorization: " + (access.user.empty() ? "Bearer" : "Basic") +
         " ***\nContent-Type: application/json\n\n" + to_json(body, 2);
}

// What can be known without asking anybody.
std::optional<Error> obstacle_of(const BitbucketTrigger& trigger, const BitbucketAccess& access,
                                 const Occasion& occasion) {
  if (trigger.ref.empty() && own_commit(trigger, occasion).empty())
    return Error{.code = "no-ref",
                 .what = trigger.full_name() +
                         " is another repository than this one, so the trigger "
                         "needs a ref or a pinned commit",
                 .hint = "ref: main"};
  if (access.token.empty())
    return Error{
        .code = "no-token",
        .what = "the token of " + trigger.full_name() + " is not in " + trigger.token_variable,
        .hint = "put a repository access token with the scope pipeline:write into it"};
  return std::nullopt;
}

// Another ref, commit or variable is another trigger.
std::string id_of(const BitbucketTrigger& trigger) {
  return "bitbucket:" + trigger.full_name() + ":" + trigger.pipeline + ":" +
         sha256(to_json(pipeline_request(trigger, trigger.commit, {})));
}

}  // namespace

std::string pipelines_path(const BitbucketTrigger& trigger) {
  return "/repositories/" + encode_url(trigger.workspace) + "/" + encode_url(trigger.repository) +
         "/pipelines";
}

std::string pipeline_path(const BitbucketTrigger& trigger, const std::string& uuid) {
  return pipelines_path(trigger) + "/" + encode_url(uuid);
}

std::string name_of(const BitbucketTrigger& trigger, const Pipeline& pipeline) {
  return trigger.full_name() + " #" + std::to_string(pipeline.number);
}

TriggerAction bitbucket_action(const BitbucketTrigger& trigger, const Occasion& occasion, World& world,
                        const BitbucketPatience& patience) {
  const auto base = bitbucket_base(world);
  const BitbucketAccess access{
      .base = base.value_or(""),
      .user = trigger.user,
      .token = Secret(std::string(trim(world.variable(trigger.token_variable)))),
      .token_variable = trigger.token_variable,
      .timeout = patience.request};
  TriggerAction action{.id = id_of(trigger),
                .title = trigger.full_name() + " \"" + trigger.pipeline + "\"",
                .preview = preview_of(trigger, access, occasion),
                .obstacle = base ? obstacle_of(trigger, access, occasion) : base.error()};
  action.act = [trigger, access, &occasion, &world, patience] {
    return Start(trigger, access, occasion, world, patience).go();
  };
  return action;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/look_up.h"

#include "emulator/base/members.h"
#include "emulator/gate/bitbucket_action.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

constexpr int most_pages = 10;
constexpr int page_length = 100;
// Two clocks: Bitbucket's and the one that dated the verdict.
constexpr auto clock_difference = std::chrono::minutes(5);

std::string list_path(const BitbucketTrigger& trigger, int page) {
  std::string path =
      pipelines_path(trigger) + "?target.selector.pattern=" + encode_url(trigger.pipeline) +
      "&sort=-created_on&pagelen=" + std::to_string(page_length) + "&page=" + std::to_string(page);
  if (!trigger.ref.empty()) path += "&target.ref_name=" + encode_url(trigger.ref);
  return path;
}

// One without a readable time may be new.
bool is_older(const Pipeline& pipeline, WallTime earliest) {
  return pipeline.created != WallTime{} && pipeline.created < earliest;
}

Result<Done> sort_in(BitbucketClient& client, const BitbucketTrigger& trigger,
                     const Occasion& occasion, Pipeline pipeline, LookUp& answer) {
  auto ours = is_of_verdict(pipeline, trigger, occasion.verdict_sha256);
  if (!ours) {
    const auto whole = client.get(pipeline_path(trigger, pipeline.uuid));
    if (!whole) return fail(whole.error());
    auto read = pipeline_of(*whole);
    if (!read) return fail(read.error());
    pipeline = std::move(*read);
    ours = is_of_verdict(pipeline, trigger, occasion.verdict_sha256);
  }
  if (!ours)
    answer.unclear.push_back(std::move(pipeline));
  else if (*ours)
    answer.found.push_back(std::move(pipeline));
  return Done{};
}

}  // namespace

Result<LookUp> look_up(BitbucketClient& client, const BitbucketTrigger& trigger,
                       const Occasion& occasion) {
  const WallTime earliest = occasion.judged - clock_difference;
  LookUp answer;
  for (int page = 1; page <= most_pages; ++page) {
    const auto list = client.get(list_path(trigger, page));
    if (!list) return fail(list.error());
    const Value* values = list->find("values");
    if (values == nullptr || !values->is_array())
      return fail(
          {.code = "answer-unreadable", .what = "Bitbucket's answer is no list of pipelines"});
    bool all_older = true;
    for (const Value& value : values->items()) {
      auto pipeline = pipeline_of(value);
      if (!pipeline) return fail(pipeline.error());
      if (is_older(*pipeline, earliest)) continue;
      all_older = false;
      if (auto done = sort_in(client, trigger, occasion, std::move(*pipeline), answer); !done)
        return fail(done.error());
    }
    if (all_older || values->items().size() < page_length) return answer;
  }
  return fail({.code = "too-many-pipelines",
               .what = "more than " + std::to_string(most_pages * page_length) +
                       " pipelines were started since the verdict"});
}

}  // namespace gonogo

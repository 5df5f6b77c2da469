// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/pipeline.h"

#include <algorithm>

#include "emulator/base/members.h"

namespace gonogo {
namespace {

// It becomes part of an address.
bool is_uuid_in_braces(const std::string& text) {
  return text.size() > 2 && text.size() <= 64 && text.front() == '{' && text.back() == '}' &&
         text.find_first_not_of("0123456789abcdefABCDEF-", 1) == text.size() - 1;
}

Result<Pipeline> unreadable(const std::string& what) {
  return fail({.code = "answer-unreadable", .what = "Bitbucket's answer " + what});
}

std::string known(const std::string& text) { return text.empty() ? "none" : text; }

}  // namespace

const std::string& Pipeline::word() const {
  if (!result.empty()) return result;
  return stage.empty() || stage == "RUNNING" ? state : stage;
}

Result<Pipeline> pipeline_of(const Value& value) {
  const Value& target = part_of(value, "target");
  const Value& state = part_of(value, "state");
  Pipeline pipeline{.uuid = text_of(value, "uuid"),
                    .number = number_of(value, "build_number"),
                    .ref = text_of(target, "ref_name"),
                    .commit = text_of(part_of(target, "commit"), "hash"),
                    .pattern = text_of(part_of(target, "selector"), "pattern"),
                    .state = text_of(state, "name"),
                    .stage = text_of(part_of(state, "stage"), "name"),
                    .result = text_of(part_of(state, "result"), "name"),
                    .error = text_of(part_of(part_of(state, "result"), "error"), "message"),
                    .created = from_rfc3339(text_of(value, "created_on"))};
  for (const Value& variable : part_of(value, "variables").items())
    pipeline.variables[text_of(variable, "key")] = text_of(variable, "value");
  if (!is_uuid_in_braces(pipeline.uuid)) return unreadable("names no pipeline");
  if (pipeline.number <= 0) return unreadable("gives the pipeline no number");
  if (pipeline.state.empty()) return unreadable("does not tell the pipeline's state");
  return pipeline;
}

// https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/
Value pipeline_request(const BitbucketTrigger& trigger, const std::string& commit,
                       const std::vector<std::pair<std::string, std::string>>& variables) {
  Value target = Value::object(
      {{"type", trigger.ref.empty() ? "pipeline_commit_target" : "pipeline_ref_target"}});
  if (!trigger.ref.empty()) {
    target.set("ref_type", trigger.tag ? "tag" : "branch");
    target.set("ref_name", trigger.ref);
  }
  if (!commit.empty()) target.set("commit", Value::object({{"type", "commit"}, {"hash", commit}}));
  target.set("selector", Value::object({{"type", "custom"}, {"pattern", trigger.pipeline}}));
  Value list = Value::array();
  const auto add = [&](const std::string& key, const std::string& value) {
    list.push(Value::object({{"key", key}, {"value", value}}));
  };
  for (const auto& [key, value] : variables) add(key, value);
  for (const auto& [key, value] : trigger.variables) add(key, value);
  return Value::object({{"target", target}, {"variables", list}});
}

std::string other_than_asked(const Pipeline& pipeline, const BitbucketTrigger& trigger,
                             const std::string& commit) {
  if (pipeline.pattern != trigger.pipeline)
    return "the pipeline is \"" + known(pipeline.pattern) + "\", asked for was \"" +
           trigger.pipeline + "\"";
  if (pipeline.ref != trigger.ref)
    return "the ref is " + known(pipeline.ref) + ", asked for was " + known(trigger.ref);
  if (!commit.empty() && pipeline.commit != commit)
    return "the commit is " + known(pipeline.commit) + ", asked for was " + commit;
  return "";
}

std::optional<bool> is_of_verdict(const Pipeline& pipeline, const BitbucketTrigger& trigger,
                                  const std::string& verdict_sha256) {
  const auto is = [&](const std::string& key, const std::string& value) {
    const auto found = pipeline.variables.find(key);
    return found != pipeline.variables.end() && found->second == value;
  };
  if (pipeline.pattern != trigger.pipeline || pipeline.ref != trigger.ref) return false;
  if (pipeline.variables.empty()) return std::nullopt;
  return is("GONOGO_VERDICT_SHA256", verdict_sha256) &&
         std::all_of(trigger.variables.begin(), trigger.variables.end(),
                     [&](const auto& each) { return is(each.first, each.second); });
}

}  // namespace gonogo

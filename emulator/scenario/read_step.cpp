// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/reading.h"

namespace gonogo {
namespace {

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const VerbRule& rule : verb_rules()) names.emplace_back(rule.name);
  return names;
}

/// The one verb of a step; nothing when there is none or more, which is reported.
const VerbRule* find_verb_of(const Value& step, const Reading& reading) {
  const VerbRule* found = nullptr;
  for (const Value::Member& member : step.members()) {
    const VerbRule* rule = find_verb(member.key);
    if (rule == nullptr) continue;
    if (found != nullptr) {
      reading.below(member.key)
          .report("several-verbs",
                  "a step has one verb, but this one has " + std::string(found->name) + " and " +
                      member.key,
                  member.value, "make two steps of it");
      return nullptr;
    }
    found = rule;
  }
  if (found != nullptr) return found;
  std::string suggestion;
  for (const Value::Member& member : step.members())
    if (suggestion.empty()) suggestion = did_you_mean(member.key, verb_names());
  reading.report("no-verb", "this step has no verb" + suggestion, step,
                 "it needs one of " + join(verb_names(), ", "));
  return nullptr;
}

Retry read_retry(const Value& mapping, const VerbRule& rule, const Reading& reading) {
  Reader reader(mapping, reading.file, reading.pointer, reading.findings);
  check_keys(reader, retry_keys(), reading.findings);
  reader.finish();
  Findings told;  // the shapes were looked at above
  Reader values(mapping, reading.file, reading.pointer, told);
  Retry retry;
  retry.limit = values.duration("for").value_or(Milliseconds(0));
  retry.every = values.duration("every").value_or(retry.every);
  if (const Value* backoff = mapping.find("backoff")) {
    retry.backoff = std::max(backoff->as_number(), 1.0);
    if (backoff->is_number() && backoff->as_number() < 1)
      reader.report("wrong-type", "\"backoff\" must be a number from 1 on", "backoff");
  }
  if (const Value* until = mapping.find("until"))
    retry.until = read_expectations(*until, rule, reading.below("until"));
  if (const Value* unless = mapping.find("unless"))
    retry.unless = read_expectations(*unless, rule, reading.below("unless"));
  return retry;
}

void check_condition(const Value& condition, const Reading& reading) {
  if (!condition.is_object() || condition.members().empty())
    return reading.report("wrong-type", "\"if\" must be a mapping: {\"${x}\": EXPECTATION}",
                          condition);
  for (const Value::Member& member : condition.members()) {
    const Reading below = reading.below(member.key);
    if (member.key.find("${") == std::string::npos)
      below.report("wrong-condition", "\"" + member.key + "\" never changes", member.value,
                   "write \"${" + member.key + "}\"");
    check_wanted(member.value, FieldKind::plain, below);
  }
}

void check_for_each(const Value& loop, const Reading& reading) {
  const bool one = loop.is_object() && loop.members().size() == 1;
  const Value* list = one ? &loop.members()[0].value : nullptr;
  if (list == nullptr || (!list->is_array() && list->as_text().find("${") == std::string::npos))
    reading.report("wrong-type", "\"for_each\" must be one name and a list: {item: \"${list}\"}",
                   loop);
}

void read_common(Reader& reader, Step& step, const VerbRule& rule, const Reading& reading) {
  step.name = reader.scalar("name").value_or("");
  step.timeout = reader.duration("timeout");
  if (reader.has("skip")) {
    step.skip = reader.text("skip").value_or("");
    if (step.skip.empty())
      reader.report("no-reason", "\"skip\" must say why", "skip", "write skip: REASON");
  }
  if (const Value* condition = reader.find("if")) {
    step.condition = *condition;
    check_condition(*condition, reading.below("if"));
    if (step.condition.is_object())
      for (Value::Member& each : step.condition.members())
        load_schemas(each.value, reading.below("if").below(each.key));
  }
  if (const Value* loop = reader.find("for_each")) {
    step.for_each = *loop;
    check_for_each(*loop, reading.below("for_each"));
  }
  if (step.verb == Verb::wait) return;
  if (const Value* masks = reader.mapping("masks")) {
    step.masks = *masks;
    check_masks(*masks, reading.below("masks"));
  }
  if (const Value* expect = reader.find("expect"))
    step.expect = read_expectations(*expect, rule, reading.below("expect"));
  if (const Value* capture = reader.find("capture"))
    step.captures = read_captures(*capture, rule, reading.below("capture"));
  if (const Value* retry = reader.mapping("retry"))
    step.retry = read_retry(*retry, rule, reading.below("retry"));
}

void check_inner(const Step& inner, const Reading& reading) {
  const auto refuse = [&](std::string_view what) {
    reading.report("wrong-wait", "the step inside of wait can't have " + std::string(what),
                   inner.body, "put it beside wait:");
  };
  if (inner.verb == Verb::wait) refuse("a wait of its own");
  if (inner.verb == Verb::include) refuse("an include");
  if (inner.retry) refuse("retry");
  if (!inner.for_each.is_null()) refuse("for_each");
  if (!inner.condition.is_null()) refuse("if");
  if (!inner.skip.empty()) refuse("skip");
  if (inner.expect.empty() && inner.verb != Verb::wait)
    reading.report("wait-without-expect", "wait does not know what for", inner.body,
                   "give the step inside an expect:");
}

void read_wait(Reader& reader, Step& step, const Reading& reading) {
  Retry retry{.limit = reader.duration("for").value_or(Milliseconds(10'000))};
  retry.every = reader.duration("every").value_or(retry.every);
  step.retry = retry;
  const Value* inside = reader.mapping("wait");
  if (inside == nullptr) {
    reader.report("wrong-type", "\"wait\" must hold one step", "wait");
    return;
  }
  auto inner = read_step(*inside, reading.below("wait"));
  if (!inner) return;
  check_inner(*inner, reading.below("wait"));
  step.steps.push_back(std::move(*inner));
}

}  // namespace

std::optional<Step> read_step(const Value& mapping, const Reading& reading) {
  if (!mapping.is_object()) {
    reading.report("wrong-type",
                   "a step must be a mapping, but is " + std::string(mapping.kind_name()), mapping);
    return std::nullopt;
  }
  const VerbRule* rule = find_verb_of(mapping, reading);
  if (rule == nullptr) return std::nullopt;
  Step step{.verb = rule->verb, .body = mapping, .where = reading.place(mapping)};
  const size_t before = reading.findings.size();
  Reader reader(mapping, reading.file, reading.pointer, reading.findings);
  read_common(reader, step, *rule, reading);
  if (rule->verb == Verb::wait) {
    read_wait(reader, step, reading);
  } else {
    check_own_keys(reader, *rule, mapping, reading);
    if (rule->verb == Verb::include) read_include(reader, step, reading);
  }
  reader.finish();
  if (reading.findings.size() == before) check_placeholders(mapping, reading);
  return step;
}

std::vector<Step> read_steps(const Value& list, const Reading& reading) {
  std::vector<Step> steps;
  for (size_t i = 0; i < list.items().size(); ++i)
    if (auto step = read_step(list.items()[i], reading.below(std::to_string(i))))
      steps.push_back(std::move(*step));
  return steps;
}

}  // namespace gonogo

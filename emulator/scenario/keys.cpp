// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/keys.h"

#include "emulator/base/text.h"

namespace gonogo {
namespace {

void check_words(Reader& reader, std::string_view key) {
  const Value* written = reader.find(key);
  if (written == nullptr) return;
  if (!written->is_text() && !written->is_array())
    return reader.report("wrong-type",
                         "\"" + std::string(key) + "\" must be a text or a list, but is " +
                             std::string(written->kind_name()),
                         key);
  const bool empty =
      written->is_text() ? trim(written->as_text()).empty() : written->items().empty();
  if (empty) reader.report("wrong-command", "there is no command", key);
  for (const Value& word : written->items())
    if (word.is_array() || word.is_object() || word.is_null())
      reader.report("wrong-type", "a word of a command is a text", key);
}

void check_mapping(Reader& reader, const KeyRule& rule, Findings& findings) {
  const Value* mapping = reader.find(rule.name);
  if (mapping == nullptr) return;
  if (rule.inside == nullptr) {
    reader.mapping(rule.name);
    return;
  }
  Reader own(*mapping, reader.file(), reader.pointer(rule.name), findings);
  check_keys(own, *rule.inside, findings);
  own.finish();
}

void check_number(Reader& reader, std::string_view key) {
  const Value* value = reader.find(key);
  if (value != nullptr && !value->is_number())
    reader.report(
        "wrong-type",
        "\"" + std::string(key) + "\" must be a number, but is " + std::string(value->kind_name()),
        key);
}

void check_shape(Reader& reader, const KeyRule& rule, Findings& findings) {
  switch (rule.shape) {
    case Shape::text: return void(reader.text(rule.name));
    case Shape::scalar: return void(reader.scalar(rule.name));
    case Shape::flag: return void(reader.flag(rule.name));
    case Shape::integer: return void(reader.integer(rule.name));
    case Shape::number: return check_number(reader, rule.name);
    case Shape::duration: return void(reader.duration(rule.name));
    case Shape::choice: return void(reader.choice(rule.name, rule.choices));
    case Shape::texts: return void(reader.texts(rule.name));
    case Shape::list: return void(reader.list(rule.name));
    case Shape::mapping: return check_mapping(reader, rule, findings);
    case Shape::words: return check_words(reader, rule.name);
    // Read where they are used, with what they mean there.
    case Shape::anything:
    case Shape::fixtures:
    case Shape::examples:
    case Shape::step:
    case Shape::steps:
    case Shape::expectations:
    case Shape::captures:
    case Shape::condition:
    case Shape::loop: reader.find(rule.name);
  }
}

}  // namespace

std::vector<std::string> names_of(const std::vector<KeyRule>& keys) {
  std::vector<std::string> names;
  for (const KeyRule& key : keys) names.emplace_back(key.name);
  return names;
}

std::vector<std::string> names_of(const std::vector<FieldRule>& fields) {
  std::vector<std::string> names;
  for (const FieldRule& field : fields) names.emplace_back(field.name);
  return names;
}

const std::vector<KeyRule>& scenario_keys() {
  // clang-format off
  static const std::vector<KeyRule> keys{
      {"scenario", Shape::scalar, "its name: a sentence that says what holds", nullptr, true},
      {"kind", Shape::choice, "what it is evidence of", nullptr, true, {"unit", "regression", "acceptance"}},
      {"id", Shape::scalar, "a short name for its id, where the sentence is too long"},
      {"tags", Shape::texts, "words to select it by (--tag)"},
      {"issue", Shape::scalar, "the issue that a regression scenario locks; there it is required"},
      {"state", Shape::choice, "pristine (default): data as after schema, seed and migrations; kept: as the scenario before it in this file left them", nullptr, false, {"pristine", "kept"}},
      {"timeout", Shape::duration, "how long all of it may take (default 60s)"},
      {"vars", Shape::mapping, "values for ${name}"},
      {"secrets", Shape::texts, "names of variables whose values are never shown"},
      {"fixtures", Shape::fixtures, "data to load before the first step"},
      {"examples", Shape::examples, "rows of values: the scenario runs once for each; or a CSV file with a header"},
      {"masks", Shape::mapping, "what snapshots replace: {JSONPATH or \"re:PATTERN\": text}"},
      {"steps", Shape::steps, "what is done, in order, until one step fails", nullptr, true},
      {"finally", Shape::steps, "what is done afterwards in any case"},
      {"retry", Shape::integer, "how often it is tried again on pristine state after it failed (default 1); passing then is flaky"},
      {"skip", Shape::text, "the reason why it is not run"},
  };
  // clang-format on
  return keys;
}

const std::vector<KeyRule>& step_keys() {
  // clang-format off
  static const std::vector<KeyRule> keys{
      {"name", Shape::scalar, "what the step is for, in reports"},
      {"expect", Shape::expectations, "what the result must be"},
      {"capture", Shape::captures, "parts of the result kept as variables"},
      {"retry", Shape::mapping, "tries again until it is as expected", &retry_keys()},
      {"if", Shape::condition, "runs the step only where this holds"},
      {"skip", Shape::text, "the reason why the step is not run"},
      {"for_each", Shape::loop, "runs the step once for each item of a list"},
      {"timeout", Shape::duration, "how long one try may take (default 10s)"},
      {"masks", Shape::mapping, "what this step's snapshots replace, beside the scenario's masks"},
  };
  // clang-format on
  return keys;
}

const std::vector<KeyRule>& retry_keys() {
  static const std::vector<KeyRule> keys{
      {"for", Shape::duration, "how long to go on", nullptr, true},
      {"every", Shape::duration, "the pause between two tries (default 20ms)"},
      {"backoff", Shape::number, "what each pause is multiplied by, from 1 on"},
      {"until", Shape::expectations, "what ends it (default: the step's expect)"},
      {"unless", Shape::expectations, "what can't become good any more: ends it as a failure"},
  };
  return keys;
}

const std::vector<KeyRule>& capture_keys() {
  static const std::vector<KeyRule> keys{
      {"from", Shape::text, "the field of the result", nullptr, true},
      {"filter", Shape::list, "filters that it goes through"},
      {"secret", Shape::flag, "true: never shown"},
  };
  return keys;
}

void know_keys(Reader& reader, const std::vector<KeyRule>& keys) {
  for (const KeyRule& key : keys) reader.has(key.name);
}

void check_keys(Reader& reader, const std::vector<KeyRule>& keys, Findings& findings) {
  for (const KeyRule& key : keys) {
    if (key.required) reader.require(key.name);
    check_shape(reader, key, findings);
  }
}

}  // namespace gonogo

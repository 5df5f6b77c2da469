// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/read_parts.h"

namespace gonogo {
namespace {

// "2026-12-31": to the end of that day, UTC.
std::optional<WallTime> end_of_day(const std::string& date) {
  const WallTime begin = from_rfc3339(date + "T00:00:00Z");
  if (begin == WallTime{} || to_rfc3339(begin).substr(0, 10) != date) return std::nullopt;
  return begin + std::chrono::hours(24);
}

std::string required_text(Reader& reader, std::string_view key) {
  if (!reader.require(key)) return "";
  std::string text = reader.scalar(key).value_or("");
  if (text.empty()) reader.report("empty-value", "it has to say something", key);
  return text;
}

// Nobody's quarantine, or one without an end, would be a test switched off.
Quarantine read_quarantine(const Value& item, const std::string& file, const std::string& pointer,
                           Findings& findings) {
  Reader reader(item, file, pointer, findings);
  Quarantine entry{.id = required_text(reader, "id"),
                   .owner = required_text(reader, "owner"),
                   .ticket = required_text(reader, "ticket"),
                   .reason = required_text(reader, "reason")};
  const std::string expires = required_text(reader, "expires");
  const auto end = end_of_day(expires);
  if (end) entry.expires = *end;
  if (!end && !expires.empty())
    reader.report("bad-date", "\"" + expires + "\" is no day", "expires", "expires: 2026-12-31");
  reader.finish();
  return entry;
}

Budget read_budget(const Value& item, const std::string& file, const std::string& pointer,
                   Findings& findings) {
  Reader reader(item, file, pointer, findings);
  Budget budget;
  if (const auto scenario = reader.text("scenario")) budget.scenario = *scenario;
  if (const auto step = reader.text("step")) budget.step = *step;
  if (reader.require("max"))
    if (const auto limit = reader.duration("max")) budget.limit = *limit;
  reader.finish();
  return budget;
}

template <typename Item>
std::vector<Item> read_list(Reader& reader, std::string_view key, Findings& findings,
                            Item (*read)(const Value&, const std::string&, const std::string&,
                                         Findings&)) {
  std::vector<Item> items;
  const Value* list = reader.list(key);
  if (list == nullptr) return items;
  for (const Value& item : list->items()) {
    const std::string pointer = reader.pointer(key) + "/" + std::to_string(items.size());
    if (!item.is_object()) {
      findings.push_back({.rule = "wrong-type",
                          .message = "an entry of " + std::string(key) + " is a mapping",
                          .where = {reader.file(), item.mark, pointer}});
      continue;
    }
    items.push_back(read(item, reader.file(), pointer, findings));
  }
  return items;
}

std::optional<int> read_count(Reader& reader, std::string_view key, int least) {
  const auto count = reader.integer(key);
  if (!count) return std::nullopt;
  if (*count >= least && *count <= 1'000'000) return static_cast<int>(*count);
  reader.report("bad-count", "a count is a number from " + std::to_string(least), key);
  return std::nullopt;
}

// An Ed25519 SubjectPublicKeyInfo (RFC 8410): 12 bytes that are always the same, then the key's 32;
// as base64, alone or between the lines of PEM.
bool looks_like_a_key(const std::string& text) {
  constexpr std::string_view always = "MCowBQYDK2VwAyEA";
  constexpr size_t whole = 60;
  const size_t at = text.find(always);
  if (at == std::string::npos || text.size() < at + whole) return false;
  const bool pem = text.starts_with("-----BEGIN PUBLIC KEY-----\n");
  return pem || (at == 0 && text.size() == whole);
}

void read_break_glass(Reader& policy_reader, Policy& policy, Findings& findings) {
  const Value* mapping = policy_reader.mapping("break_glass");
  if (mapping == nullptr) return;
  Reader reader(*mapping, policy_reader.file(), policy_reader.pointer("break_glass"), findings);
  if (reader.require("keys")) policy.break_glass.keys = reader.texts("keys");
  for (const std::string& key : policy.break_glass.keys)
    if (!looks_like_a_key(key))
      reader.report(
          "bad-key", "\"" + key + "\" is no public key", "keys",
          "the line between BEGIN and END of FILE.pub as `gonogo keygen --out FILE` writes it");
  if (const auto longest = reader.duration("max")) policy.break_glass.longest = *longest;
  reader.finish();
}

void read_require(Reader& policy_reader, Policy& policy, Findings& findings) {
  const Value* require = policy_reader.mapping("require");
  if (require == nullptr) return;
  Reader reader(*require, policy_reader.file(), policy_reader.pointer("require"), findings);
  for (const char* kind : {"unit", "regression", "acceptance"})
    if (const auto least = read_count(reader, kind, 0)) policy.require[kind] = *least;
  reader.finish();
}

// "require:" with all below it commented out would ask for nothing.
void refuse_empty_keys(const Value& value, const std::string& file, const std::string& pointer,
                       Findings& findings) {
  for (size_t i = 0; i < value.items().size(); ++i)
    refuse_empty_keys(value.items()[i], file, pointer + "/" + std::to_string(i), findings);
  for (const Value::Member& member : value.members()) {
    const std::string below = pointer + pointer_token(member.key);
    if (member.value.is_null())
      findings.push_back({.rule = "wrong-type",
                          .message = "\"" + member.key + "\" is empty",
                          .where = {file, member.mark, below},
                          .hint = "say what it takes, or leave the key out, too"});
    refuse_empty_keys(member.value, file, below, findings);
  }
}

}  // namespace

Policy read_policy(const Value& mapping, const std::string& file, const std::string& pointer,
                   Findings& findings) {
  Policy policy;
  policy.source = mapping;
  refuse_empty_keys(mapping, file, pointer, findings);
  Reader reader(mapping, file, pointer, findings);
  read_require(reader, policy, findings);
  policy.must_pass = reader.texts("must_pass");
  if (const auto flaky = reader.choice("flaky", {"no-go", "warn"}))
    policy.flaky_is_warning = *flaky == "warn";
  policy.quarantine = read_list(reader, "quarantine", findings, read_quarantine);
  if (const auto most = read_count(reader, "max_quarantined", 0)) policy.most_quarantined = *most;
  policy.budgets = read_list(reader, "budgets", findings, read_budget);
  if (const auto age = reader.duration("max_age")) policy.max_age = *age;
  if (const Value* approximations = reader.mapping("approximations")) {
    Reader inner(*approximations, file, reader.pointer("approximations"), findings);
    policy.allowed_approximations = inner.texts("allow");
    inner.finish();
  }
  policy.allowed_overrides = reader.texts("overrides");
  policy.expect = reader.texts("expect");
  read_break_glass(reader, policy, findings);
  reader.finish();
  return policy;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/secret_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/task/secret_arn.h"

namespace gonogo {
namespace {

// A secret's ARN ends with "-" and six random characters that its name does not have.
std::string without_suffix(const std::string& name) {
  return name.size() > 7 && name[name.size() - 7] == '-' ? name.substr(0, name.size() - 7) : name;
}

const Value* find_secret(const SecretArn& arn, const std::string& whole, const Value& entries) {
  for (const std::string& key :
       {whole, arn.base, arn.name, without_suffix(arn.base), without_suffix(arn.name)})
    if (const Value* entry = entries.find(key)) return entry;
  if (arn.name.starts_with('/'))
    if (const Value* entry = entries.find(arn.name.substr(1))) return entry;
  // The reference is without the six characters, the local key has them.
  const auto& members = entries.members();
  const auto found = std::find_if(members.begin(), members.end(), [&](const Value::Member& member) {
    return arn.secrets_manager && without_suffix(member.key) == arn.base;
  });
  return found == members.end() ? nullptr : &found->value;
}

bool is_parameter(const SecretArn& arn) { return !arn.secrets_manager; }

Error failure(const SecretArn& arn, const SecretReference& reference, const SecretStore& store,
              const std::string& detail) {
  const std::string service = is_parameter(arn) ? "secrets from ssm" : "secret from asm";
  return {.code = "secret-missing",
          .what =
              "ResourceInitializationError: unable to pull secrets or registry auth: execution "
              "resource retrieval failed: unable to retrieve " +
              service + ": service call has been retried 1 time(s): " + detail,
          .where = reference.where,
          .seen = reference.value_from,
          .hint = store.file.empty()
                      ? "name a file with local values in gonogo.yaml: secrets: secrets.yaml"
                      : "add it to " + store.file};
}

std::string not_found(const SecretArn& arn, const std::string& what) {
  return "failed to fetch secret " + arn.base +
         " from secrets manager: ResourceNotFoundException: Secrets Manager can't find the "
         "specified secret" +
         what;
}

bool has_versions(const Value& entry) {
  const Value* versions = entry.find("versions");
  const bool alone = entry.members().size() == 1 ||
                     (entry.members().size() == 2 && entry.find("value") != nullptr);
  return alone && versions != nullptr && versions->is_object();
}

/// The version that is asked for, AWSCURRENT unless something else is; nullptr when it is not
/// there.
const Value* version_of(const Value& entry, const SecretArn& arn) {
  const bool current =
      arn.version_id.empty() && (arn.version_stage.empty() || arn.version_stage == "AWSCURRENT");
  if (!has_versions(entry)) return current ? &entry : nullptr;
  const Value& versions = *entry.find("versions");
  if (!arn.version_id.empty()) return versions.find(arn.version_id);
  const Value* staged = versions.find(current ? "AWSCURRENT" : arn.version_stage);
  return staged == nullptr && current ? entry.find("value") : staged;
}

Result<std::string> text_of_version(const Value& version, const SecretArn& arn,
                                    const SecretReference& reference, const SecretStore& store) {
  if (arn.json_key.empty()) return version.is_text() ? version.as_text() : to_json(version);
  Value whole = version;
  if (version.is_text()) {
    auto parsed = parse_json(version.as_text(), store.file);
    if (!parsed || !parsed->is_object())
      return fail(failure(
          arn, reference, store,
          "the secret is no JSON object, but json key " + arn.json_key + " of it is asked for"));
    whole = std::move(*parsed);
  }
  if (const Value* member = whole.find(arn.json_key)) return go_text(*member);
  return fail(
      failure(arn, reference, store,
              "retrieved secret from Secrets Manager did not contain json key " + arn.json_key));
}

// %v of a float64: the shortest digits that mean it, with an exponent below 1e-04 and from 1e+06
// on. Source: Go, strconv/ftoa.go, format 'g' with the shortest precision.
std::string go_number(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Inf" : "+Inf";
  char scientific[40];
  const auto end = std::to_chars(scientific, scientific + sizeof scientific, number,
                                 std::chars_format::scientific)
                       .ptr;
  std::string text(scientific, end);
  const int exponent = std::stoi(text.substr(text.find('e') + 1));
  constexpr int precision = 6;
  if (exponent < -4 || exponent >= precision) return text;
  char fixed[400];
  return {fixed, std::to_chars(fixed, fixed + sizeof fixed, number, std::chars_format::fixed).ptr};
}

}  // namespace

std::string go_text(const Value& value) {
  if (value.is_text()) return value.as_text();
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_number()) return go_number(value.as_number());
  if (value.is_null()) return "<nil>";
  std::vector<std::string> parts;
  for (const Value& item : value.items()) parts.push_back(go_text(item));
  if (value.is_array()) return "[" + join(parts, " ") + "]";
  for (const Value::Member& member : value.members())
    parts.push_back(member.key + ":" + go_text(member.value));
  std::sort(parts.begin(), parts.end());
  return "map[" + join(parts, " ") + "]";
}

Result<Secret> resolve_secret(const SecretReference& reference, const SecretStore& store) {
  auto arn = parse_secret_arn(reference.value_from);
  if (!arn) {
    Error error = arn.error();
    error.what =
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource "
        "retrieval failed: unable to retrieve secret from asm: " +
        error.what;
    error.where = reference.where;
    return fail(std::move(error));
  }
  const Value* entry = find_secret(*arn, reference.value_from, store.entries);
  if (entry == nullptr)
    return fail(
        failure(*arn, reference, store,
                is_parameter(*arn) ? "invalid parameters: " + arn->base : not_found(*arn, ".")));
  const Value* version = version_of(*entry, *arn);
  if (version == nullptr)
    return fail(failure(
        *arn, reference, store,
        not_found(*arn, arn->version_id.empty()
                            ? " value for staging label: " +
                                  (arn->version_stage.empty() ? "AWSCURRENT" : arn->version_stage)
                            : " value for VersionId: " + arn->version_id)));
  auto text = text_of_version(*version, *arn, reference, store);
  if (!text) return fail(text.error());
  return Secret(std::move(*text));
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/secret_values.h"

#include "emulator/io/document.h"

namespace gonogo::cli {
namespace {

Secret secret_of(const Value& value) {
  return Secret(value.is_text() ? value.as_text() : to_json(value));
}

}  // namespace

std::map<std::string, Secret> secret_values(const SecretStore& store) {
  std::map<std::string, Secret> secrets;
  for (const Value::Member& entry : store.entries.members()) {
    if (!entry.value.is_object()) secrets.emplace(entry.key, secret_of(entry.value));
    for (const Value::Member& part : entry.value.members())
      secrets.emplace(entry.key + ":" + part.key, secret_of(part.value));
  }
  return secrets;
}

}  // namespace gonogo::cli

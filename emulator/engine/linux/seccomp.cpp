// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/seccomp.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>

#include "emulator/base/members.h"

namespace gonogo {
namespace {

bool contains(const std::vector<std::string>& items, const std::string& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

std::pair<int, int> version_of(const std::string& text) {
  std::pair<int, int> version{0, 0};
  std::sscanf(text.c_str(), "%d.%d", &version.first, &version.second);
  return version;
}

/// Who asks: a container on a machine.
struct Asker {
  const std::vector<std::string>& capabilities;
  const SeccompHost& host;
};

// One that is met excludes; all are needed to include.
bool excluded(const Value& conditions, const Asker& asker) {
  const auto capabilities = texts_of(conditions, "caps");
  const std::string kernel = text_of(conditions, "minKernel");
  return contains(texts_of(conditions, "arches"), asker.host.architecture) ||
         std::any_of(capabilities.begin(), capabilities.end(),
                     [&](const auto& name) { return contains(asker.capabilities, name); }) ||
         (!kernel.empty() && asker.host.kernel >= version_of(kernel));
}

bool included(const Value& conditions, const Asker& asker) {
  const auto arches = texts_of(conditions, "arches");
  const auto capabilities = texts_of(conditions, "caps");
  const std::string kernel = text_of(conditions, "minKernel");
  return (arches.empty() || contains(arches, asker.host.architecture)) &&
         std::all_of(capabilities.begin(), capabilities.end(),
                     [&](const auto& name) { return contains(asker.capabilities, name); }) &&
         (kernel.empty() || asker.host.kernel >= version_of(kernel));
}

Value rule_of(const Value& entry) {
  auto names = texts_of(entry, "names");
  if (const std::string name = text_of(entry, "name"); !name.empty()) names.push_back(name);
  Value rule = Value::object({{"names", texts_value(names)}, {"action", text_of(entry, "action")}});
  if (entry.find("errnoRet") != nullptr && number_of(entry, "errnoRet") != 0)
    rule.set("errnoRet", number_of(entry, "errnoRet"));
  const Value& arguments = part_of(entry, "args");
  if (!arguments.items().empty()) rule.set("args", arguments);
  return rule;
}

Value architectures_of(const Value& profile, const SeccompHost& host) {
  const std::string native = host.architecture == "arm64" ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
  for (const Value& entry : part_of(profile, "archMap").items()) {
    if (text_of(entry, "architecture") != native) continue;
    auto all = texts_of(entry, "subArchitectures");
    all.insert(all.begin(), native);
    return texts_value(all);
  }
  return texts_value({native});
}

}  // namespace

SeccompHost seccomp_host() {
  utsname facts{};
  uname(&facts);
  return {.architecture = std::string(facts.machine) == "aarch64" ? "arm64" : "amd64",
          .kernel = version_of(facts.release)};
}

Value resolve_seccomp(const Value& profile, const std::vector<std::string>& capabilities,
                      const SeccompHost& host) {
  const Asker asker{capabilities, host};
  Value rules = Value::array();
  for (const Value& entry : part_of(profile, "syscalls").items())
    if (!excluded(part_of(entry, "excludes"), asker) && included(part_of(entry, "includes"), asker))
      rules.push(rule_of(entry));
  return Value::object({{"defaultAction", text_of(profile, "defaultAction")},
                        {"architectures", architectures_of(profile, host)},
                        {"syscalls", rules}});
}

}  // namespace gonogo

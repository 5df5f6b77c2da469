// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/policy_file.h"

#include "emulator/cli/loading.h"
#include "emulator/io/document.h"
#include "emulator/project/read_parts.h"

namespace gonogo {
namespace {

std::optional<Policy> policy_of(const Path& path, const std::string& text, const Value& document,
                                World& world) {
  Findings findings;
  std::optional<Policy> policy;
  if (document.is_object())
    policy = read_policy(document, path.filename().string(), "", findings);
  else
    findings.push_back({.rule = "wrong-type",
                        .message = "a policy is a mapping",
                        .where = {path.filename().string(), {1, 1}, ""},
                        .hint = "require: {unit: 1, regression: 1, acceptance: 1}"});
  print_findings(path.string(), findings, text, world);
  if (has_errors(findings)) return std::nullopt;
  return policy;
}

}  // namespace

std::optional<Policy> load_policy(const Path& path, World& world) {
  const auto text = read_file(path);
  if (!text) return print_error(text.error(), world), std::nullopt;
  const auto document = read_document(path.string());
  if (!document) return print_error(document.error(), world), std::nullopt;
  if (document->find("gonogo") == nullptr) return policy_of(path, *text, *document, world);
  auto reading = read_project(*text, path.filename().string(), path.parent_path().string(), {}, {});
  print_findings(path.string(), reading.findings, *text, world);
  if (!reading.project || !load_policy_of(*reading.project, world)) return std::nullopt;
  return reading.project->policy;
}

bool load_policy_of(Project& project, World& world) {
  if (project.policy_file.empty()) return true;
  auto policy = load_policy(project.path(project.policy_file), world);
  if (policy) project.policy = std::move(*policy);
  return policy.has_value();
}

}  // namespace gonogo

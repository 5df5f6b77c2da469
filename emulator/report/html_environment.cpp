// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/report/facts.h"
#include "emulator/report/html_parts.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

Html tasks_table(const RunResult& result) {
  std::vector<std::vector<std::string>> rows;
  for (const Value& task : member_items(result.tasks, "tasks")) {
    for (const Value& one : member_items(task, "containers")) {
      const std::string code = member_text(one, "exitCode");
      rows.push_back({member_text(task, "name") + "/" + member_text(one, "name"),
                      member_text(one, "lastStatus") + (code.empty() ? "" : ", exit " + code),
                      member_text(one, "healthStatus"), member_text(one, "image"),
                      member_text(one, "reason")});
    }
  }
  return html_table({"container", "status", "health", "image", "reason"}, rows);
}

Html services_table(const Verdict& verdict) {
  std::vector<std::vector<std::string>> rows;
  for (const Subject::Service& service : verdict.subject.services)
    rows.push_back({service.name, service.engine, service.version});
  return html_table({"service", "engine", "version"}, rows);
}

Html bound_table(const Verdict& verdict) {
  std::vector<std::vector<std::string>> rows;
  for (const ImageUse& image : verdict.subject.images)
    rows.push_back({"image", image.name + (image.stand_in ? " (stand-in)" : ""), image.digest});
  for (const auto& [family, digest] : verdict.subject.task_definitions)
    rows.push_back({"task definition", family, digest});
  for (const auto& [path, digest] : verdict.subject.inputs) rows.push_back({"input", path, digest});
  for (const auto& [name, digest] : verdict.subject.overrides)
    rows.push_back({"override", name, digest});
  if (!verdict.policy_sha256.empty()) rows.push_back({"policy", "", verdict.policy_sha256});
  if (!verdict.subject.scenarios_sha256.empty())
    rows.push_back({"scenarios", "", verdict.subject.scenarios_sha256});
  return html_table({"bound to", "name", "digest"}, rows);
}

Html approximations_table(std::string_view title, const std::vector<Approximation>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const Approximation& one : all) rows.push_back({one.id, one.text});
  return html_table({std::string(title), "how"}, rows);
}

Html refused_table(const RunResult& result) {
  std::vector<std::vector<std::string>> rows;
  for (const RefusedCall& call : result.refused)
    rows.push_back({call.from, call.to, count_of(call.count, "time")});
  return html_table({"refused call from", "to", "how often"}, rows);
}

}  // namespace

Html html_environment(const RunResult& result, const Verdict& verdict) {
  Html html;
  if (verdict.mirrored > 0)
    html += Html::element("p", {},
                          count_of(verdict.mirrored, "parameter") +
                              " of the task definitions behaved as on Fargate.");
  html += approximations_table("approximated", verdict.approximated);
  html += approximations_table("not mirrored", verdict.not_mirrored);
  html += refused_table(result);
  html += tasks_table(result);
  html += services_table(verdict);
  // Digests are for machines: a printed page leaves them out.
  html += Html::element("div", {{"class", "digests"}}, bound_table(verdict));
  return html;
}

}  // namespace gonogo

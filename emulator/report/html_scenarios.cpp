// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <cstdio>

#include "emulator/base/text.h"
#include "emulator/report/facts.h"
#include "emulator/report/failure.h"
#include "emulator/report/html_parts.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

std::string tone_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return "good";
    case Outcome::failed: return "bad";
    case Outcome::errored:
    case Outcome::flaky:
    case Outcome::skipped:
    case Outcome::not_run: return "doubt";
  }
  return "";
}

Html block(std::string_view title, const std::string& text) {
  if (text.empty()) return {};
  Html html = Html::element("h3", {}, title);
  html += Html::element("pre", {}, text);
  return html;
}

Html checks_table(const Failure& failure) {
  std::vector<std::vector<std::string>> rows;
  for (const FailedCheck& check : failure.checks) {
    Location where = failure.where;
    where.mark = check.mark;
    rows.push_back(
        {check.what, check.actual, check.expected, check.mark.line > 0 ? to_text(where) : ""});
  }
  return html_table({"check", "actual", "expected", "where"}, rows);
}

// A path below the run's folder; what is no plain path could lead elsewhere.
std::string link_to(const std::string& path) {
  std::string link = "./";
  for (const char c : path) {
    const bool safe = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                      std::string_view("/._-").find(c) != std::string_view::npos;
    char encoded[4] = {c, '\0', '\0', '\0'};
    if (!safe)
      std::snprintf(encoded, sizeof encoded, "%%%02X",
                    static_cast<unsigned>(static_cast<unsigned char>(c)));
    link += encoded;
  }
  return link;
}

Html evidence_of(const Failure& failure) {
  if (failure.evidence.empty()) return {};
  Html items;
  for (const std::string& path : failure.evidence)
    items += Html::element("li", {}, Html::element("a", {{"href", link_to(path)}}, path));
  Html html = Html::element("h3", {}, "Evidence (beside this page)");
  html += Html::element("ul", {}, items);
  return html;
}

Html failure_html(const Failure& failure) {
  Html html;
  if (!failure.reason.empty()) html += Html::element("p", {{"class", "lead"}}, failure.reason);
  Html place = Html::element("code", {}, to_text(failure.where));
  if (!failure.step.empty()) place += Html::text(" · " + failure.step);
  html += Html::element("p", {}, place);
  html += checks_table(failure);
  html += block("Error", failure.error);
  html += block("Request", failure.request);
  html += block("Response", failure.response);
  html += block("Rows", failure.rows);
  html += block("Output", failure.output);
  html += block("Failed cases", join(failure.cases, "\n"));
  html += block("Log at that moment", join(failure.log_lines, "\n"));
  html += evidence_of(failure);
  html += block("Run it again", failure.again);
  html += block("Send the request again", failure.send_again);
  if (!failure.retry_note.empty())
    html += Html::element("p", {{"class", "soft"}}, failure.retry_note);
  return html;
}

Html summary_of(const ScenarioResult& scenario) {
  const std::string issue = scenario.issue.empty() ? "" : scenario.issue + "  ";
  Html html = Html::element("span", {{"class", "name"}}, issue + label_of(scenario));
  html += Html::element("span", {{"class", "kind"}}, scenario.kind);
  html += Html::element("span", {{"class", "state " + tone_of(scenario.outcome)}},
                        to_text(scenario.outcome));
  html += Html::element("span", {{"class", "time"}}, time_text(duration_of(scenario)));
  return Html::element("summary", {}, html);
}

Html steps_table(const ScenarioResult& scenario) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < scenario.attempts.size(); ++i)
    for (const StepResult& step : scenario.attempts[i].steps) {
      const std::string attempt = i > 0 ? "attempt " + std::to_string(i + 1) + ": " : "";
      const std::string first = step.request.substr(0, step.request.find('\n'));
      rows.push_back({attempt + (step.name.empty() ? step.verb : step.name), cut(first, 120),
                      std::string(to_text(step.outcome)), time_text(step.duration)});
    }
  return html_table({"step", "request", "outcome", "time"}, rows);
}

Html cases_table(const ScenarioResult& scenario) {
  std::vector<std::vector<std::string>> rows;
  for (const CaseResult& one : scenario.cases)
    rows.push_back({one.name, std::string(to_text(one.outcome)), time_text(one.duration),
                    cut(one.message, 400)});
  return html_table({"case", "outcome", "time", "message"}, rows);
}

Html scenario_html(const ScenarioResult& scenario, size_t number) {
  Html inside = Html::element(
      "p", {}, Html::element("code", {}, scenario.file + ":" + std::to_string(scenario.line)));
  if (!scenario.tags.empty())
    inside += Html::element("p", {{"class", "soft"}}, "tags: " + join(scenario.tags, ", "));
  if (!scenario.reason.empty()) inside += Html::element("p", {}, scenario.reason);
  inside += steps_table(scenario);
  inside += cases_table(scenario);
  Html html = summary_of(scenario);
  html += Html::element("div", {{"class", "inside"}}, inside);
  const std::string classes = slug(scenario.kind) + " " + std::string(to_text(scenario.outcome));
  return Html::element("details", {{"id", "s" + std::to_string(number)}, {"class", classes}}, html);
}

Html filters() {
  const std::vector<std::pair<std::string, std::string>> choices{{"all", "all"},
                                                                 {"notpassed", "not passed"},
                                                                 {"unit", "unit"},
                                                                 {"regression", "regression"},
                                                                 {"acceptance", "acceptance"}};
  Html html;
  Html labels;
  for (const auto& [id, title] : choices) {
    Html::Attributes attributes{{"type", "radio"}, {"name", "show"}, {"id", id}, {"class", "pick"}};
    if (id == "all") attributes.emplace_back("checked", "");
    html += Html::empty_element("input", attributes);
    labels += Html::element("label", {{"for", id}}, title);
  }
  html += Html::element("div", {{"class", "filters"}}, labels);
  return html;
}

}  // namespace

Html html_failures(const RunResult& result, const Verdict& verdict) {
  Html html;
  for (const ScenarioResult* scenario : not_passed(result)) {
    Html one = summary_of(*scenario);
    one +=
        Html::element("div", {{"class", "inside"}}, failure_html(failure_of(*scenario, verdict)));
    html += Html::element("details", {{"open", ""}}, one);
  }
  return html;
}

Html html_scenarios(const RunResult& result, const Verdict&) {
  if (result.scenarios.empty()) return {};
  Html list;
  size_t number = 0;
  for (const ScenarioResult& scenario : result.scenarios) list += scenario_html(scenario, ++number);
  Html html = filters();
  html += Html::element("div", {{"class", "list"}}, list);
  return html;
}

}  // namespace gonogo

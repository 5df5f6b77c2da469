// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/report/facts.h"
#include "emulator/report/failure.h"
#include "emulator/report/html_parts.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

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

Html failure_html(const Failure& failure, const HtmlOptions& options) {
  Html html;
  if (!failure.reason.empty()) html += Html::element("p", {{"class", "lead"}}, failure.reason);
  Html place = Html::element("code", {}, to_text(failure.where));
  if (!failure.step.empty()) place += Html::text(" · " + failure.step);
  html += Html::element("p", {}, place);
  html += checks_table(failure);
  for (const FailedCheck& check : failure.checks)
    html += html_block("Difference of " + check.what + " (- expected, + actual)",
                       join(check.difference, "\n"));
  html += html_block("Error", failure.error);
  html += html_block("Request", failure.request);
  html += html_block("Response", failure.response);
  html += html_block("Rows", failure.rows);
  html += html_block("Output", failure.output);
  html += html_block("Failed cases", join(failure.cases, "\n"));
  html += html_block("Log at that moment", join(failure.log_lines, "\n"));
  html += html_evidence(failure.evidence, options);
  html += html_block("Run it again", failure.again);
  html += html_block("Send the request again", failure.send_again);
  if (!failure.retry_note.empty())
    html += Html::element("p", {{"class", "soft"}}, failure.retry_note);
  return html;
}

Html summary_of(const ScenarioResult& scenario, const Verdict& verdict) {
  const std::string issue = scenario.issue.empty() ? "" : scenario.issue + "  ";
  Html html = Html::element("span", {{"class", "name"}}, issue + label_of(scenario));
  html += Html::element("span", {{"class", "kind"}}, scenario.kind);
  const std::string tone = is_excused(scenario, verdict) ? "doubt" : html_tone(scenario.outcome);
  html += Html::element("span", {{"class", "state " + tone}}, outcome_text(scenario, verdict));
  html += Html::element("span", {{"class", "time"}}, time_text(duration_of(scenario)));
  return Html::element("summary", {}, html);
}

Html cases_table(const ScenarioResult& scenario) {
  std::vector<std::vector<std::string>> rows;
  for (const CaseResult& one : scenario.cases)
    rows.push_back({one.name, std::string(to_text(one.outcome)), time_text(one.duration),
                    cut(one.message, 400)});
  return html_table({"case", "outcome", "time", "message"}, rows);
}

Html scenario_html(const ScenarioResult& scenario, size_t number, const Verdict& verdict,
                   const HtmlOptions& options) {
  Html inside = Html::element(
      "p", {}, Html::element("code", {}, scenario.file + ":" + std::to_string(scenario.line)));
  if (!scenario.tags.empty())
    inside += Html::element("p", {{"class", "soft"}}, "tags: " + join(scenario.tags, ", "));
  if (!scenario.reason.empty()) inside += Html::element("p", {}, scenario.reason);
  inside += html_steps(scenario, options);
  inside += cases_table(scenario);
  Html html = summary_of(scenario, verdict);
  html += Html::element("div", {{"class", "inside"}}, inside);
  const std::string classes =
      "scenario " + slug(scenario.kind) + " " + std::string(to_text(scenario.outcome));
  return Html::element("details", {{"id", "s" + std::to_string(number)}, {"class", classes}}, html);
}

using Choices = std::vector<std::pair<std::string, std::string>>;  // id, title

// Radio buttons stand before the list, so that style alone can hide what was not asked for.
void add_choices(const std::string& name, const std::string& legend, const Choices& choices,
                 Html& inputs, Html& groups) {
  Html labels = Html::element("span", {{"class", "soft"}}, legend);
  for (size_t i = 0; i < choices.size(); ++i) {
    const auto& [id, title] = choices[i];
    Html::Attributes attributes{{"type", "radio"}, {"name", name}, {"id", id}, {"class", "pick"}};
    if (i == 0) attributes.emplace_back("checked", "");
    inputs += Html::empty_element("input", attributes);
    labels += Html::element("label", {{"for", id}}, title);
  }
  groups += Html::element("div", {{"class", "group"}}, labels);
}

Html text_filter() {
  Html box = Html::element("label", {{"for", "text"}}, "text");
  box += Html::empty_element("input", {{"type", "search"},
                                       {"id", "text"},
                                       {"autocomplete", "off"},
                                       {"placeholder", "name, file, tag, issue"}});
  box += Html::element("output", {{"id", "shown"}, {"for", "text"}, {"aria-live", "polite"}}, "");
  // Shown by the script, which alone can make use of it.
  return Html::element("div", {{"class", "group search"}, {"hidden", ""}, {"id", "search"}}, box);
}

Html filters() {
  Html inputs;
  Html groups;
  add_choices("kind", "kind",
              {{"kind-all", "all"},
               {"kind-unit", "unit"},
               {"kind-regression", "regression"},
               {"kind-acceptance", "acceptance"}},
              inputs, groups);
  add_choices("state", "state",
              {{"state-all", "all"},
               {"state-bad", "not passed"},
               {"state-passed", "passed"},
               {"state-failed", "failed"},
               {"state-flaky", "flaky"},
               {"state-skipped", "skipped"}},
              inputs, groups);
  groups += text_filter();
  inputs += Html::element("div", {{"class", "filters"}}, groups);
  return inputs;
}

}  // namespace

Html html_failures(const RunResult& result, const Verdict& verdict, const HtmlOptions& options) {
  Html html;
  for (const ScenarioResult* scenario : not_passed(result)) {
    Html one = summary_of(*scenario, verdict);
    one += Html::element("div", {{"class", "inside"}},
                         failure_html(failure_of(*scenario, verdict), options));
    html += Html::element("details", {{"open", ""}}, one);
  }
  return html;
}

Html html_scenarios(const RunResult& result, const Verdict& verdict, const HtmlOptions& options) {
  if (result.scenarios.empty()) return {};
  Html list;
  size_t number = 0;
  for (const ScenarioResult& scenario : result.scenarios)
    list += scenario_html(scenario, ++number, verdict, options);
  Html html = filters();
  html += Html::element("div", {{"class", "list"}}, list);
  return html;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <cstdio>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/report/facts.h"
#include "emulator/report/html_parts.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

// A page that can be mailed: what passed is told shortly, what did not at length.
constexpr size_t most_of_passed = 2U << 10U;
constexpr size_t most_of_failed = 32U << 10U;

struct ImageType {
  std::string_view ending;
  std::string_view type;
};
constexpr ImageType image_types[] = {
    {".png", "image/png"}, {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}};

std::string_view image_type_of(const std::string& path) {
  for (const ImageType& each : image_types)
    if (path.ends_with(each.ending)) return each.type;
  return "";
}

std::string shortened(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "\n… " + std::to_string(text.size() - end) +
         " more bytes: see results.json";
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

Html picture(const std::string& path, const HtmlOptions& options) {
  const std::string_view type = image_type_of(path);
  if (type.empty() || !options.evidence) return {};
  const std::string bytes = options.evidence(path);
  if (bytes.empty()) return {};
  const std::string name = path.substr(path.rfind('/') + 1);
  Html html = Html::empty_element(
      "img", {{"src", "data:" + std::string(type) + ";base64," + to_base64(bytes)},
              {"alt", "screenshot " + name},
              {"loading", "lazy"}});
  html += Html::element("figcaption", {}, name);
  return Html::element("figure", {}, html);
}

Html checks_of(const StepResult& step) {
  std::vector<std::vector<std::string>> rows;
  for (const CheckResult& check : step.checks)
    rows.push_back({check.what, check.passed ? "holds" : "does not hold", check.actual,
                    (check.op == "eq" || check.op.empty() ? "" : check.op + " ") + check.expected});
  return html_table({"check", "", "actual", "expected"}, rows);
}

std::string captures_of(const StepResult& step) {
  std::string text;
  for (const auto& [name, value] : step.captures) text += name + " = " + to_json(value) + "\n";
  return text;
}

Html step_html(const StepResult& step, size_t attempt, const HtmlOptions& options) {
  const bool fine = step.outcome == Outcome::passed || step.outcome == Outcome::skipped;
  const size_t most = fine ? most_of_passed : most_of_failed;
  const std::string name = step.name.empty() ? step.verb : step.name;
  Html head =
      Html::element("span", {{"class", "name"}},
                    (attempt > 0 ? "attempt " + std::to_string(attempt + 1) + ": " : "") + name);
  head += Html::element("span", {{"class", "kind"}}, step.verb);
  head +=
      Html::element("span", {{"class", "state " + html_tone(step.outcome)}}, to_text(step.outcome));
  head += Html::element("span", {{"class", "time"}}, time_text(step.duration));
  Html inside = Html::element(
      "p", {}, Html::element("code", {}, step.file + ":" + std::to_string(step.line)));
  if (step.attempts > 1)
    inside += Html::element("p", {{"class", "soft"}}, "tried " + count_of(step.attempts, "time"));
  if (step.error) inside += html_block("Error", to_line(*step.error));
  inside += html_block("Request", shortened(step.request, most));
  inside += html_block("Response", shortened(step.response, most));
  inside += html_block("Rows", shortened(step.rows, most));
  inside += html_block("Output", shortened(step.output, most));
  inside += checks_of(step);
  inside += html_block("Captured", shortened(captures_of(step), most));
  inside += html_evidence(step.evidence, options);
  Html html = Html::element("summary", {}, head);
  html += Html::element("div", {{"class", "inside"}}, inside);
  Html::Attributes attributes{{"class", "step"}};
  if (!fine) attributes.emplace_back("open", "");
  return Html::element("details", attributes, html);
}

}  // namespace

Html html_block(std::string_view title, const std::string& text) {
  if (text.empty()) return {};
  Html html = Html::element("h4", {}, title);
  html += Html::element("pre", {{"tabindex", "0"}, {"aria-label", std::string(title)}}, text);
  return html;
}

std::string html_tone(Outcome outcome) {
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

Html html_evidence(const std::vector<std::string>& paths, const HtmlOptions& options) {
  Html pictures;
  Html items;
  for (const std::string& path : paths) {
    const Html shown = picture(path, options);
    pictures += shown;
    if (shown.empty())
      items += Html::element("li", {}, Html::element("a", {{"href", link_to(path)}}, path));
  }
  Html html;
  if (!pictures.empty()) html += Html::element("div", {{"class", "pictures"}}, pictures);
  if (!items.empty()) {
    html += Html::element("h4", {}, "Evidence (beside this page)");
    html += Html::element("ul", {}, items);
  }
  return html;
}

Html html_steps(const ScenarioResult& scenario, const HtmlOptions& options) {
  Html html;
  for (size_t i = 0; i < scenario.attempts.size(); ++i) {
    const Attempt& attempt = scenario.attempts[i];
    for (const StepResult& step : attempt.steps) html += step_html(step, i, options);
    if (!attempt.log_lines.empty())
      html += html_block("Log at that moment", join(attempt.log_lines, "\n"));
  }
  return html;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>

#include "emulator/base/text.h"
#include "emulator/io/xml.h"
#include "emulator/scenario/test_report.h"

namespace gonogo {
namespace {

std::string attribute(const XmlElement& element, std::string_view name) {
  const std::string* value = element.attribute(name);
  return value != nullptr ? *value : "";
}

double number(const std::string& text) {
  // Some tools write thousands separators: "1,234.5".
  const std::string plain = replace_all(text, ",", "");
  double value = 0;
  std::from_chars(plain.data(), plain.data() + plain.size(), value);
  return std::isfinite(value) ? value : 0;
}

std::string message_of(const XmlElement& element) {
  const std::string message = attribute(element, "message");
  std::string text(trim(element.text));
  if (message.empty() || text.find(message) != std::string::npos) return text;
  return text.empty() ? message : message + "\n" + text;
}

CaseResult case_of(const XmlElement& element) {
  constexpr double longest = 1e6;  // seconds: beyond it a report is nonsense
  const double seconds = std::clamp(number(attribute(element, "time")), 0.0, longest);
  CaseResult result{.name = attribute(element, "name"),
                    .class_name = attribute(element, "classname"),
                    .duration = Nanoseconds(std::llround(seconds * 1e9))};
  for (const XmlElement& child : element.children) {
    // A case with several counts as the worst.
    const bool failed = result.outcome == Outcome::failed || result.outcome == Outcome::errored;
    if (child.name == "failure" || child.name == "error") {
      if (!failed) result.message = message_of(child);
      result.outcome = child.name == "error" ? Outcome::errored : Outcome::failed;
    } else if (child.name == "skipped" && !failed) {
      result.outcome = Outcome::skipped;
      result.message = message_of(child);
    }
  }
  return result;
}

struct Gathered {
  std::vector<CaseResult> cases{};
  double claimed_failures = 0;
};

void gather(const XmlElement& element, Gathered& gathered) {
  if (element.name == "testcase") {
    gathered.cases.push_back(case_of(element));
    return;
  }
  gathered.claimed_failures +=
      number(attribute(element, "failures")) + number(attribute(element, "errors"));
  for (const XmlElement& child : element.children) gather(child, gathered);
}

bool is_bad(const CaseResult& result) {
  return result.outcome == Outcome::failed || result.outcome == Outcome::errored;
}

}  // namespace

Result<std::vector<CaseResult>> read_junit(std::string_view text, const std::string& file) {
  const auto root = parse_xml(text, file);
  if (!root) {
    Error error = root.error();
    error.code = "report-unreadable";
    return fail(std::move(error));
  }
  Gathered gathered;
  gather(*root, gathered);
  if (gathered.cases.empty()) return empty_report(file);
  const bool shown = std::any_of(gathered.cases.begin(), gathered.cases.end(), is_bad);
  if (gathered.claimed_failures > 0 && !shown)
    return fail({.code = "report-incomplete",
                 .what = "the report counts failures that none of its cases shows",
                 .where = {.file = file}});
  return std::move(gathered.cases);
}

}  // namespace gonogo

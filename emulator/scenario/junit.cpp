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

// Without a child that says how it ended some writers say it by an attribute: GoogleTest (`status` notrun, `result`
// suppressed), CTest (disabled), others of which GitHub's readers know (facts/gate.md, 5.1).
Outcome outcome_of_attributes(const XmlElement& element) {
  constexpr std::string_view skipped[] = {"notrun",  "suppressed", "disabled", "skipped",
                                          "ignored", "pending"};
  constexpr std::string_view failed[] = {"fail", "failed", "failure", "error", "errored"};
  for (const char* name : {"status", "result"}) {
    const std::string word = to_lower(attribute(element, name));
    const auto is_one_of = [&](const auto& words) {
      return std::find(std::begin(words), std::end(words), word) != std::end(words);
    };
    if (is_one_of(failed)) return Outcome::failed;
    if (is_one_of(skipped)) return Outcome::skipped;
  }
  return Outcome::passed;
}

bool tells_failure(const XmlElement& element) {
  return element.name == "failure" || element.name == "error";
}

CaseResult case_of(const XmlElement& element) {
  constexpr double longest = 1e6;  // seconds: beyond it a report is nonsense
  const double seconds = std::clamp(number(attribute(element, "time")), 0.0, longest);
  CaseResult result{.name = attribute(element, "name"),
                    .class_name = attribute(element, "classname"),
                    .outcome = outcome_of_attributes(element),
                    .duration = Nanoseconds(std::llround(seconds * 1e9))};
  for (const XmlElement& child : element.children) {
    // A case with several counts as the worst.
    const bool failed = result.outcome == Outcome::failed || result.outcome == Outcome::errored;
    if (tells_failure(child)) {
      if (!failed) result.message = message_of(child);
      result.outcome = child.name == "error" ? Outcome::errored : Outcome::failed;
    } else if (child.name == "skipped" && !failed) {
      result.outcome = Outcome::skipped;
      result.message = message_of(child);
    } else if (result.outcome == Outcome::passed &&
               (child.name == "flakyFailure" || child.name == "flakyError")) {
      result.outcome = Outcome::flaky;  // Surefire, nextest: it passed when it was run again
      result.message = message_of(child);
    }
  }
  return result;
}

struct Gathered {
  std::vector<CaseResult> cases{};
  double failures = 0;  ///< elements that tell one; a case may have several, and doctest counts them all
  bool complete = true;
};

void gather(const XmlElement& element, const std::string& suite, Gathered& gathered) {
  if (element.name == "testcase") {
    const auto& children = element.children;
    gathered.cases.push_back(case_of(element));
    const auto told = std::count_if(children.begin(), children.end(), tells_failure);
    gathered.failures += static_cast<double>(
        told > 0 ? told : gathered.cases.back().outcome == Outcome::failed ? 1 : 0);
    return;
  }
  if (tells_failure(element)) {  // a suite's own, of what is around its cases: Jenkins' `<init>`
    ++gathered.failures;
    gathered.cases.push_back({.name = "<init>",
                              .class_name = suite,
                              .outcome = Outcome::errored,
                              .message = message_of(element)});
    return;
  }
  const double before = gathered.failures;
  for (const XmlElement& child : element.children)
    gather(child, attribute(element, "name"), gathered);
  const double claimed =
      number(attribute(element, "failures")) + number(attribute(element, "errors"));
  if (claimed > gathered.failures - before) gathered.complete = false;
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
  gather(*root, "", gathered);
  if (gathered.cases.empty()) return empty_report(file);
  if (!gathered.complete)
    return fail({.code = "report-incomplete",
                 .what = "the report counts more failures than its cases show",
                 .where = {.file = file}});
  return std::move(gathered.cases);
}

}  // namespace gonogo

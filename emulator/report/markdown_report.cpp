// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/report/facts.h"
#include "emulator/report/plain.h"
#include "emulator/report/reports.h"
#include "emulator/report/text_failure.h"

namespace gonogo {
namespace {

// GitHub shows 1 MiB of a summary; the first failures are what a reader looks at.
constexpr size_t most_failures = 20;

// Characters that Markdown or the HTML in it would take as its own, on one line.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '\n') {
      out += ' ';
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (std::string_view("\\`*_[]|#~@").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

// A fence longer than any run of backticks inside cannot be closed from inside.
std::string fenced(const std::string& text) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<size_t>(3, longest + 1), '`');
  const bool ends = !text.empty() && text.back() == '\n';
  return fence + "text\n" + text + (ends ? "" : "\n") + fence + "\n";
}

std::string row(const std::string& name, const Counts& counts) {
  std::string text = "| " + plain(name) + " |";
  for (const int n : {counts.total, counts.passed, counts.failed, counts.errored, counts.flaky,
                      counts.quarantined, counts.skipped, counts.not_run})
    text += " " + std::to_string(n) + " |";
  return text + "\n";
}

std::string counts_table(const Verdict& verdict) {
  std::string text =
      "\n| kind | cases | passed | failed | not tried | flaky | quarantined | skipped | not run |\n"
      "|---|--:|--:|--:|--:|--:|--:|--:|--:|\n";
  for (const auto& [kind, counts] : verdict.kinds) text += row(kind, counts);
  return text + row("all", verdict.counts);
}

std::string failures(const RunResult& result, const Verdict& verdict) {
  const std::vector<const ScenarioResult*> all = not_passed(result);
  std::string text;
  for (size_t i = 0; i < std::min(all.size(), most_failures); ++i)
    text += "\n#### " + plain(label_of(*all[i])) + "\n\n" +
            (all[i]->reason.empty() ? "" : plain(all[i]->reason) + "\n\n") +
            fenced(failure_text(failure_of(*all[i], verdict)));
  if (all.size() > most_failures)
    text += "\n" + std::to_string(all.size() - most_failures) + " more are in report.html.\n";
  return text.empty() ? "" : "\n### What did not pass\n" + text;
}

std::string list(const std::string& title, const std::vector<std::string>& items) {
  if (items.empty()) return "";
  std::string text = "\n### " + title + "\n\n";
  for (const std::string& item : items) text += "- " + plain(item) + "\n";
  return text;
}

std::vector<std::string> lines_of(const std::vector<Reason>& reasons, size_t from) {
  std::vector<std::string> lines;
  for (size_t i = from; i < reasons.size(); ++i)
    lines.push_back(reasons[i].code + ": " + reasons[i].text);
  return lines;
}

std::string environment(const RunResult& result, const Verdict& verdict) {
  std::vector<std::string> approximated;
  for (const Approximation& one : verdict.approximated)
    approximated.push_back(one.id + ": " + one.text);
  std::vector<std::string> refused;
  for (const RefusedCall& call : result.refused)
    refused.push_back(call.from + " called " + call.to + " " + count_of(call.count, "time"));
  return list("Approximated", approximated) + list("Refused calls", refused);
}

}  // namespace

std::string markdown_report(const RunResult& result, const Verdict& verdict) {
  std::string text = "## " + verdict_word(verdict) + ": " + plain(subject_text(result, verdict)) +
                     "\n\n**" + plain(headline(result, verdict)) + "**\n";
  if (const std::string override = override_text(verdict); !override.empty())
    text += "\n**Overridden**: " + plain(override) + "\n";
  if (const std::string reason = first_reason(result, verdict); !reason.empty())
    text += "\n" + plain(reason) + "\n";
  for (const std::string& line : explanation(result, verdict, ""))
    text += "\n" + plain(line) + "\n";
  text += counts_table(verdict);
  text += failures(result, verdict);
  text += list("Did not run", not_run(result));
  text += list("Further reasons", lines_of(verdict.reasons, 1));
  text += list("Warnings", warning_lines(verdict));
  text += environment(result, verdict);
  const std::string validity = validity_text(verdict);
  return text + "\n" + plain((validity.empty() ? "" : validity + ", ") + binding_text(verdict)) +
         "\n";
}

}  // namespace gonogo

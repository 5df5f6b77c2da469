// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/text_failure.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/report/plain.h"
#include "emulator/report/source_excerpt.h"

namespace gonogo {
namespace {

constexpr size_t most_checks = 10;
constexpr size_t most_log_lines = 8;
constexpr size_t most_difference = 24;
constexpr size_t longest_beside = 40;  // what fits between two others in a line
constexpr size_t longest_line = 200;  // a terminal breaks it; the page report.html has all of it

struct Gutter {
  TextPage& page;
  size_t width;

  void blank() { page.space(width + 1).add("|").end(); }
  void line(std::string_view text) { page.space(width + 1).add("| ").add(text).end(); }
  void numbered(int number, std::string_view text) {
    const std::string digits = std::to_string(number);
    page.space(width - digits.size()).add(digits + " | ").add(text).end();
  }
  /// Lines under a label, which stands before the first of them.
  void labelled(const std::string& label, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    std::vector<std::vector<std::string>> rows;
    for (const std::string& text : lines) rows.push_back({rows.empty() ? label : "", text});
    for (const std::string& row : split_lines(aligned(rows, "  "))) line(row);
  }
};

void add_request(Gutter& gutter, const Failure& failure) {
  if (failure.request.empty()) return;
  gutter.blank();
  for (const std::string& line : first_lines(failure.request, 12, longest_line)) gutter.line(line);
}

void add_excerpt(Gutter& gutter, const Failure& failure, const TextOptions& options) {
  if (!options.source || failure.where.mark.line == 0) return;
  const auto excerpt = excerpt_at(options.source(failure.where.file), failure.where.mark,
                                  page_width - gutter.width - 3);
  if (!excerpt) return;
  gutter.numbered(failure.where.mark.line, excerpt->line);
  if (failure.where.mark.column > 0)
    gutter.page.space(gutter.width + 1)
        .add("| ")
        .space(excerpt->caret)
        .add(Style::bad, std::string(excerpt->length, '^'))
        .end();
}

/// In one line of the box, whatever it is.
std::string in_line(const std::string& text) { return cut(replace_all(text, "\n", " ⏎ "), longest_line); }

void add_others(Gutter& gutter, const Failure& failure) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 1; i < std::min(failure.checks.size(), most_checks); ++i) {
    const FailedCheck& check = failure.checks[i];
    if (check.actual.size() > longest_beside) continue;  // further down, by itself
    rows.push_back({check.what, "actual: " + in_line(check.actual),
                    "expected: " + in_line(check.expected)});
  }
  if (failure.checks.size() < 2) return;
  gutter.blank();
  for (const std::string& row : split_lines(aligned(rows, "  "))) gutter.line(row);
  for (size_t i = 1; i < std::min(failure.checks.size(), most_checks); ++i)
    if (failure.checks[i].actual.size() > longest_beside) {
      gutter.line("  " + failure.checks[i].what);
      gutter.line("    actual:   " + in_line(failure.checks[i].actual));
      gutter.line("    expected: " + in_line(failure.checks[i].expected));
    }
  if (failure.checks.size() > most_checks)
    gutter.line("  … " + count_of(static_cast<long long>(failure.checks.size() - most_checks),
                                  "more check"));
}

// In place of two long values: what differs between them.
void add_difference(Gutter& gutter, const FailedCheck& check) {
  if (!check.what.empty()) gutter.line("  check:  " + check.what);
  gutter.line("  - expected, + actual");
  for (size_t i = 0; i < std::min(check.difference.size(), most_difference); ++i)
    gutter.line("  " + cut(check.difference[i], longest_line));
  if (check.difference.size() > most_difference)
    gutter.line(
        "  … " +
        count_of(static_cast<long long>(check.difference.size() - most_difference), "more line") +
        ": see report.html");
}

// The first check stands alone under its excerpt; the others follow, one a line.
void add_checks(Gutter& gutter, const Failure& failure) {
  if (failure.checks.empty()) return;
  const FailedCheck& first = failure.checks.front();
  if (!first.difference.empty()) return add_difference(gutter, first), add_others(gutter, failure);
  std::vector<std::vector<std::string>> values{{"actual:", in_line(first.actual)},
                                               {"expected:", in_line(first.expected)}};
  if (!first.what.empty()) values.insert(values.begin(), {"check:", first.what});
  for (const std::string& row : split_lines(aligned(values, "  "))) gutter.line(row);
  add_others(gutter, failure);
}

void add_seen(Gutter& gutter, const Failure& failure) {
  const auto block = [&](const std::string& label, const std::string& text, size_t lines) {
    if (text.empty()) return;
    gutter.blank();
    gutter.labelled(label, first_lines(text, lines, longest_line));
  };
  block("error", failure.error, 6);
  block("response", failure.response, 8);
  block("rows", failure.rows, 12);
  block("output", failure.output, 12);
  block("cases", join(failure.cases, "\n"), 12);
  if (failure.log_lines.empty()) return;
  gutter.blank();
  const size_t from = failure.log_lines.size() - std::min(failure.log_lines.size(), most_log_lines);
  for (size_t i = from; i < failure.log_lines.size(); ++i)
    gutter.line("  " + cut(failure.log_lines[i], longest_line));
}

}  // namespace

void add_failure(TextPage& page, const Failure& failure, const TextOptions& options) {
  page.add(failure.title)
      .add("  ")
      .add(failure.outcome == "flaky" || failure.is_excused ? Style::doubtful : Style::bad,
           failure.outcome);
  page.end();
  page.add(to_text(failure.where));
  if (!failure.step.empty()) page.add("  " + failure.step);
  page.end();
  Gutter gutter{page, std::max<size_t>(2, std::to_string(failure.where.mark.line).size())};
  add_request(gutter, failure);
  if (failure.checks.empty() && failure.error.empty() && !failure.reason.empty()) {
    gutter.blank();
    gutter.line("  " + failure.reason);
  }
  add_excerpt(gutter, failure, options);
  add_checks(gutter, failure);
  add_seen(gutter, failure);
  gutter.blank();
  const size_t indent = gutter.width + 1;
  // Whole, however long: it is there to be pasted.
  if (failure.send_again.starts_with("curl "))
    page.space(indent).add("send:   " + failure.send_again).end();
  page.space(indent).add("again:  " + failure.again).end();
  if (!failure.retry_note.empty()) page.paragraph(indent, failure.retry_note);
}

std::string failure_text(const Failure& failure) {
  TextPage page(false);
  add_failure(page, failure, {});
  return page.text();
}

}  // namespace gonogo

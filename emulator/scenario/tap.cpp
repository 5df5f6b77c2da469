// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <charconv>

#include "emulator/base/text.h"
#include "emulator/scenario/test_report.h"

namespace gonogo {
namespace {

constexpr size_t indent_of_subtest = 4;

struct Point {
  bool ok = false;
  std::string name{};
  std::string directive{};  ///< "skip", "todo" or ""
  std::string reason{};
};

/// One plan with its points: the document, or a subtest.
struct Level {
  std::optional<long long> planned{};
  long long points = 0;
  std::string name{};
  size_t first_case = 0;
  int line = 0;
};

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// "ok 1 - it holds # SKIP no database"; nothing for a line that is no test point.
std::optional<Point> point_of(std::string_view line) {
  Point point;
  point.ok = !take(line, "not ");
  if (!take(line, "ok") || (!line.empty() && line[0] != ' ')) return std::nullopt;
  line = trim(line);
  const size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  line = trim(line.substr(digits));
  if (take(line, "- ")) line = trim(line);
  size_t hash = line.find(" #");
  if (line.starts_with('#')) hash = 0;
  point.name = std::string(trim(line.substr(0, hash)));
  if (hash == std::string_view::npos) return point;
  std::string_view rest = trim(line.substr(line.find('#', hash) + 1));
  const std::string word = to_lower(rest.substr(0, 4));
  const bool more = rest.size() > 4 && std::isalnum(static_cast<unsigned char>(rest[4])) != 0;
  if (word != "skip" && (word != "todo" || more)) {  // "skipped" is one, "todos" is not
    point.name = std::string(line);  // "issue #12 is fixed"
    return point;
  }
  point.directive = word;
  point.reason = std::string(trim(rest.substr(std::min(rest.find(' '), rest.size()))));
  return point;
}

std::optional<long long> plan_of(std::string_view line) {
  if (!take(line, "1..")) return std::nullopt;
  long long count = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), count);
  if (error != std::errc() || count < 0) return std::nullopt;
  return count;
}

class TapReader {
 public:
  explicit TapReader(const std::string& file) : file_(file) {}

  Result<std::vector<CaseResult>> read(std::string_view text) {
    for (const std::string& line : split_lines(text)) {
      ++line_;
      if (auto done = take_line(line); !done) return fail(done.error());
    }
    if (auto done = close_down_to(0); !done) return fail(done.error());
    if (in_diagnostic_) return bad("report-incomplete", "a diagnostic is never closed");
    if (!levels_.front().planned)
      return bad("report-incomplete", "the report has no plan: it breaks off");
    if (auto done = check(levels_.front()); !done) return fail(done.error());
    if (cases_.empty()) return empty_report(file_);
    return std::move(cases_);
  }

 private:
  tl::unexpected<Error> bad(std::string code, std::string what) const {
    return fail({.code = std::move(code), .what = std::move(what), .where = {file_, {line_, 1}}});
  }

  Result<Done> take_line(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::string_view content = trim(line);
    if (in_diagnostic_) return take_diagnostic(line, content);
    const size_t indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos) return Done{};
    if (content == "---" && after_point_) {
      in_diagnostic_ = true;
      return Done{};
    }
    after_point_ = false;
    if (content.starts_with("TAP version ")) return take_version(content.substr(12));
    if (content.starts_with("Bail out!"))
      return bad("report-incomplete",
                 "the tests bailed out: " + std::string(trim(content.substr(9))));
    if (content.starts_with("# Subtest")) {
      subtest_ = std::string(
          trim(content.substr(std::min<size_t>(content.find(':') + 1, content.size()))));
      return Done{};
    }
    return take_test(indent / indent_of_subtest, content);
  }

  Result<Done> take_version(std::string_view version) {
    if (version == "13" || version == "14") return Done{};
    return bad("report-unreadable", "TAP version " + std::string(version) + " is not known");
  }

  Result<Done> take_diagnostic(std::string_view line, std::string_view content) {
    in_diagnostic_ = content != "...";
    if (in_diagnostic_ && last_case_ < cases_.size()) {
      std::string& message = cases_[last_case_].message;
      message +=
          (message.empty() ? "" : "\n") +
          std::string(line.substr(std::min({line.find_first_not_of(' '), size_t{2}, line.size()})));
    }
    return Done{};
  }

  Result<Done> take_test(size_t depth, std::string_view content) {
    const auto plan = plan_of(content);
    auto point = plan ? std::nullopt : point_of(content);
    if (!plan && !point) return Done{};  // what is no TAP may stand anywhere
    while (levels_.size() <= depth)
      levels_.push_back({.name = subtest_, .first_case = cases_.size(), .line = line_});
    if (plan) {
      if (levels_[depth].planned) return bad("report-unreadable", "there are two plans");
      levels_[depth].planned = *plan;
      return Done{};
    }
    const bool closes = levels_.size() > depth + 1;
    // A subtest whose plan is 1..0 tried nothing.
    if (closes && levels_[depth + 1].planned == 0 && point->ok && point->directive.empty())
      point->directive = "skip";
    const size_t first = closes ? levels_[depth + 1].first_case : cases_.size();
    if (auto done = close_down_to(depth); !done) return done;
    ++levels_[depth].points;
    add_case(*point, depth, closes && cases_.size() > first, first);
    return Done{};
  }

  // A point over a subtest repeats what its cases say; only when it says worse it counts itself.
  void add_case(const Point& point, size_t depth, bool sums_up, size_t first) {
    after_point_ = true;
    last_case_ = cases_.size();
    // Only TODO excuses a failure (Perl's TAP::Parser::Result::Test, is_ok).
    const bool failed = !point.ok && point.directive != "todo";
    const bool shown =
        std::any_of(cases_.begin() + static_cast<std::ptrdiff_t>(first), cases_.end(),
                    [](const CaseResult& each) { return each.outcome == Outcome::failed; });
    if (sums_up && (!failed || shown)) return;
    CaseResult result{
        .name = point.name.empty() ? "test " + std::to_string(levels_[depth].points) : point.name,
        .class_name = depth > 0 ? levels_[depth].name : ""};
    if (failed) {
      result.outcome = Outcome::failed;
    } else if (!point.directive.empty()) {
      result.outcome = Outcome::skipped;
      result.message = point.directive + (point.reason.empty() ? "" : ": " + point.reason);
    }
    cases_.push_back(std::move(result));
  }

  Result<Done> check(const Level& level) const {
    if (!level.planned || *level.planned == level.points) return Done{};
    return fail({.code = "report-incomplete",
                 .what = "the plan is " + count_of(*level.planned, "test") +
                         ", but the report has " + std::to_string(level.points),
                 .where = {file_, {std::max(level.line, 1), 1}}});
  }

  Result<Done> close_down_to(size_t depth) {
    while (levels_.size() > depth + 1) {
      if (!levels_.back().planned && levels_.back().points > 0)
        return bad("report-incomplete", "the subtest \"" + levels_.back().name + "\" has no plan");
      if (auto done = check(levels_.back()); !done) return done;
      levels_.pop_back();
    }
    return Done{};
  }

  const std::string& file_;
  int line_ = 0;
  std::vector<Level> levels_{1};
  std::vector<CaseResult> cases_{};
  std::string subtest_{};
  size_t last_case_ = 0;
  bool after_point_ = false;
  bool in_diagnostic_ = false;
};

}  // namespace

Result<std::vector<CaseResult>> read_tap(std::string_view text, const std::string& file) {
  if (text.find("ok") == std::string_view::npos && text.find("1..") == std::string_view::npos)
    return fail({.code = "report-unreadable",
                 .what = "the text is no TAP report",
                 .where = {.file = file}});
  return TapReader(file).read(text);
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/sql_script.h"

#include <algorithm>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

constexpr std::string_view blanks = " \t\r\n\f\v";

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

SqlSpan quoted_span(std::string_view sql, size_t at) {
  const char quote = sql[at];
  for (size_t i = at + 1; i < sql.size(); ++i) {
    if (sql[i] == '\\' && quote != '`') {
      ++i;
    } else if (sql[i] == quote) {
      if (i + 1 >= sql.size() || sql[i + 1] != quote) return {SqlSpan::Kind::quoted, i + 1};
      ++i;  // a doubled quote stands for one
    }
  }
  return {SqlSpan::Kind::quoted, sql.size(), false};
}

SqlSpan line_comment(std::string_view sql, size_t at) {
  return {SqlSpan::Kind::comment, std::min(sql.find('\n', at), sql.size())};
}

SqlSpan block_comment(std::string_view sql, size_t at) {
  const bool executed = at + 2 < sql.size() && (sql[at + 2] == '!' || sql[at + 2] == '+');
  const auto kind = executed ? SqlSpan::Kind::executed_comment : SqlSpan::Kind::comment;
  const size_t end = sql.find("*/", at + 2);
  if (end == std::string_view::npos) return {kind, sql.size(), false};
  return {kind, end + 2};
}

/// Walks through a script and collects its statements.
class Splitter {
 public:
  Splitter(std::string_view script, const std::string& file) : script_(script), file_(file) {}

  Result<std::vector<SqlStatement>> split() {
    while (at_ < script_.size()) {
      if (take_delimiter_command() || take_delimiter()) continue;
      const auto span = span_at(script_, at_);
      if (span && !span->closed) return fail(open_at_end(*span));
      if (!start_ && !begins_statement(span)) {
        move_to(span ? span->end : at_ + 1);
        continue;
      }
      if (!start_) begin();
      move_to(span ? span->end : at_ + 1);
    }
    finish(script_.size());
    return std::move(statements_);
  }

 private:
  bool begins_statement(const std::optional<SqlSpan>& span) const {
    if (span) return span->kind != SqlSpan::Kind::comment;
    return !is_blank(script_[at_]);
  }

  void begin() {
    start_ = at_;
    start_line_ = line_;
  }

  void move_to(size_t end) {
    const auto passed = script_.substr(at_, end - at_);
    line_ += static_cast<int>(std::count(passed.begin(), passed.end(), '\n'));
    at_ = end;
  }

  void finish(size_t end) {
    if (!start_) return;
    statements_.push_back({std::string(trim(script_.substr(*start_, end - *start_))), start_line_});
    start_.reset();
  }

  bool take_delimiter() {
    if (!script_.substr(at_).starts_with(delimiter_)) return false;
    finish(at_);
    move_to(at_ + delimiter_.size());
    return true;
  }

  // "DELIMITER //" on a line of its own: a command of the client, the server never sees it.
  bool take_delimiter_command() {
    constexpr std::string_view word = "delimiter";
    if (start_ || to_lower(script_.substr(at_, word.size())) != word) return false;
    const size_t end = std::min(script_.find('\n', at_), script_.size());
    const std::string_view rest = script_.substr(at_ + word.size(), end - at_ - word.size());
    const size_t first = rest.find_first_not_of(blanks);
    if (first == 0 || first == std::string_view::npos) return false;
    delimiter_ = rest.substr(first);
    delimiter_ = delimiter_.substr(0, delimiter_.find_first_of(blanks));
    move_to(end);
    return true;
  }

  Error open_at_end(const SqlSpan& span) const {
    const bool quoted = span.kind == SqlSpan::Kind::quoted;
    const std::string opening(script_.substr(at_, quoted ? 1 : 2));
    const std::string closing = quoted ? opening : "*/";
    return {.code = "bad-sql",
            .what = std::string(quoted ? "a quote" : "a comment") + " is never closed",
            .where = {.file = file_, .mark = {line_, 0}},
            .seen = opening,
            .hint = "close it with " + closing};
  }

  std::string_view script_;
  const std::string& file_;
  std::string_view delimiter_ = ";";
  size_t at_ = 0;
  int line_ = 1;
  std::optional<size_t> start_;
  int start_line_ = 0;
  std::vector<SqlStatement> statements_;
};

}  // namespace

std::optional<SqlSpan> span_at(std::string_view sql, size_t at) {
  const std::string_view rest = sql.substr(at);
  if (rest.empty()) return std::nullopt;
  const char first = rest.front();
  if (first == '\'' || first == '"' || first == '`') return quoted_span(sql, at);
  if (first == '#') return line_comment(sql, at);
  if (rest.starts_with("--") && (rest.size() == 2 || is_blank(rest[2])))
    return line_comment(sql, at);
  if (rest.starts_with("/*")) return block_comment(sql, at);
  return std::nullopt;
}

std::vector<size_t> find_placeholders(std::string_view sql) {
  std::vector<size_t> places;
  for (size_t at = 0; at < sql.size();) {
    if (const auto span = span_at(sql, at)) {
      at = span->end;
    } else {
      if (sql[at] == '?') places.push_back(at);
      ++at;
    }
  }
  return places;
}

Result<std::vector<SqlStatement>> split_sql(std::string_view script, const std::string& file) {
  if (script.starts_with("\xEF\xBB\xBF")) script.remove_prefix(3);
  return Splitter(script, file).split();
}

}  // namespace gonogo

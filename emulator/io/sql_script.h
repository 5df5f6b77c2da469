// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace gonogo {

/// A quoted text or a comment of SQL: from where it begins to behind its end.
struct SqlSpan {
  enum class Kind { quoted, comment, executed_comment };
  Kind kind = Kind::quoted;
  size_t end = 0;
  bool closed = true;
};

/// What begins at `at`, if it is a quote ('…', "…", `…`) or a comment (#, --, /*…*/). The comments
/// /*!…*/ and /*+…*/ are executed by the server. MySQL's default sql_mode is assumed: a backslash
/// escapes within '…' and "…".
/// https://dev.mysql.com/doc/refman/8.4/en/comments.html
std::optional<SqlSpan> span_at(std::string_view sql, size_t at);

/// The offsets of each `?` that is no part of a quoted text or a comment.
std::vector<size_t> find_placeholders(std::string_view sql);

/// One statement of a script and the line on which it starts.
struct SqlStatement {
  std::string text;
  int line = 0;
};

/// Splits a script as the mysql client does: `;` or the current DELIMITER outside of quotes and
/// comments. An open quote or comment at the end is an Error with its line.
Result<std::vector<SqlStatement>> split_sql(std::string_view script, const std::string& file);

}  // namespace gonogo

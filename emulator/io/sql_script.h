// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

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

}  // namespace gonogo

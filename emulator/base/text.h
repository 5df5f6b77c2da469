// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gonogo {

std::vector<std::string> split(std::string_view text, char separator);
std::vector<std::string> split_lines(std::string_view text);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// Shell-like glob over a whole text: `*` any run, `?` one character; nothing else is special.
bool glob_matches(std::string_view pattern, std::string_view text);

/// The candidate with the smallest edit distance, if it is near enough to be a typing error.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// `; did you mean "x"?` or nothing: to be put at the end of a message.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// "1 scenario", "2 scenarios".
std::string count_of(long long n, std::string_view noun);

/// Characters as a terminal counts them, for alignment.
size_t columns_of(std::string_view text);

/// Rows printed with each column as wide as its widest cell, two spaces between, no trailing blanks.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::string_view indent);

/// Lower-case letters, digits and single hyphens: for names of files and ids.
std::string slug(std::string_view text);

}  // namespace gonogo

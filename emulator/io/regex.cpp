// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/regex.h"

#include <re2/re2.h>

namespace gonogo {

Result<std::optional<std::vector<std::string>>> search(std::string_view text,
                                                       std::string_view pattern) {
  RE2::Options options(RE2::Quiet);
  const RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!compiled.ok())
    return fail({.code = "bad-pattern",
                 .what = "the pattern \"" + std::string(pattern) + "\" is refused",
                 .seen = compiled.error(),
                 .hint = "RE2 has no look-around and no back references"});
  const int groups = compiled.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> found(static_cast<size_t>(groups));
  const re2::StringPiece all(text.data(), text.size());
  if (!compiled.Match(all, 0, text.size(), RE2::UNANCHORED, found.data(), groups))
    return std::nullopt;
  std::vector<std::string> texts;
  for (const re2::StringPiece& group : found) texts.emplace_back(group.data() ? group : "");
  return texts;
}

}  // namespace gonogo

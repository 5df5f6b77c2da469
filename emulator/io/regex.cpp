// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/regex.h"

#include <re2/re2.h>

namespace gonogo {
namespace {

tl::unexpected<Error> refused(std::string_view pattern, const RE2& compiled) {
  return fail({.code = "bad-pattern",
               .what = "the pattern \"" + std::string(pattern) + "\" is refused",
               .seen = compiled.error(),
               .hint = "RE2 has no look-around and no back references"});
}

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(std::string_view pattern)
      : expression(re2::StringPiece(pattern.data(), pattern.size()), RE2::Quiet) {}
  RE2 expression;
};

Pattern::Pattern(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view pattern) {
  auto compiled = std::make_unique<Compiled>(pattern);
  if (!compiled->expression.ok()) return refused(pattern, compiled->expression);
  return Pattern(std::move(compiled));
}

bool Pattern::matches(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled_->expression);
}

Result<std::optional<std::vector<std::string>>> search(std::string_view text,
                                                       std::string_view pattern) {
  RE2::Options options(RE2::Quiet);
  const RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!compiled.ok()) return refused(pattern, compiled);
  const int groups = compiled.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> found(static_cast<size_t>(groups));
  const re2::StringPiece all(text.data(), text.size());
  if (!compiled.Match(all, 0, text.size(), RE2::UNANCHORED, found.data(), groups))
    return std::nullopt;
  std::vector<std::string> texts;
  for (const re2::StringPiece& group : found) texts.emplace_back(group.data() ? group : "");
  return texts;
}

Result<std::string> replace_matches(std::string_view text, std::string_view pattern,
                                    std::string_view replacement) {
  const RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), RE2::Quiet);
  if (!compiled.ok()) return refused(pattern, compiled);
  std::string literal;
  for (const char c : replacement) literal += c == '\\' ? std::string("\\\\") : std::string(1, c);
  std::string made(text);
  RE2::GlobalReplace(&made, compiled, literal);
  return made;
}

}  // namespace gonogo

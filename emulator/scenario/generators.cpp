// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/generators.h"

#include <charconv>
#include <optional>

#include "emulator/scenario/date_text.h"

namespace gonogo {
namespace {

std::uint64_t fnv1a(std::string_view text, std::uint64_t hash) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (text.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return number;
}

Error bad_arguments(const Placeholder& generator, std::string hint) {
  return {.code = "bad-placeholder",
          .what = "the arguments of " + generator.name + "() can't be used",
          .hint = std::move(hint)};
}

Result<Value> now_text(const Placeholder& generator, WallTime now) {
  const auto& arguments = generator.arguments;
  if (arguments.size() > 2)
    return fail(bad_arguments(generator, "write now(\"+2d\",\"%Y-%m-%d\")"));
  if (!arguments.empty() && !arguments[0].empty()) {
    const auto later = moved(now, arguments[0]);
    if (!later) return fail(bad_arguments(generator, "an offset is written \"+2d\" or \"-1h30m\""));
    now = *later;
  }
  return Value(arguments.size() < 2 ? to_rfc3339(now) : format_date(now, arguments[1]));
}

}  // namespace

Generators::Generators(std::uint64_t seed, std::string_view scenario_id)
    : engine_(fnv1a(scenario_id, 14695981039346656037ULL ^ seed)) {}

Result<Value> Generators::make(const Placeholder& generator, WallTime now) {
  if (generator.name == "now") return now_text(generator, now);
  if (generator.name == "random") return random(generator);
  if (generator.name == "int") return integer(generator);
  if (!generator.arguments.empty()) return fail(bad_arguments(generator, "it takes none"));
  return uuid();
}

std::uint64_t Generators::below(std::uint64_t bound) {
  return bound == 0 ? engine_() : engine_() % bound;
}

// Version 4: RFC 9562, section 5.4.
Value Generators::uuid() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& c : text) {
    if (c == 'x') c = digits[below(16)];
    if (c == 'y') c = digits[8 + below(4)];
  }
  return text;
}

Result<Value> Generators::random(const Placeholder& generator) {
  constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const auto length = generator.arguments.size() == 1 ? to_integer(generator.arguments[0])
                                                      : std::optional<std::int64_t>();
  if (!length || *length < 1 || *length > 4096)
    return fail(bad_arguments(generator, "write random(N) with N from 1 to 4096"));
  std::string text;
  for (std::int64_t i = 0; i < *length; ++i) text += characters[below(characters.size())];
  return Value(text);
}

Result<Value> Generators::integer(const Placeholder& generator) {
  const auto& arguments = generator.arguments;
  const auto low = arguments.size() == 2 ? to_integer(arguments[0]) : std::nullopt;
  const auto high = arguments.size() == 2 ? to_integer(arguments[1]) : std::nullopt;
  if (!low || !high || *low > *high)
    return fail(bad_arguments(generator, "write int(A,B) with A not above B"));
  const auto span = static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low) + 1;
  return Value(static_cast<std::int64_t>(static_cast<std::uint64_t>(*low) + below(span)));
}

}  // namespace gonogo

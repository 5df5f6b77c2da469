// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/placeholder.h"

#include <algorithm>
#include <cctype>

#include "emulator/base/text.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

constexpr size_t none = std::string_view::npos;

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         std::all_of(text.begin(), text.end(), is_name_character);
}

Error bad(std::string_view expression, std::string hint) {
  return {.code = "bad-placeholder",
          .what = "\"${" + std::string(expression) + "}\" can't be read",
          .hint = std::move(hint)};
}

/// A piece of a text: characters as they are, or the inside of a placeholder.
struct Piece {
  std::string_view text;
  bool placeholder = false;
};

// Quotes guard a brace only among a generator's arguments: the default of a variable of the
// environment may hold a single quote.
size_t end_of_placeholder(std::string_view text, size_t at) {
  bool arguments = false;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '(') arguments = true;
    if (c == '"' && arguments) quoted = !quoted;
    if (c == '}' && !quoted) return at;
  }
  return none;
}

Result<std::vector<Piece>> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  size_t at = 0;
  while (at < text.size()) {
    const size_t open = text.find("${", at);
    if (open == none) break;
    if (open > at && text[open - 1] == '$') {
      pieces.push_back({text.substr(at, open - 1 - at)});
      pieces.push_back({text.substr(open, 2)});
      at = open + 2;
      continue;
    }
    const size_t close = end_of_placeholder(text, open + 2);
    if (close == none)
      return fail({.code = "bad-placeholder",
                   .what = "\"" + std::string(text.substr(open, 30)) + "\" is never closed",
                   .hint = "close it with }, or write $${ for the characters ${"});
    if (open > at) pieces.push_back({text.substr(at, open - at)});
    pieces.push_back({text.substr(open + 2, close - open - 2), true});
    at = close + 1;
  }
  if (at < text.size()) pieces.push_back({text.substr(at)});
  return pieces;
}

Result<Placeholder> parse_generator(std::string_view expression, size_t open) {
  Placeholder made{.kind = Placeholder::Kind::generator,
                   .name = std::string(trim(expression.substr(0, open)))};
  static const std::vector<std::string> known{"uuid", "random", "int", "now"};
  if (std::find(known.begin(), known.end(), made.name) == known.end())
    return fail(bad(expression, "generators are uuid() random(6) int(1,100) now()" +
                                    did_you_mean(made.name, known)));
  if (!expression.ends_with(')')) return fail(bad(expression, "close its arguments with )"));
  std::string_view rest = trim(expression.substr(open + 1, expression.size() - open - 2));
  while (!rest.empty()) {
    const bool quoted = rest.starts_with('"');
    const size_t end = quoted ? rest.find('"', 1) : rest.find(',');
    if (quoted && end == none) return fail(bad(expression, "a quote is never closed"));
    made.arguments.emplace_back(quoted ? rest.substr(1, end - 1) : trim(rest.substr(0, end)));
    if (end == none) break;
    rest = trim(rest.substr(quoted ? end + 1 : end));
    if (rest.empty()) break;
    if (!rest.starts_with(',')) return fail(bad(expression, "separate its arguments by commas"));
    rest = trim(rest.substr(1));
  }
  return made;
}

Result<Placeholder> parse_environment(std::string_view expression, std::string_view rest) {
  Placeholder made{.kind = Placeholder::Kind::environment};
  const size_t fallback = rest.find(":-");
  made.name = std::string(rest.substr(0, fallback));
  if (fallback != none) made.fallback = std::string(rest.substr(fallback + 2));
  if (!is_name(made.name)) return fail(bad(expression, "write ${env.NAME:-default}"));
  return made;
}

/// `task.NAME` and `service.NAME.host`: the part behind the last dot, if it is one of `parts`.
Result<Placeholder> parse_member(Placeholder::Kind kind, std::string_view expression,
                                 std::string_view rest, const std::vector<std::string>& parts,
                                 bool part_needed) {
  Placeholder made{.kind = kind, .name = std::string(rest)};
  const size_t dot = rest.rfind('.');
  if (dot != none) {
    made.part = std::string(rest.substr(dot + 1));
    made.name = std::string(rest.substr(0, dot));
  }
  const bool known = std::find(parts.begin(), parts.end(), made.part) != parts.end();
  if (is_name(made.name) && (known || (made.part.empty() && !part_needed))) return made;
  const std::string first(expression.substr(0, expression.find('.')));
  return fail(bad(expression, "write ${" + first + ".NAME" +
                                  (part_needed ? "" : "} or ${" + first + ".NAME") + "." +
                                  join(parts, "} or ${" + first + ".NAME.") + "}"));
}

Result<Value> interpolate_typed(const Value& value, const Lookup& lookup) {
  const auto pieces = pieces_of(value.as_text());
  if (!pieces) return fail(pieces.error());
  if (pieces->size() == 1 && (*pieces)[0].placeholder) {
    const auto placeholder = parse_placeholder((*pieces)[0].text);
    if (!placeholder) return fail(placeholder.error());
    return lookup(*placeholder);
  }
  auto text = interpolate_text(value.as_text(), lookup);
  if (!text) return fail(text.error());
  return Value(std::move(*text));
}

Result<Value> interpolate_list(const Value& value, const Lookup& lookup) {
  Value list = Value::array();
  for (const Value& item : value.items()) {
    auto made = interpolate(item, lookup);
    if (!made) return made;
    list.push(std::move(*made));
  }
  return list;
}

Result<Value> interpolate_mapping(const Value& value, const Lookup& lookup) {
  Value mapping = Value::object();
  for (const Value::Member& member : value.members()) {
    auto key = interpolate_text(member.key, lookup);
    if (!key) return fail(key.error());
    auto made = interpolate(member.value, lookup);
    if (!made) return made;
    mapping.members().push_back({std::move(*key), std::move(*made), member.mark});
  }
  return mapping;
}

}  // namespace

Result<Placeholder> parse_placeholder(std::string_view expression) {
  const std::string_view text = trim(expression);
  const auto after = [&](std::string_view prefix) { return text.substr(prefix.size()); };
  if (text.starts_with("env.")) return parse_environment(text, after("env."));
  if (text.starts_with("secret.")) {
    const std::string name(after("secret."));
    if (name.empty()) return fail(bad(text, "write ${secret.NAME}"));
    return Placeholder{.kind = Placeholder::Kind::secret, .name = name};
  }
  if (text.starts_with("task."))
    return parse_member(Placeholder::Kind::task, text, after("task."), {"published"}, false);
  if (text.starts_with("service."))
    return parse_member(Placeholder::Kind::service, text, after("service."), {"host", "port"},
                        true);
  const size_t open = text.find('(');
  if (open != none) return parse_generator(text, open);
  if (!is_name(text))
    return fail(bad(text, "a name has letters, digits, _ and -; write $${ for the characters ${"));
  return Placeholder{.kind = Placeholder::Kind::variable, .name = std::string(text)};
}

Result<std::vector<Placeholder>> placeholders_of(std::string_view text) {
  const auto pieces = pieces_of(text);
  if (!pieces) return fail(pieces.error());
  std::vector<Placeholder> found;
  for (const Piece& piece : *pieces) {
    if (!piece.placeholder) continue;
    auto placeholder = parse_placeholder(piece.text);
    if (!placeholder) return fail(placeholder.error());
    found.push_back(std::move(*placeholder));
  }
  return found;
}

Result<std::string> interpolate_text(std::string_view text, const Lookup& lookup) {
  const auto pieces = pieces_of(text);
  if (!pieces) return fail(pieces.error());
  std::string made;
  for (const Piece& piece : *pieces) {
    if (!piece.placeholder) {
      made += piece.text;
      continue;
    }
    const auto placeholder = parse_placeholder(piece.text);
    if (!placeholder) return fail(placeholder.error());
    const auto value = lookup(*placeholder);
    if (!value) return fail(value.error());
    made += text_of(*value);
  }
  return made;
}

Result<Value> interpolate(const Value& value, const Lookup& lookup) {
  Result<Value> made = value;
  if (value.is_text()) made = interpolate_typed(value, lookup);
  if (value.is_array()) made = interpolate_list(value, lookup);
  if (value.is_object()) made = interpolate_mapping(value, lookup);
  if (made) {
    made->mark = value.mark;
    return made;
  }
  Error error = made.error();
  if (error.where.mark == Mark{}) error.where.mark = value.mark;
  return fail(std::move(error));
}

}  // namespace gonogo

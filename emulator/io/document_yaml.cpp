// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <map>
#include <sstream>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/encoding.h"
#include "emulator/io/tree_builder.h"

namespace gonogo {
namespace {

/// Aliases copy what they stand for: a page of them can stand for more than any memory holds.
constexpr size_t most_values = 1'000'000;
/// Nobody writes more by hand, and the reader takes half a second for each of them.
constexpr size_t longest_text = 8U << 20U;

constexpr std::string_view tag_prefix = "tag:yaml.org,2002:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

size_t digits_at(std::string_view text, size_t at) {
  size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

double wide_number(std::string_view digits, int base) {
  if (base == 10) return std::strtod(std::string(digits).c_str(), nullptr);
  double number = 0;
  for (const char c : digits)
    number = number * base + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  return number;
}

std::optional<Value> integer_of(std::string_view digits, int base, bool negative) {
  std::uint64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [after, error] = std::from_chars(digits.data(), end, number, base);
  if (digits.empty() || after != end) return std::nullopt;
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (error == std::errc::result_out_of_range || number > largest + (negative ? 1 : 0))
    return Value(negative ? -wide_number(digits, base) : wide_number(digits, base));
  return Value(static_cast<std::int64_t>(negative ? 0 - number : number));
}

// [-+]? ( \.[0-9]+ | [0-9]+ ( \.[0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view unsigned_text) {
  size_t at = digits_at(unsigned_text, 0);
  const size_t whole = at;
  size_t fraction = 0;
  if (at < unsigned_text.size() && unsigned_text[at] == '.') {
    fraction = digits_at(unsigned_text, ++at);
    at += fraction;
  }
  if (whole + fraction == 0) return false;
  if (at == unsigned_text.size()) return true;
  if (unsigned_text[at] != 'e' && unsigned_text[at] != 'E') return false;
  ++at;
  if (at < unsigned_text.size() && (unsigned_text[at] == '-' || unsigned_text[at] == '+')) ++at;
  const size_t exponent = digits_at(unsigned_text, at);
  return exponent > 0 && at + exponent == unsigned_text.size();
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<Value> number_of(std::string_view text) {
  if (text.starts_with("0x")) return integer_of(text.substr(2), 16, false);
  if (text.starts_with("0o")) return integer_of(text.substr(2), 8, false);
  const bool is_signed = text.starts_with('-') || text.starts_with('+');
  const bool negative = text.starts_with('-');
  const std::string_view rest = text.substr(is_signed ? 1 : 0);
  if (!rest.empty() && digits_at(rest, 0) == rest.size()) return integer_of(rest, 10, negative);
  if (is_float(rest)) return Value(std::strtod(std::string(text).c_str(), nullptr));
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (is_one_of(rest, {".inf", ".Inf", ".INF"})) return Value(negative ? -infinity : infinity);
  if (is_one_of(text, {".nan", ".NaN", ".NAN"}))
    return Value(std::numeric_limits<double>::quiet_NaN());
  return std::nullopt;
}

// The core schema, https://yaml.org/spec/1.2.2/#103-core-schema; yaml-cpp itself tells null.
Value plain_scalar(const std::string& text) {
  if (is_one_of(text, {"true", "True", "TRUE"})) return true;
  if (is_one_of(text, {"false", "False", "FALSE"})) return false;
  if (auto number = number_of(text)) return std::move(*number);
  return text;
}

size_t count_values(const Value& value) {
  size_t count = 1;
  for (const Value& item : value.items()) count += count_values(item);
  for (const Value::Member& member : value.members()) count += count_values(member.value);
  return count;
}

class YamlEvents final : public YAML::EventHandler {
 public:
  YamlEvents(std::string_view text, const std::string& file)
      : builder("bad-yaml", file), cursor_{.text = text} {}

  // yaml-cpp takes what follows a complete value for a further document, marker or not.
  void OnDocumentStart(const YAML::Mark& mark) override {
    anchors_.clear();
    const Mark place = place_of(mark);
    const std::string_view before = trim(cursor_.text.substr(0, cursor_.at));
    const bool marked = cursor_.text.substr(cursor_.at).starts_with("---");
    if (std::exchange(began_, true) && !marked && !before.ends_with("..."))
      builder.refuse("this is no YAML: text after the end of the document", place, {},
                     "check the indentation, or begin a further document with ---");
    // What it can't begin a value with, it takes for an empty document, again and again.
    if (std::exchange(start_, place) == place)
      builder.refuse("this is no YAML: nothing can begin like this", place);
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Mark place = place_of(mark);
    if (builder.wants_key()) {
      builder.refuse("a key must be text", place, "nothing, or null", "quote the key");
    } else {
      add({}, is_written_null() ? place : builder.pending_mark(place), anchor);
    }
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Mark place = place_of(mark);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      builder.refuse("an alias stands inside of what it names", place);
    } else if (builder.wants_key()) {
      add_key(found->second.value.as_text(), place, found->second.value.is_text());
    } else if (spend(found->second.size, place)) {
      builder.value(found->second.value, place);
    }
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const Mark place = place_of(mark);
    auto value = scalar(tag, text);
    if (!value) {
      refuse_tag(tag, place);
    } else if (builder.wants_key()) {
      add_key(text, place, true);
      if (anchor != YAML::NullAnchor) anchors_[anchor] = {text, 1};
    } else {
      add(std::move(*value), place, anchor);
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(Value::array(), "seq", mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(Value::object(), "map", mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

  TreeBuilder builder;

 private:
  struct Anchored {
    Value value;
    size_t size = 1;
  };

  // yaml-cpp counts lines and bytes from 0. Its marks come in the order of the text; the rare one
  // that goes back is taken as it is.
  Mark place_of(const YAML::Mark& mark) {
    const auto offset = static_cast<size_t>(std::max(mark.pos, 0));
    if (offset < cursor_.at) return {mark.line + 1, mark.column + 1};
    cursor_.advance_to(offset);
    return cursor_.mark;
  }

  // A value that is left out gets the mark of the token after it.
  bool is_written_null() const {
    const std::string_view rest = cursor_.text.substr(cursor_.at);
    return rest.starts_with('~') || to_lower(rest.substr(0, 4)) == "null";
  }

  std::optional<Value> scalar(const std::string& tag, const std::string& text) const {
    if (tag == "?") return plain_scalar(text);
    if (tag == "!") return Value(text);
    if (!tag.starts_with(tag_prefix)) return std::nullopt;
    const std::string_view name = std::string_view(tag).substr(tag_prefix.size());
    if (name == "str") return Value(text);
    Value typed = plain_scalar(text);
    if (name == "bool" && typed.is_bool()) return typed;
    if (name == "int" && typed.is_integer()) return typed;
    if (name == "float" && typed.is_number()) return Value(typed.as_number());
    if (name == "null" && is_one_of(text, {"", "~", "null", "Null", "NULL"})) return Value();
    return std::nullopt;
  }

  bool spend(size_t values, Mark place) {
    count_ += values;
    if (count_ <= most_values) return !builder.refusal();
    return builder.refuse("the text stands for more than 1,000,000 values", place, {},
                          "use fewer aliases");
  }

  void refuse_tag(const std::string& tag, Mark place) {
    builder.refuse("a tag is not understood here", place, tag,
                   "only !!str, !!int, !!float, !!bool, !!null, !!seq and !!map are, each before "
                   "a value that fits");
  }

  void add_key(const std::string& text, Mark place, bool is_text) {
    if (!is_text)
      builder.refuse("a key must be text", place);
    else if (spend(1, place))
      builder.key(text, place);
  }

  void add(Value value, Mark place, YAML::anchor_t anchor) {
    if (!spend(1, place)) return;
    builder.value(std::move(value), place);
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {builder.last(), 1};
  }

  void begin(Value container, std::string_view kind, const YAML::Mark& mark,
             const std::string& tag, YAML::anchor_t anchor) {
    const Mark place = place_of(mark);
    const bool known = tag.empty() || tag == "?" || tag == "!" ||
                       tag == std::string(tag_prefix) + std::string(kind);
    if (!known) {
      refuse_tag(tag, place);
    } else if (builder.wants_key()) {
      builder.refuse("a key must be text", place, std::string(container.kind_name()));
    } else if (spend(1, place)) {
      builder.begin(std::move(container), place);
    }
    open_.push_back(anchor);
  }

  void end() {
    const YAML::anchor_t anchor = open_.back();
    open_.pop_back();
    if (!builder.end() || anchor == YAML::NullAnchor) return;
    const size_t size = count_values(builder.last());  // keeping it costs a copy, too
    if (spend(size, builder.last().mark)) anchors_[anchor] = {builder.last(), size};
  }

  TextCursor cursor_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::vector<YAML::anchor_t> open_;  ///< the anchor of each collection that is not yet closed
  size_t count_ = 0;
  bool began_ = false;
  Mark start_{};  ///< of the document before
};

Error syntax_error(const YAML::Exception& error, const std::string& file) {
  Location where{.file = file};
  if (!error.mark.is_null()) where.mark = {error.mark.line + 1, error.mark.column + 1};
  return {.code = "bad-yaml", .what = "this is no YAML: " + error.msg, .where = std::move(where)};
}

}  // namespace

Result<std::vector<Value>> parse_yaml(std::string_view text, const std::string& file) {
  if (auto refused = refuse_encoding(text, file, "bad-yaml")) return fail(std::move(*refused));
  if (text.size() > longest_text)
    return fail({.code = "bad-yaml",
                 .what = "the text is longer than " + std::to_string(longest_text >> 20U) + " MiB",
                 .where = {.file = file, .mark = {1, 1}}});
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string unix_text = replace_all(std::string(text), "\r\n", "\n");
  std::vector<Value> documents;
  try {
    std::istringstream stream(unix_text);
    YAML::Parser parser(stream);
    YamlEvents events(unix_text, file);
    while (parser.HandleNextDocument(events)) {
      if (events.builder.refusal()) return fail(*events.builder.refusal());
      documents.push_back(events.builder.take());
    }
  } catch (const YAML::DeepRecursion& error) {
    return fail({.code = "bad-yaml",
                 .what = "values nest deeper than can be read",
                 .where = {.file = file, .mark = {error.mark.line + 1, error.mark.column + 1}}});
  } catch (const YAML::Exception& error) {
    return fail(syntax_error(error, file));
  }
  return documents;
}

}  // namespace gonogo

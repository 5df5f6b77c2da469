// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/document.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "emulator/base/text.h"
#include "emulator/io/encoding.h"
#include "emulator/io/files.h"
#include "emulator/io/tree_builder.h"

namespace gonogo {
namespace {

using Json = nlohmann::json;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The events of nlohmann's parser carry no places. They come in the order of the tokens, so that a
/// cursor of our own, which skips one token an event, knows where each one stands.
class TokenPlaces {
 public:
  explicit TokenPlaces(std::string_view text) : cursor_{.text = text} {}

  Mark next() {
    constexpr std::string_view between = " \t\r\n,:";
    while (!cursor_.at_end() && between.find(peek()) != std::string_view::npos) cursor_.step();
    const Mark place = cursor_.mark;
    skip_token();
    return place;
  }

 private:
  char peek() const { return cursor_.text[cursor_.at]; }

  void skip_token() {
    if (cursor_.at_end()) return;
    const char first = peek();
    cursor_.step();
    if (first == '"') return skip_string();
    if (std::string_view("{}[]").find(first) != std::string_view::npos) return;
    constexpr std::string_view ends = " \t\r\n,:{}[]";
    while (!cursor_.at_end() && ends.find(peek()) == std::string_view::npos) cursor_.step();
  }

  void skip_string() {
    while (!cursor_.at_end() && peek() != '"') {
      if (peek() == '\\') cursor_.step();
      if (!cursor_.at_end()) cursor_.step();
    }
    if (!cursor_.at_end()) cursor_.step();
  }

  TextCursor cursor_;
};

std::string excerpt(std::string_view text, size_t offset) {
  constexpr size_t longest = 40;
  if (trim(text).empty()) return "the text is empty";
  if (offset >= text.size()) return "the end of the text";
  std::string_view rest = text.substr(offset);
  rest = rest.substr(0, rest.find_first_of("\r\n"));
  return rest.size() > longest ? std::string(rest.substr(0, longest)) + "…" : std::string(rest);
}

std::string hint_for(std::string_view text, size_t offset) {
  const std::string_view rest = text.substr(std::min(offset, text.size()));
  if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with("#"))
    return "JSON has no comments: remove it";
  if (rest.starts_with("{%") || rest.starts_with("{{"))
    return "this is a template: render it, then check what comes out";
  if (rest.starts_with("'")) return "JSON wants double quotes around texts and keys";
  const std::string_view before = trim(text.substr(0, std::min(offset, text.size())));
  if ((rest.starts_with("]") || rest.starts_with("}")) && before.ends_with(","))
    return "remove the comma before it";
  if (rest.empty() && !before.empty()) return "a closing bracket, brace or quote is missing";
  return {};
}

// nlohmann's text is "[json.exception.…] parse error at line 1, column 2: syntax error while
// parsing value - unexpected ']'; expected …; last read: '…'". Place and excerpt are ours.
std::string reason_of(std::string message) {
  if (message.find("number overflow") != std::string::npos) return "a number is too large";
  const size_t place = message.find(": ", message.find("column"));
  if (place != std::string::npos) message.erase(0, place + 2);
  const size_t dash = message.find(" - ");
  if (message.starts_with("syntax error") && dash != std::string::npos) message.erase(0, dash + 3);
  const size_t read = message.find("; last read: ");
  if (read != std::string::npos) {
    const size_t expected = message.find("'; expected ", read);
    message.erase(read, expected != std::string::npos ? expected + 1 - read : expected);
  }
  return message;
}

class JsonEvents {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  JsonEvents(std::string_view text, const std::string& file)
      : builder("bad-json", file), text_(text), places_(text) {}

  bool null() { return builder.value({}, places_.next()); }
  bool boolean(bool flag) { return builder.value(flag, places_.next()); }
  bool number_integer(number_integer_t number) { return builder.value(number, places_.next()); }
  bool number_unsigned(number_unsigned_t number) {
    if (number <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
      return number_integer(static_cast<number_integer_t>(number));
    return builder.value(static_cast<double>(number), places_.next());
  }
  bool number_float(number_float_t number, const string_t&) {
    return builder.value(number, places_.next());
  }
  bool string(string_t& text) { return builder.value(std::move(text), places_.next()); }
  bool binary(binary_t&) { return false; }
  bool start_object(size_t) { return builder.begin(Value::object(), places_.next()); }
  bool key(string_t& name) { return builder.key(std::move(name), places_.next()); }
  bool end_object() { return end(); }
  bool start_array(size_t) { return builder.begin(Value::array(), places_.next()); }
  bool end_array() { return end(); }

  // `position` counts the bytes read, the last token included.
  bool parse_error(size_t position, const std::string& last_token, const Json::exception& error) {
    const size_t read = std::min(position, text_.size());
    const bool in_string = last_token.starts_with('"');
    const bool at_end = position > text_.size();
    size_t offset = read - std::min(read, in_string ? 1 : last_token.size());
    if (at_end) offset = text_.size();
    TextCursor cursor{.text = text_};
    cursor.advance_to(offset);
    return builder.refuse("this is no JSON: " + reason_of(error.what()), cursor.mark,
                          excerpt(text_, offset), hint_for(text_, offset));
  }

  TreeBuilder builder;

 private:
  bool end() {
    places_.next();
    return builder.end();
  }

  std::string_view text_;
  TokenPlaces places_;
};

std::string scalar_json(const Value& value) {
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_integer()) return std::to_string(value.as_integer());
  if (value.is_number()) return Json(value.as_number()).dump();
  return "null";
}

std::string text_json(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void write_json(const Value& value, int indent, int depth, std::string& out);

void write_line_start(int indent, int depth, std::string& out) {
  if (indent < 0) return;
  out += '\n';
  out.append(static_cast<size_t>(indent) * static_cast<size_t>(depth), ' ');
}

void write_members(const Value& value, int indent, int depth, std::string& out) {
  out += '{';
  bool first = true;
  for (const Value::Member& member : value.members()) {
    if (!std::exchange(first, false)) out += ',';
    write_line_start(indent, depth + 1, out);
    out += text_json(member.key);
    out += indent < 0 ? ":" : ": ";
    write_json(member.value, indent, depth + 1, out);
  }
  if (!first) write_line_start(indent, depth, out);
  out += '}';
}

void write_items(const Value& value, int indent, int depth, std::string& out) {
  out += '[';
  bool first = true;
  for (const Value& item : value.items()) {
    if (!std::exchange(first, false)) out += ',';
    write_line_start(indent, depth + 1, out);
    write_json(item, indent, depth + 1, out);
  }
  if (!first) write_line_start(indent, depth, out);
  out += ']';
}

void write_json(const Value& value, int indent, int depth, std::string& out) {
  if (value.is_object()) return write_members(value, indent, depth, out);
  if (value.is_array()) return write_items(value, indent, depth, out);
  out += value.is_text() ? text_json(value.as_text()) : scalar_json(value);
}

}  // namespace

Result<Value> parse_json(std::string_view text, const std::string& file) {
  if (auto refused = refuse_encoding(text, file, "bad-json")) return fail(std::move(*refused));
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  JsonEvents events(text, file);
  const bool parsed = Json::sax_parse(text.begin(), text.end(), &events);
  if (parsed && !events.builder.refusal()) return events.builder.take();
  return fail(*events.builder.refusal());
}

Result<Value> read_document(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return fail(text.error());
  if (path.ends_with(".json")) return parse_json(*text, path);
  auto documents = parse_yaml(*text, path);
  if (!documents) return fail(documents.error());
  if (documents->size() == 1) return std::move(documents->front());
  return fail({.code = "bad-yaml",
               .what = "the file must hold exactly one YAML document",
               .where = {.file = path},
               .seen = count_of(static_cast<long long>(documents->size()), "document")});
}

std::string to_json(const Value& value, int indent) {
  std::string out;
  write_json(value, indent, 0, out);
  return out;
}

}  // namespace gonogo

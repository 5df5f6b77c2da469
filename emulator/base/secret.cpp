// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/secret.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

constexpr size_t shortest_substring = 6;
constexpr size_t shortest_line = 16;  // of a secret of several lines: each is one, too
constexpr size_t deepest_indent = 200;
constexpr size_t shortest_rest = 4;           // of a secret that was cut off
constexpr std::string_view cut_mark = "… (";  // "… (2000 of 3000 bytes)": how long texts end
constexpr std::string_view mask = "***";

unsigned byte_of(char c) { return static_cast<unsigned char>(c); }

/// Base64 of a secret that begins at byte `shift` (0-2) of a group of three: without the digits
/// that depend on what stands around it.
std::string base64(std::string_view bytes, int shift) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string padded = std::string(static_cast<size_t>(shift), '\0') + std::string(bytes);
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : padded) {
    bits = (bits << 8U) | byte_of(c);
    for (count += 8; count >= 6; count -= 6) out += digits[(bits >> (count - 6)) & 63U];
  }
  if (count > 0) out += digits[(bits << (6 - count)) & 63U];
  const size_t unsure = shift == 0 ? 0 : static_cast<size_t>(shift) + 1;
  return out.substr(std::min(unsure, out.size()));
}

std::string url_safe(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::string coded(char c, const char* format) {
  char code[16];
  std::snprintf(code, sizeof code, format, byte_of(c));
  return code;
}

std::string hex(std::string_view text) {
  std::string out;
  for (const char c : text) out += coded(c, "%02x");
  return out;
}

std::string url_escaped(std::string_view text, bool plus) {
  std::string out;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<int>(byte_of(c))) != 0 ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : plus && c == ' ' ? "+" : coded(c, "%%%02X");
  }
  return out;
}

std::string json_escaped(std::string_view text, bool slash) {
  std::string out;
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (byte_of(c) < 0x20)
      out += coded(c, "\\u%04x");
    else if (c == '"' || c == '\\' || (slash && c == '/'))
      out += std::string("\\") + c;
    else
      out += c;
  }
  return out;
}

/// What a writer of JSON escapes although it need not: some characters that mean something in HTML,
/// or all that is not ASCII.
struct JsonManner {
  std::string_view coded;
  bool ascii = false;
};

// Chromium's base/json/string_escape.cc · Go's encoding/json · Python's json · Go's HTMLEscape
// after Python's manner, as PHP with JSON_HEX_TAG | JSON_HEX_AMP · .NET's JavaScriptEncoder.Default
constexpr JsonManner json_manners[] = {{"", false}, {"<", false},  {"<>&", false},
                                       {"", true},  {"<>&", true}, {"<>&'\"+`", true}};

/// A character of UTF-8 as \u escapes: two beyond the first plane (RFC 8259, section 7).
std::string utf16_escapes(std::string_view character) {
  unsigned code = byte_of(character[0]) & (0xffU >> (character.size() + 1));
  for (const char c : character.substr(1)) code = (code << 6U) | (byte_of(c) & 0x3fU);
  char text[16];
  if (code < 0x10000)
    std::snprintf(text, sizeof text, "\\u%04x", code);
  else
    std::snprintf(text, sizeof text, "\\u%04x\\u%04x", 0xd7c0U + (code >> 10U),
                  0xdc00U + (code & 0x3ffU));
  return text;
}

std::string json_escaped(std::string_view text, const JsonManner& manner) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const unsigned first = byte_of(text[at]);
    const size_t size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const std::string_view character = text.substr(at, size);
    at += character.size();
    if (character.size() > 1 && manner.ascii)
      out += utf16_escapes(character);
    else if (manner.coded.find(character) != std::string_view::npos)
      out += coded(character[0], "\\u%04x");
    else
      out += json_escaped(character, false);
  }
  return out;
}

std::string html_escaped(std::string_view text, const char* apostrophe, bool numbers) {
  std::string out;
  for (const char c : text) {
    if (numbers && std::string_view("&<>\"'").find(c) != std::string_view::npos)
      out += coded(c, "&#%u;");
    else if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += apostrophe;
    else
      out += c;
  }
  return out;
}

bool is_token_character(char c) {
  return std::isalnum(static_cast<int>(byte_of(c))) != 0 || c == '_' || c == '-';
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<int>(byte_of(c)))); }

/// The end of what stands before each line of a container's log ("2026-11-25T13:09:53.2Z
/// backend/app out "); `at` when nothing does.
size_t after_log_prefix(std::string_view text, size_t at) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  const std::string_view rest = text.substr(at);
  if (rest.size() < shape.size()) return at;
  for (size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '0' ? std::isdigit(static_cast<int>(byte_of(rest[i]))) == 0
                        : rest[i] != shape[i])
      return at;
  const size_t who = rest.find(' ');
  const size_t stream = who == std::string_view::npos ? who : rest.find(' ', who + 1);
  if (stream == std::string_view::npos) return at;
  const std::string_view word = rest.substr(stream + 1, 4);
  return word == "out " || word == "err " ? at + stream + 1 + word.size() : at;
}

/// The end of a line break with the indent after it, as text or escaped in JSON; `at` when there is
/// none there.
size_t after_break(std::string_view text, size_t at) {
  size_t next = at;
  for (const std::string_view end : {"\r\n", "\n", "\\r\\n", "\\n"}) {
    if (!text.substr(at).starts_with(end)) continue;
    next = at + end.size();
    break;
  }
  if (next == at) return at;
  next = after_log_prefix(text, next);
  const size_t limit = std::min(text.size(), next + deepest_indent);
  while (next < limit && (text[next] == ' ' || text[next] == '\t')) ++next;
  return next;
}

/// The same in a dump of bytes, where blanks stand between any two.
size_t after_gap(std::string_view text, size_t at) {
  size_t next = after_break(text, at);
  while (next < text.size() && (text[next] == ' ' || text[next] == ':')) ++next;
  return next;
}

}  // namespace

// A secret may be broken over lines: by a dump, by base64(1), by a terminal.
size_t Redactor::Form::end_of_match(std::string_view whole, size_t at) const {
  const auto same = [&](char a, char b) { return any_case ? lower(a) == lower(b) : a == b; };
  for (size_t i = 0; i < text.size(); ++i) {
    if (at < whole.size() && same(whole[at], text[i])) {
      ++at;
      continue;
    }
    if (i >= shortest_rest && whole.substr(at).starts_with(cut_mark)) return at;
    const size_t next = i == 0 ? at : spaced ? after_gap(whole, at) : after_break(whole, at);
    if (next == at || next >= whole.size() || !same(whole[next], text[i])) return 0;
    at = next + 1;
  }
  return at;
}

void Redactor::add_forms(const std::string& text) {
  const bool whole_token = text.size() < shortest_substring;
  for (const std::string& form :
       {text, url_escaped(text, false), url_escaped(text, true), json_escaped(text, false),
        json_escaped(text, true), html_escaped(text, "&#39;", false),
        html_escaped(text, "&apos;", false), html_escaped(text, "&#x27;", false),
        html_escaped(text, "'", false), html_escaped(text, "&#39;", true)})
    add(Form{form, whole_token, true, false});
  for (const JsonManner& manner : json_manners) {
    const std::string form = json_escaped(text, manner);
    add(Form{form, whole_token, true, false});
    // An answer in a recording, a log line of a collector: JSON as a text of JSON.
    add(Form{json_escaped(form, false), whole_token, true, false});
  }
  add(Form{hex(text), whole_token, true, true});
  for (int shift = 0; shift < (whole_token ? 1 : 3); ++shift) {
    const std::string form = base64(text, shift);
    // The last digit depends on what follows, unless the secret fills its group.
    const bool whole = (text.size() + static_cast<size_t>(shift)) % 3 == 0 || whole_token;
    for (const std::string& each : {form, whole ? form : form.substr(0, form.size() - 1)}) {
      add(Form{each, whole_token, false, false});
      add(Form{url_safe(each), whole_token, false, false});
    }
  }
}

void Redactor::add(const Secret& secret) {
  const std::string& text = secret.reveal();
  if (text.empty()) return;
  add_forms(text);
  // A key of several lines may be seen a line at a time.
  const auto lines = split_lines(text);
  if (lines.size() > 1)
    for (const std::string& line : lines)
      if (line.size() >= shortest_line && !line.starts_with("-----")) add_forms(line);
  sort();
}

void Redactor::add(const Redactor& other) {
  for (const Form& form : other.forms_) add(form);
  sort();
}

void Redactor::add(Form form) {
  const bool known =
      form.text.empty() || std::any_of(forms_.begin(), forms_.end(), [&](const Form& each) {
        return each.text == form.text && each.any_case == form.any_case;
      });
  if (!known) forms_.push_back(std::move(form));
}

size_t Redactor::count_short() const {
  return static_cast<size_t>(std::count_if(forms_.begin(), forms_.end(),
                                           [](const Form& form) { return form.whole_token; }));
}

void Redactor::sort() {
  // The longest first, so that a secret inside another one does not leave the rest of it behind.
  std::stable_sort(forms_.begin(), forms_.end(),
                   [](const Form& a, const Form& b) { return a.text.size() > b.text.size(); });
}

std::string Redactor::redact(std::string text) const {
  for (const Form& form : forms_) {
    const char first = form.text[0];
    const char both[] = {first, lower(first),
                         static_cast<char>(std::toupper(static_cast<int>(byte_of(first)))), '\0'};
    const std::string_view starts(both, form.any_case ? 3 : 1);
    for (size_t at = text.find_first_of(starts); at != std::string::npos;
         at = text.find_first_of(starts, at + 1)) {
      const size_t end = form.end_of_match(text, at);
      if (end == 0) continue;
      const bool inside =
          form.whole_token && ((at > 0 && is_token_character(text[at - 1])) ||
                               (end < text.size() && is_token_character(text[end])));
      if (inside) continue;
      text.replace(at, end - at, mask);
      at += mask.size() - 1;
    }
  }
  return text;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/secret.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace gonogo {
namespace {

constexpr size_t shortest_substring = 6;
constexpr std::string_view mask = "***";

std::string base64(std::string_view bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += digits[(bits >> (count - 6)) & 63U];
  }
  if (count > 0) out += digits[(bits << (6 - count)) & 63U];
  return out;  // without padding: a prefix of the padded form
}

std::string escaped(std::string_view text, std::string_view special, const char* format) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      char code[16];
      std::snprintf(code, sizeof code, format, static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += code;
    }
  }
  return out;
}

std::string url_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : escaped(std::string_view(&c, 1), {&c, 1}, "%%%02X");
  }
  return out;
}

std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

bool is_token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

}  // namespace

void Redactor::add(const Secret& secret) {
  const std::string& text = secret.reveal();
  if (text.empty()) return;
  const bool whole_token = text.size() < shortest_substring;
  for (std::string form : {text, base64(text), url_escaped(text), json_escaped(text),
                           escaped(text, "&<>\"'", "&#%u;")})
    add(Form{std::move(form), whole_token});
  sort();
}

void Redactor::add(const Redactor& other) {
  for (const Form& form : other.forms_) add(form);
  sort();
}

void Redactor::add(Form form) {
  const bool known = std::any_of(forms_.begin(), forms_.end(),
                                 [&](const Form& each) { return each.text == form.text; });
  if (!known) forms_.push_back(std::move(form));
}

void Redactor::sort() {
  // The longest first, so that a secret inside another one does not leave the rest of it behind.
  std::stable_sort(forms_.begin(), forms_.end(),
                   [](const Form& a, const Form& b) { return a.text.size() > b.text.size(); });
}

std::string Redactor::redact(std::string text) const {
  for (const Form& form : forms_) {
    size_t at = text.find(form.text);
    while (at != std::string::npos) {
      const size_t end = at + form.text.size();
      const bool inside = form.whole_token &&
                          ((at > 0 && is_token_character(text[at - 1])) ||
                           (end < text.size() && is_token_character(text[end])));
      if (!inside) text.replace(at, form.text.size(), mask);
      at = text.find(form.text, inside ? end : at + mask.size());
    }
  }
  return text;
}

}  // namespace gonogo

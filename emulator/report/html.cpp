// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/html.h"

#include "emulator/report/plain.h"

namespace gonogo {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string start_tag(std::string_view tag, const Html::Attributes& attributes) {
  std::string text = "<" + std::string(tag);
  for (const auto& [name, value] : attributes) {
    text += " " + std::string(name);
    if (!value.empty()) text += "=\"" + escaped(value) + "\"";
  }
  return text + ">";
}

}  // namespace

Html Html::text(std::string_view text) { return constant(escaped(text)); }

Html Html::element(std::string_view tag, const Attributes& attributes, const Html& content) {
  return constant(start_tag(tag, attributes) + content.markup_ + "</" + std::string(tag) + ">");
}

Html Html::element(std::string_view tag, const Attributes& attributes, std::string_view text) {
  return element(tag, attributes, Html::text(text));
}

Html Html::empty_element(std::string_view tag, const Attributes& attributes) {
  return constant(start_tag(tag, attributes));
}

Html Html::constant(std::string_view markup) {
  Html html;
  html.markup_ = markup;
  return html;
}

Html& Html::operator+=(const Html& other) {
  markup_ += other.markup_;
  return *this;
}

}  // namespace gonogo

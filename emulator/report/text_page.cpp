// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/text_page.h"

#include "emulator/report/plain.h"

namespace gonogo {
namespace {

std::string_view sequence_of(Style style) {
  switch (style) {
    case Style::plain: return "";
    case Style::good: return "\x1b[32m";
    case Style::bad: return "\x1b[31m";
    case Style::doubtful: return "\x1b[33m";
    case Style::dim: return "\x1b[2m";
  }
  return "";
}

}  // namespace

TextPage& TextPage::add(std::string_view text) {
  text_ += printable(text);
  return *this;
}

TextPage& TextPage::add(Style style, std::string_view text) {
  if (!color_ || style == Style::plain) return add(text);
  text_ += sequence_of(style);
  add(text);
  text_ += "\x1b[0m";
  return *this;
}

TextPage& TextPage::space(size_t columns) {
  text_.append(columns, ' ');
  return *this;
}

TextPage& TextPage::end() {
  text_.erase(text_.find_last_not_of(' ') + 1);
  text_ += '\n';
  return *this;
}

TextPage& TextPage::paragraph(size_t indent, std::string_view text) {
  for (const std::string& line : wrap(text, page_width - indent)) space(indent).add(line).end();
  return *this;
}

}  // namespace gonogo

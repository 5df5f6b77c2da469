// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gonogo {

constexpr size_t page_width = 80;

enum class Style { plain, good, bad, doubtful, dim };

/// Text for a terminal. Everything that is added becomes printable, so that only the page itself
/// writes escape sequences.
class TextPage {
 public:
  explicit TextPage(bool color) : color_(color) {}

  TextPage& add(std::string_view text);
  TextPage& add(Style style, std::string_view text);
  /// Blanks.
  TextPage& space(size_t columns);
  /// Ends the line; blanks at its end go.
  TextPage& end();
  /// A whole line, broken at 80 columns; what follows is indented as the first.
  TextPage& paragraph(size_t indent, std::string_view text);
  const std::string& text() const { return text_; }

 private:
  bool color_;
  std::string text_;
};

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gonogo {

/// Markup that is safe to print: text gets into it only escaped.
class Html {
 public:
  using Attributes = std::vector<std::pair<std::string_view, std::string>>;

  Html() = default;
  static Html text(std::string_view text);
  /// An element with its attributes' values escaped.
  static Html element(std::string_view tag, const Attributes& attributes, const Html& content);
  static Html element(std::string_view tag, const Attributes& attributes, std::string_view text);
  /// An element that has no content and no end tag.
  static Html empty_element(std::string_view tag, const Attributes& attributes);
  /// Markup of the program's own; never anybody's text.
  static Html constant(std::string_view markup);

  Html& operator+=(const Html& other);
  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }

 private:
  std::string markup_;
};

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gonogo {

/// A text that never prints itself: only `reveal()` gives it out, so that each use can be found.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

/// Takes secrets out of texts before anything is printed or written: as they are, in other case, in
/// base64 (also inside of a longer text), hexadecimal, URL, JSON and HTML escaped form, also broken
/// over lines. A secret under 6 characters is masked as a whole token only.
class Redactor {
 public:
  void add(const Secret& secret);
  /// All that another one takes out.
  void add(const Redactor& other);
  std::string redact(std::string text) const;
  bool empty() const { return forms_.empty(); }
  /// How many of its forms are masked as whole tokens only.
  size_t count_short() const;

 private:
  struct Form {
    std::string text;
    bool whole_token = false;
    bool any_case = false;
    bool spaced = false;  ///< blanks may stand between any two characters
    /// Where a match that begins at `at` ends; 0 when there is none.
    size_t end_of_match(std::string_view whole, size_t at) const;
  };
  void add_forms(const std::string& text);
  void add(Form form);
  void sort();
  std::vector<Form> forms_;
};

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/base/result.h"

namespace gonogo {

/// An XML element with its attributes, child elements and text: enough for test reports.
struct XmlElement {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes{};
  std::vector<XmlElement> children{};
  std::string text{};
  const std::string* attribute(std::string_view key) const;
};

/// The root element; an Error with line for what is no well-formed XML.
Result<XmlElement> parse_xml(std::string_view text, const std::string& file);
/// UTF-8 with declaration, two spaces of indent; characters XML 1.0 forbids become U+FFFD.
std::string to_xml(const XmlElement& root);

}  // namespace gonogo

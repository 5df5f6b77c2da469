// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

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
/// What an XPath (1.0) says of a document: a text, number or truth value, or the list of the texts of
/// the nodes that it selects; nothing when it selects none. Errors: bad-xml, bad-xpath.
Result<std::optional<Value>> select_xpath(std::string_view text, const std::string& expression);
/// Why an expression is no XPath, or nothing.
std::optional<Error> xpath_problem(const std::string& expression);
/// UTF-8 with declaration, two spaces of indent; characters XML 1.0 forbids become U+FFFD.
std::string to_xml(const XmlElement& root);

}  // namespace gonogo

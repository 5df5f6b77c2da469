// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/xml.h"

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "emulator/base/text.h"
#include "emulator/io/encoding.h"

namespace gonogo {
namespace {

// Reports nest four levels; deeper than this is an attack on the stack.
constexpr int deepest = 200;

std::string too_deep() { return "elements nest deeper than " + std::to_string(deepest); }

Error bad_xml(std::string_view text, const std::string& file, size_t offset, std::string seen) {
  return {.code = "bad-xml",
          .what = "the text is no well-formed XML",
          .where = {file, mark_at(text, offset)},
          .seen = std::move(seen)};
}

bool has_sibling_element(pugi::xml_node node) {
  while ((node = node.next_sibling()))
    if (node.type() == pugi::node_element) return true;
  return false;
}

bool has_twin_attributes(const pugi::xml_node& node) {
  std::set<std::string_view> names;
  for (const pugi::xml_attribute& attribute : node.attributes())
    if (!names.insert(attribute.name()).second) return true;
  return false;
}

// The production Char of XML 1.0: https://www.w3.org/TR/xml/#charsets
bool is_allowed(char32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

std::string allowed_only(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const DecodedCharacter next = decode_utf8(text);
    const size_t length = next.length > 0 ? next.length : 1;
    out += next.length > 0 && is_allowed(next.character) ? text.substr(0, length) : "\uFFFD";
    text.remove_prefix(length);
  }
  return out;
}

// Two such names would be written as one.
bool has_illegible_name(const pugi::xml_node& node) {
  if (allowed_only(node.name()) != node.name()) return true;
  const auto attributes = node.attributes();
  return std::any_of(attributes.begin(), attributes.end(), [](const pugi::xml_attribute& attribute) {
    return allowed_only(attribute.name()) != attribute.name();
  });
}

bool is_text(const pugi::xml_node& node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

struct Sounding final : pugi::xml_tree_walker {
  bool for_each(pugi::xml_node&) override { return depth() < deepest; }
};

/// What pugixml lets pass although it is no well-formed XML, and what would be too deep for us.
struct Inspector final : pugi::xml_tree_walker {
  std::string problem{};
  size_t offset = 0;

  bool for_each(pugi::xml_node& node) override {
    if (depth() >= deepest)
      problem = too_deep();
    else if (depth() == 0 && is_text(node))
      problem = "there is text outside of the root element";
    else if (has_illegible_name(node))
      problem = "a name is no UTF-8";
    else if (has_twin_attributes(node))
      problem = "an element has the same attribute twice";
    offset = static_cast<size_t>(std::max<ptrdiff_t>(node.offset_debug(), 0));
    return problem.empty();
  }
};

XmlElement to_element(const pugi::xml_node& node) {
  XmlElement element{.name = node.name()};
  for (const pugi::xml_attribute& attribute : node.attributes())
    element.attributes.emplace_back(attribute.name(), attribute.value());
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_element) element.children.push_back(to_element(child));
    if (is_text(child)) element.text += child.value();
  }
  return element;
}

void append(pugi::xml_node parent, const XmlElement& element) {
  pugi::xml_node node = parent.append_child(allowed_only(element.name).c_str());
  for (const auto& [key, value] : element.attributes)
    node.append_attribute(allowed_only(key).c_str()) = allowed_only(value).c_str();
  if (!element.text.empty())
    node.append_child(pugi::node_pcdata).set_value(allowed_only(element.text).c_str());
  for (const XmlElement& child : element.children) append(node, child);
}

Error bad_xpath(const std::string& expression, std::string seen) {
  return {.code = "bad-xpath",
          .what = "\"" + expression + "\" is no XPath",
          .seen = std::move(seen)};
}

std::string text_of(const pugi::xpath_node& node) {
  if (node.attribute()) return node.attribute().value();
  // The string value of an element: all text below it, in order (XPath 1.0, section 5.2).
  static const pugi::xpath_query whole("string(.)");
  return whole.evaluate_string(node);
}

std::optional<Value> evaluated(const pugi::xpath_query& query, const pugi::xml_document& document) {
  switch (query.return_type()) {
    case pugi::xpath_type_number: {
      constexpr double largest = 9007199254740992.0;  // that is exact
      const double number = query.evaluate_number(document);
      if (std::abs(number) <= largest && std::trunc(number) == number)
        return Value(static_cast<std::int64_t>(number));
      return Value(number);
    }
    case pugi::xpath_type_string: return Value(query.evaluate_string(document));
    case pugi::xpath_type_boolean: return Value(query.evaluate_boolean(document));
    default: break;
  }
  pugi::xpath_node_set nodes = query.evaluate_node_set(document);
  nodes.sort();
  if (nodes.empty()) return std::nullopt;
  Value list = Value::array();
  for (const pugi::xpath_node& node : nodes) list.push(text_of(node));
  return list;
}

}  // namespace

const std::string* XmlElement::attribute(std::string_view key) const {
  for (const auto& [name_of, value] : attributes)
    if (name_of == key) return &value;
  return nullptr;
}

Result<XmlElement> parse_xml(std::string_view text, const std::string& file) {
  // pugixml takes a NUL for the end of the text: the rest of a report would be lost.
  if (const size_t nul = text.find('\0'); nul != std::string_view::npos)
    return fail(bad_xml(text, file, nul, "a NUL byte; only UTF-8 is read"));
  pugi::xml_document document;
  // Blank text is dropped unless it is all that an element has. No document type is read, so that
  // no entity can grow.
  // A fragment keeps the text outside of the root element, so that it can be refused.
  const auto options = pugi::parse_default | pugi::parse_ws_pcdata_single | pugi::parse_fragment;
  const auto parsed = document.load_buffer(text.data(), text.size(), options);
  if (!parsed)
    return fail(bad_xml(text, file, static_cast<size_t>(parsed.offset), parsed.description()));
  const pugi::xml_node root = document.document_element();
  if (!root) return fail(bad_xml(text, file, 0, "there is no element"));
  if (has_sibling_element(root)) return fail(bad_xml(text, file, 0, "there are two root elements"));
  Inspector inspector;
  if (!document.traverse(inspector))
    return fail(bad_xml(text, file, inspector.offset, inspector.problem));
  return to_element(root);
}

std::string to_xml(const XmlElement& root) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  append(document.root(), root);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

std::optional<Error> xpath_problem(const std::string& expression) {
  try {
    const pugi::xpath_query query(expression.c_str());
  } catch (const pugi::xpath_exception& error) {
    return bad_xpath(expression, error.what());
  }
  return std::nullopt;
}

Result<std::optional<Value>> select_xpath(std::string_view text, const std::string& expression) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!parsed)
    return fail(bad_xml(text, "", static_cast<size_t>(std::max<ptrdiff_t>(parsed.offset, 0)),
                        parsed.description()));
  Sounding sounding;
  if (!document.traverse(sounding)) return fail(bad_xml(text, "", 0, too_deep()));
  try {
    return evaluated(pugi::xpath_query(expression.c_str()), document);
  } catch (const pugi::xpath_exception& error) {
    return fail(bad_xpath(expression, error.what()));
  }
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/html.h"

#include <gumbo.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace gonogo {
namespace {

constexpr int deepest = 200;  // as for XML: deeper is an attack on the stack

struct FreeOutput {
  void operator()(GumboOutput* output) const {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
      out += c;
    else
      out += ' ';  // XML 1.0 has no other control characters
  }
  return out;
}

// A page may call things what XML does not allow: "@click", "a\"b".
bool is_xml_name(std::string_view name) {
  const auto starts = [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  return !name.empty() && starts(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return starts(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
  });
}

std::string name_of(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece piece = element.original_tag;
  gumbo_tag_from_original_text(&piece);
  std::string name(piece.data != nullptr ? piece.data : "", piece.length);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return is_xml_name(name) ? name : "unknown";
}

void write(const GumboNode& node, int depth, std::string& out);

void write_element(const GumboElement& element, int depth, std::string& out) {
  const std::string name = name_of(element);
  out += "<" + name;
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    if (is_xml_name(attribute.name))
      out += " " + std::string(attribute.name) + "=\"" + escaped(attribute.value) + "\"";
  }
  out += ">";
  if (depth < deepest)
    for (unsigned i = 0; i < element.children.length; ++i)
      write(*static_cast<const GumboNode*>(element.children.data[i]), depth + 1, out);
  out += "</" + name + ">";
}

void write(const GumboNode& node, int depth, std::string& out) {
  switch (node.type) {
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE: return write_element(node.v.element, depth, out);
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE: out += escaped(node.v.text.text); return;
    case GUMBO_NODE_COMMENT:
    case GUMBO_NODE_DOCUMENT: return;
  }
}

}  // namespace

std::string html_as_xml(std::string_view html) {
  const std::unique_ptr<GumboOutput, FreeOutput> output(
      gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size()));
  std::string out;
  if (output->root != nullptr) write(*output->root, 0, out);
  return out;
}

}  // namespace gonogo

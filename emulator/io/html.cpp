// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/html.h"

#include <gumbo.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace gonogo {
namespace {

constexpr int deepest_element = 200;            // as for XML: deeper is an attack on the stack
constexpr int most_open_tags = 20'000;  // gumbo frees its tree by recursion

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

void write_node(const GumboNode& node, int depth, std::string& out, bool& too_deep);

void write_element(const GumboElement& element, int depth, std::string& out, bool& too_deep) {
  const std::string name = name_of(element);
  out += "<" + name;
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    if (is_xml_name(attribute.name))
      out += " " + std::string(attribute.name) + "=\"" + escaped(attribute.value) + "\"";
  }
  out += ">";
  if (depth >= deepest_element) too_deep = true;
  if (!too_deep)
    for (unsigned i = 0; i < element.children.length; ++i)
      write_node(*static_cast<const GumboNode*>(element.children.data[i]), depth + 1, out, too_deep);
  out += "</" + name + ">";
}

void write_node(const GumboNode& node, int depth, std::string& out, bool& too_deep) {
  switch (node.type) {
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE: return write_element(node.v.element, depth, out, too_deep);
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE: out += escaped(node.v.text.text); return;
    case GUMBO_NODE_COMMENT:
    case GUMBO_NODE_DOCUMENT: return;
  }
}

// More than there can be deep: tags that are never closed count as if they nested.
bool may_nest_deeply(std::string_view html) {
  int open = 0;
  for (size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const char next = at + 1 < html.size() ? html[at + 1] : ' ';
    if (next == '/')
      open = std::max(open - 1, 0);
    else if (std::isalpha(static_cast<unsigned char>(next)) != 0 && ++open > most_open_tags)
      return true;
  }
  return false;
}

}  // namespace

Result<std::string> html_as_xml(std::string_view html) {
  const Error bad{.code = "bad-html", .what = "the page's elements nest too deeply to be read"};
  if (may_nest_deeply(html)) return fail(bad);
  const std::unique_ptr<GumboOutput, FreeOutput> output(
      gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size()));
  std::string out;
  bool too_deep = false;
  if (output->root != nullptr) write_node(*output->root, 0, out, too_deep);
  if (too_deep) return fail(bad);
  return out;
}

}  // namespace gonogo

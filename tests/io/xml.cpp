// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/xml.h"

#include <doctest/doctest.h>

using namespace gonogo;

namespace {

XmlElement parsed(const std::string& text) {
  auto root = parse_xml(text, "t.xml");
  REQUIRE_MESSAGE(root, text);
  return *root;
}

std::string nested(int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += "<a>";
  for (int i = 0; i < levels; ++i) text += "</a>";
  return text;
}

}  // namespace

TEST_CASE("elements, attributes and text are read") {
  const XmlElement root = parsed(
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n<suite name=\"a &lt; "
      "&#228;\" n='2'>\n  <case/>\n  <case>one<![CDATA[ <two> ]]>&amp;</case>\n</suite>\n<!-- d "
      "-->\n");
  CHECK(root.name == "suite");
  REQUIRE(root.attribute("name") != nullptr);
  CHECK(*root.attribute("name") == "a < ä");
  CHECK(*root.attribute("n") == "2");
  CHECK(root.attribute("none") == nullptr);
  REQUIRE(root.children.size() == 2);
  CHECK(root.children[0].text.empty());
  CHECK(root.children[1].text == "one <two> &");
  CHECK(root.text.empty());
}

TEST_CASE("blank text stays when it is all that an element has") {
  CHECK(parsed("<a> \n</a>").text == " \n");
}

TEST_CASE("an entity of a document type does not grow") {
  const XmlElement root = parsed(
      "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y SYSTEM \"/etc/passwd\">]>"
      "<a>&x;&y;</a>");
  CHECK(root.text == "&x;&y;");
}

TEST_CASE("what is no well-formed XML is told with its place") {
  struct Row {
    std::string name;
    std::string text;
    Mark mark;
    std::string seen;
  };
  const Row rows[] = {
      {"nothing", "", {1, 1}, "there is no element"},
      {"only a comment", "<!-- a -->", {1, 1}, "there is no element"},
      {"two roots", "<a/>\n<b/>", {1, 1}, "there are two root elements"},
      {"text before", "starting\n<a/>", {1, 1}, "there is text outside of the root element"},
      {"text behind",
       "<a/>\nSegmentation fault",
       {1, 5},
       "there is text outside of the root element"},
      {"the same attribute twice",
       "<a>\n<b failures='1' failures='0'/></a>",
       {2, 2},
       "an element has the same attribute twice"},
      {"a name of no UTF-8", "<a>\n<b \x98='1' \xff='2'/></a>", {2, 2}, "a name is no UTF-8"},
      {"too deep", nested(201), {1, 602}, "elements nest deeper than 200"},
      {"a NUL", std::string("<a>\n\0</a>", 9), {2, 1}, "a NUL byte; only UTF-8 is read"}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto root = parse_xml(row.text, "t.xml");
    REQUIRE_FALSE(root);
    CHECK(root.error().code == "bad-xml");
    CHECK(root.error().where.file == "t.xml");
    CHECK(to_text(Location{.mark = root.error().where.mark}) ==
          to_text(Location{.mark = row.mark}));
    CHECK(root.error().seen == row.seen);
  }
  CHECK(parse_xml(nested(200), "t.xml"));
}

TEST_CASE("a text that was cut is an error at its line") {
  const std::string text =
      "<suite>\n  <case name=\"x\">text</case>\n  <!-- c --><![CDATA[d]]>\n</suite>";
  for (size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    const auto root = parse_xml(text.substr(0, size), "t.xml");
    REQUIRE_FALSE(root);
    CHECK(root.error().where.mark.line > 0);
  }
  const auto wrong = parse_xml("<a>\n<b>\n</a>", "t.xml");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().where.mark.line == 3);
}

TEST_CASE("XML is written with indent and escapes") {
  const XmlElement root{.name = "suite",
                        .attributes = {{"name", "a<\"&\n"}},
                        .children = {{.name = "case"}, {.name = "out", .text = "1 < 2 & ]]>"}}};
  CHECK(to_xml(root) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<suite name=\"a&lt;&quot;&amp;&#10;\">\n"
        "  <case />\n"
        "  <out>1 &lt; 2 &amp; ]]&gt;</out>\n"
        "</suite>\n");
}

TEST_CASE("what is written is read again") {
  for (const std::string text : {"plain", " blanks ", "ä€😀", "a\tb\nc", "<&>'\"", "]]>"}) {
    CAPTURE(text);
    const XmlElement root = parsed(to_xml(
        {.name = "a", .attributes = {{"k", text}}, .children = {{.name = "b", .text = text}}}));
    CHECK(*root.attribute("k") == text);
    CHECK(root.children.at(0).text == text);
  }
}

TEST_CASE("characters that XML forbids and bytes that are no UTF-8 are replaced") {
  const std::string given("\x1B[0m\0 \xFF \xC0\x80 \xED\xA0\x80 \xE2\x82 \xEF\xBF\xBF", 21);
  const XmlElement root = parsed(to_xml({.name = "a", .text = given}));
  CHECK(root.text == "\uFFFD[0m\uFFFD \uFFFD \uFFFD\uFFFD \uFFFD \uFFFD\uFFFD \uFFFD");
}

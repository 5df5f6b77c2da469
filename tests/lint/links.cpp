// SPDX-License-Identifier: Apache-2.0
// A link of the documentation that leads nowhere is found by a reader only after he followed it.
#include <doctest/doctest.h>

#include <filesystem>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "emulator/io/process.h"
#include "tests/lint/rules.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

/// "](target)" of a page, without those to the web and to places of the page itself.
std::vector<std::string> links_of(const std::string& page) {
  std::vector<std::string> links;
  for (size_t at = 0; (at = page.find("](", at)) != std::string::npos;) {
    at += 2;
    std::string target = page.substr(at, page.find(')', at) - at);
    target.resize(std::min(target.find('#'), target.size()));
    if (!target.empty() && target.find("://") == std::string::npos) links.push_back(target);
  }
  return links;
}

lint::Violations dead_links(const Path& page, const std::string& text) {
  lint::Violations violations;
  for (const std::string& link : links_of(text))
    if (!std::filesystem::exists(page.parent_path() / link))
      violations.push_back(page.string() + ": there is no " + link);
  return violations;
}

}  // namespace

TEST_CASE("links of the documentation lead somewhere") {
  const Path root(GONOGO_SOURCE);
  std::vector<Path> pages{root / "README.md", root / "emulator/README.md"};
  const auto names = list_files(root / "docs");
  REQUIRE(names);
  for (const std::string& name : *names)
    if (name.ends_with(".md")) pages.push_back(root / "docs" / name);
  size_t links = 0;
  for (const Path& page : pages) {
    const std::string text = test::read_text(page.string());
    const auto violations = dead_links(page, text);
    CHECK_MESSAGE(violations.empty(), "\n" << join(violations, "\n"));
    links += links_of(text).size();
  }
  CHECK(links > 15);
}

TEST_CASE("a dead link is told") {
  const Path page = Path(GONOGO_SOURCE) / "README.md";
  CHECK(dead_links(page, "[a](docs/gate.md#x) [b](https://example.com) [c](#here)").empty());
  CHECK(dead_links(page, "[a](docs/nowhere.md)").size() == 1);
}

TEST_CASE("the examples of a rule, a step and a report fit what is here") {
  RealProcesses processes;
  const auto names = list_files(Path(GONOGO_SOURCE) / "docs/examples");
  REQUIRE(names);
  CHECK(*names == std::vector<std::string>{"look.diff", "report.diff", "rule.diff"});
  for (const std::string& name : *names) {
    const auto applied =
        processes.run({.argv = {"git", "apply", "--check", "docs/examples/" + name},
                       .folder = GONOGO_SOURCE,
                       .timeout = Milliseconds(20'000)});
    REQUIRE(applied);
    CHECK_MESSAGE(applied->status.success(), applied->err);
  }
}

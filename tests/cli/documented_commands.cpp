// SPDX-License-Identifier: Apache-2.0
// What the documentation tells people to type is taken by the command line as it is now.
#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "emulator/io/regex.h"
#include "emulator/scenario/shell_words.h"
#include "tests/cli/said.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

std::vector<Path> pages() {
  const Path root(GONOGO_SOURCE);
  std::vector<Path> all{root / "README.md", root / "emulator/README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") all.push_back(entry.path());
  return all;
}

/// The part that is one command of ours: no comment, redirection or next command; what is optional
/// is given.
std::string bare(std::string command) {
  for (const char* end : {"  #", " >", " |", " &&", " <"}) command.resize(std::min(command.find(end), command.size()));
  for (const char* mark : {"[", "]", "…", "\\\n"}) command = replace_all(command, mark, "");
  return std::string(trim(command));
}

void add_found(std::string_view text, const std::string& pattern, std::set<std::string>& commands) {
  for (std::string rest(text);;) {
    const auto found = search(rest, pattern);
    REQUIRE(found);
    if (!*found) return;
    commands.insert(bare((**found)[1]));
    rest = rest.substr(rest.find((**found)[0]) + (**found)[0].size());
  }
}

/// The page's code alone: lines that are indented or fenced.
std::string code_of(const std::string& page) {
  std::string code;
  bool fenced = false;
  for (const std::string& line : split_lines(page)) {
    if (line.starts_with("```"))
      fenced = !fenced;
    else if (fenced || line.starts_with("    "))
      code += line + "\n";
  }
  return code;
}

/// Between backticks, and where a line of code begins, maybe after a variable.
std::set<std::string> commands_of(const std::string& page) {
  std::set<std::string> commands;
  add_found(page, "`(gonogo [a-z][^`\n]*)`", commands);
  add_found(code_of(page), "(?m)^(?:    )?(?:[A-Z_]+=[^ \n]+ )?(gonogo [a-z]+(?:[^\n\\\\]|\\\\\n)*)",
            commands);
  return commands;
}

// These act on the machine without a project: tests/live runs them.
bool needs_no_project(const std::string& word) { return word == "gc" || word == "doctor"; }

}  // namespace

TEST_CASE("every command in the documentation is one that gonogo takes") {
  size_t count = 0;
  for (const Path& page : pages()) {
    const auto commands = commands_of(test::read_text(page.string()));
    count += commands.size();
    for (const std::string& command : commands) {
      CAPTURE(page.filename().string());
      CAPTURE(command);
      auto words = split_words(command);
      REQUIRE(words);
      words->erase(words->begin());
      if (needs_no_project(words->front())) continue;
      const test::Said said = test::say(*words);
      CAPTURE(said.text);
      // What the command line refuses names the help that would have told.
      CHECK(said.text.find("--help") == std::string::npos);
      CHECK(said.text.find("gonogo help lists all") == std::string::npos);
    }
  }
  CHECK(count > 40);
}

TEST_CASE("a command that is not there is found in a page") {
  const auto commands = commands_of("`gonogo rnu --fast`, then\n\n    A=1 gonogo gate --key K [--dry-run]  # yes\n");
  CHECK(commands == std::set<std::string>{"gonogo gate --key K --dry-run", "gonogo rnu --fast"});
  CHECK(test::say({"rnu", "--fast"}).text.find("gonogo help lists all") != std::string::npos);
  CHECK(test::say({"gate", "--nope"}).text.find("--help") != std::string::npos);
}

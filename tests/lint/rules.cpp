// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/rules.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>

#include "emulator/base/text.h"

namespace gonogo::lint {
namespace {

constexpr size_t most_lines = 500;

constexpr std::string_view rooms[] = {"base",    "io",     "task",        "lifecycle", "project",
                                      "image",   "engine", "environment", "scenario",  "run",
                                      "verdict", "report", "gate",        "cli"};

constexpr std::string_view clients[] = {"http",        "mysql", "statement_deadline",
                                        "redis",       "git",   "git_program",
                                        "xml",         "html",  "signing",
                                        "dsse",        "archive"};

// What the supervisor may include, and what is linked into it because of that.
constexpr std::string_view supervisor_parts[] = {"emulator/base/",
                                                 "emulator/io/",
                                                 "emulator/task/",
                                                 "emulator/lifecycle/",
                                                 "emulator/engine/",
                                                 "emulator/environment/supervisor/",
                                                 "emulator/environment/fault.",
                                                 "emulator/environment/orders.",
                                                 "emulator/project/plan.h"};

struct Include {
  size_t line = 0;
  std::string path;
  bool angled = false;
};

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> includes;
  const std::vector<std::string> lines = split_lines(file.text);
  for (size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = trim(lines[i]);
    if (!line.starts_with('#')) continue;
    line = trim(line.substr(1));
    if (!line.starts_with("include")) continue;
    line = trim(line.substr(7));
    if (line.empty() || (line[0] != '"' && line[0] != '<')) continue;
    const size_t end = line.find(line[0] == '<' ? '>' : '"', 1);
    if (end == std::string_view::npos) continue;
    includes.push_back({i + 1, std::string(line.substr(1, end - 1)), line[0] == '<'});
  }
  return includes;
}

bool is_word_part(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// <string_view>, but neither <stdint.h> nor <curl/curl.h>: the libraries of this project all have
// headers with a folder or an ending.
bool is_standard(const Include& include) {
  return include.angled && std::all_of(include.path.begin(), include.path.end(), is_word_part);
}

std::string told(const SourceFile& file, size_t line, const std::string& what) {
  return file.path + ":" + std::to_string(line) + ": " + what;
}

bool is_ours(const SourceFile& file) { return file.path.starts_with("emulator/"); }

bool is_code(const SourceFile& file) {
  const std::string& path = file.path;
  return path.ends_with(".h") || path.ends_with(".cpp") || path.ends_with(".c");
}

// The number of the room that emulator/<room>/… is in, or nothing.
std::optional<size_t> room_of(std::string_view path) {
  const std::vector<std::string> parts = split(path, '/');
  if (parts.size() < 3 || parts[0] != "emulator") return std::nullopt;
  const auto found = std::find(std::begin(rooms), std::end(rooms), parts[1]);
  if (found == std::end(rooms)) return std::nullopt;
  return static_cast<size_t>(found - std::begin(rooms));
}

bool starts_with_any(std::string_view text, const auto& beginnings) {
  return std::any_of(std::begin(beginnings), std::end(beginnings),
                     [&](std::string_view each) { return text.starts_with(each); });
}

bool is_client_header(std::string_view path) {
  return std::any_of(std::begin(clients), std::end(clients), [&](std::string_view each) {
    return path == "emulator/io/" + std::string(each) + ".h";
  });
}

bool is_client_source(std::string_view path) {
  return std::any_of(std::begin(clients), std::end(clients), [&](std::string_view each) {
    return path == "emulator/io/" + std::string(each) + ".cpp";
  });
}

// emulator/project/ is linked into the supervisor whole, for the plan's JSON.
bool is_in_supervisor(std::string_view path) {
  if (is_client_header(path) || is_client_source(path)) return false;
  return starts_with_any(path, supervisor_parts) || path.starts_with("emulator/project/");
}

std::optional<size_t> find_word(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word_part(text[at - 1]);
    const size_t end = at + word.size();
    if (begins && (end == text.size() || !is_word_part(text[end]))) return at;
  }
  return std::nullopt;
}

void forbid(const SourceFile& file, const std::vector<std::string>& lines, std::string_view word,
            const std::string& why, Violations& violations) {
  for (size_t i = 0; i < lines.size(); ++i)
    if (find_word(lines[i], word))
      violations.push_back(told(file, i + 1, std::string(word) + " " + why));
}

}  // namespace

Violations check_direction(const SourceFile& file) {
  Violations violations;
  if (!is_ours(file) || !is_code(file)) return violations;
  // main.cpp stands to the right of all rooms.
  const bool is_main = file.path == "emulator/main.cpp";
  const auto room = room_of(file.path);
  if (!room && !is_main) return {told(file, 1, "is in no room")};
  for (const Include& include : includes_of(file)) {
    if (include.angled) continue;
    const auto wanted = room_of(include.path);
    if (!wanted)
      violations.push_back(told(file, include.line, include.path + " is in no room"));
    else if (!is_main && *wanted > *room)
      violations.push_back(told(file, include.line, include.path + " is to the right"));
  }
  return violations;
}

Violations check_supervisor(const SourceFile& file) {
  Violations violations;
  if (!is_code(file) || !is_in_supervisor(file.path)) return violations;
  const bool is_supervisor = file.path.starts_with("emulator/environment/");
  for (const Include& include : includes_of(file)) {
    if (!include.path.starts_with("emulator/")) continue;
    const bool beyond_plan = is_supervisor && !starts_with_any(include.path, supervisor_parts);
    if (beyond_plan || !is_in_supervisor(include.path))
      violations.push_back(told(file, include.line, include.path + " is not for the supervisor"));
  }
  return violations;
}

Violations check_header_includes(const SourceFile& file) {
  Violations violations;
  if (!is_ours(file) || !file.path.ends_with(".h")) return violations;
  for (const Include& include : includes_of(file)) {
    if (!include.angled && include.path.starts_with("emulator/")) continue;
    const bool expected =
        include.path == "tl/expected.hpp" && file.path.starts_with("emulator/base/");
    if (include.angled && (is_standard(include) || expected || include.path == "sys/types.h"))
      continue;
    violations.push_back(told(file, include.line, include.path + " is not for a header"));
  }
  return violations;
}

Violations check_own_header(const SourceFile& source, const std::string& header) {
  const auto includes = includes_of(source);
  if (!includes.empty() && includes.front().path == header) return {};
  return {told(source, includes.empty() ? 1 : includes.front().line,
               header + " is not included first")};
}

Violations check_length(const SourceFile& file) {
  const auto ends = static_cast<size_t>(std::count(file.text.begin(), file.text.end(), '\n'));
  const bool open_end = !file.text.empty() && file.text.back() != '\n';
  const size_t lines = ends + (open_end ? 1 : 0);
  if (lines <= most_lines) return {};
  return {told(file, most_lines + 1,
               "has " + std::to_string(lines) + " lines, more than " + std::to_string(most_lines))};
}

Violations check_words(const SourceFile& file) {
  Violations violations;
  if (!is_code(file)) return violations;
  for (const Include& include : includes_of(file))
    if (include.path == "regex" || include.path == "coroutine")
      violations.push_back(told(file, include.line, "<" + include.path + "> is not used here"));
  if (!is_ours(file)) return violations;
  const std::vector<std::string> lines = split_lines(code_only(file.text));
  const bool in_io = file.path.starts_with("emulator/io/");
  for (const char* word : {"co_await", "co_return", "co_yield"})
    forbid(file, lines, word, "makes a coroutine", violations);
  if (!in_io)
    for (const char* word : {"shared_ptr", "make_shared", "weak_ptr"})
      forbid(file, lines, word, "outside of io", violations);
  if (!in_io || file.path.ends_with(".h"))
    forbid(file, lines, "throw", "outside of io's sources", violations);
  return violations;
}

Violations check_top_level(const std::vector<std::string>& names, std::string_view ignored) {
  constexpr std::string_view known[] = {
      "emulator",     "fixtures",       "scenarios",  "tests",    "compose",
      "docs",         "CMakeLists.txt", "README.md",  "Makefile", "CMakePresets.json",
      "CHANGELOG.md", "LICENSE",        "gonogo.yaml"};
  const std::vector<std::string> patterns = split_lines(ignored);
  Violations violations;
  for (const std::string& name : names) {
    if (name.starts_with('.')) continue;
    if (std::find(std::begin(known), std::end(known), name) != std::end(known)) continue;
    const bool is_ignored =
        std::any_of(patterns.begin(), patterns.end(), [&](std::string_view pattern) {
          if (pattern.starts_with('/')) pattern.remove_prefix(1);
          if (pattern.ends_with('/')) pattern.remove_suffix(1);
          return !pattern.empty() && !pattern.starts_with('#') && glob_matches(pattern, name);
        });
    if (!is_ignored) violations.push_back(name + ":1: does not belong at the top level");
  }
  return violations;
}

}  // namespace gonogo::lint

// SPDX-License-Identifier: Apache-2.0
// Tables of documentation whose last column is the test: a row that names one that is not there
// promises what nobody checks.
#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "tests/lint/rules.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

/// Which of a page's tables: those whose header begins with `first`.
struct Table {
  std::string page;
  std::string first;
  size_t columns;
};

const Table fargate{"docs/fargate.md", "what", 5};
const Table ways{"docs/security.md", "way", 3};

/// The cells of a table's row.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (const std::string& cell : split(replace_all(line, "\\|", "\x01"), '|'))
    cells.emplace_back(trim(cell));
  return {cells.begin() + 1, cells.end() - 1};
}

/// "file#text, file#text"; a text may have commas of its own.
std::vector<std::string> proofs_of(const std::string& cell) {
  std::vector<std::string> proofs;
  std::string rest = cell;
  for (size_t next = 0; !rest.empty(); rest = rest.substr(next)) {
    const size_t anchor = rest.find('#');
    const size_t following = anchor == std::string::npos ? anchor : rest.find('#', anchor + 1);
    next = following == std::string::npos ? rest.size() : rest.rfind(", ", following);
    if (next == std::string::npos || next == 0) next = rest.size();
    proofs.push_back(rest.substr(0, next));
    if (next < rest.size()) next += 2;
  }
  return proofs;
}

std::string wrong_with(const std::string& proof) {
  const size_t anchor = proof.find('#');
  if (anchor == std::string::npos) return "names no test";
  const auto text = read_file(Path(GONOGO_SOURCE) / "tests" / proof.substr(0, anchor));
  if (!text) return "there is no tests/" + proof.substr(0, anchor);
  if (text->find(proof.substr(anchor + 1)) != std::string::npos) return "";
  return "\"" + proof.substr(anchor + 1) + "\" is not in tests/" + proof.substr(0, anchor);
}

/// "mirrored", or ids in back quotes that the verdict knows.
std::string wrong_with_parity(const std::string& cell) {
  if (cell == "mirrored") return "";
  const auto known = read_file(Path(GONOGO_SOURCE) / "emulator/verdict/parity.cpp").value_or("");
  const auto parts = split(cell, '`');
  if (parts.size() < 3) return "its parity is neither mirrored nor an id";
  for (size_t i = 1; i < parts.size(); i += 2)
    if (known.find("{\"" + parts[i] + "\",") == std::string::npos)
      return "the verdict knows no parity \"" + parts[i] + "\"";
  return "";
}

lint::Violations check_row(const Table& table, const std::string& place, const std::string& line) {
  const auto cells = cells_of(line);
  for (const std::string& cell : cells)
    if (cell.empty()) return {place + "a cell is empty"};
  if (cells.size() != table.columns)
    return {place + "a row has " + std::to_string(table.columns) + " cells, the last is its test"};
  lint::Violations violations;
  if (table.columns == fargate.columns)
    if (const std::string wrong = wrong_with_parity(cells[3]); !wrong.empty())
      violations.push_back(place + wrong);
  for (const std::string& proof : proofs_of(cells.back()))
    if (const std::string wrong = wrong_with(proof); !wrong.empty())
      violations.push_back(place + wrong);
  return violations;
}

lint::Violations check_proofs(const Table& table, const std::string& document) {
  lint::Violations violations;
  int number = 0;
  bool inside = false;
  for (const std::string& line : split_lines(document)) {
    ++number;
    if (line.starts_with("| " + table.first + " |"))
      inside = true;
    else if (!line.starts_with("|"))
      inside = false;
    else if (inside && !line.starts_with("|-"))
      for (std::string& violation :
           check_row(table, table.page + ":" + std::to_string(number) + ": ", line))
        violations.push_back(std::move(violation));
  }
  return violations;
}

lint::Violations check_page(const Table& table) {
  return check_proofs(table, test::read_text(std::string(GONOGO_SOURCE) + "/" + table.page));
}

size_t rows_of(const Table& table) {
  const auto lines = split_lines(test::read_text(std::string(GONOGO_SOURCE) + "/" + table.page));
  return static_cast<size_t>(std::count_if(lines.begin(), lines.end(), [](const auto& line) {
    return line.starts_with("| ") && line.find('#') != std::string::npos;
  }));
}

}  // namespace

TEST_CASE("every row about Fargate names a test that is there") {
  const auto violations = check_page(fargate);
  CHECK_MESSAGE(violations.empty(), "\n" << join(violations, "\n"));
  CHECK(rows_of(fargate) > 120);
}

TEST_CASE("every way in or out names the test in which it fails") {
  const auto violations = check_page(ways);
  CHECK_MESSAGE(violations.empty(), "\n" << join(violations, "\n"));
  CHECK(rows_of(ways) >= 25);
}

TEST_CASE("a row without its test is told") {
  const std::string head = "| what | Fargate | gonogo | parity | test |\n|---|---|---|---|---|\n";
  const auto wrong = [&](const std::string& row) {
    return check_proofs(fargate, head + row + "\n").size();
  };
  CHECK(
      wrong(
          "| a | b | c | mirrored | lint/proofs.cpp#a row without its test, lint/rules.h#lint |") ==
      0);
  CHECK(wrong("| a | b | c | mirrored | lint/proofs.cpp#nobody says so"
              "!? |") == 1);
  CHECK(wrong("| a | b | c | mirrored | lint/gone.cpp#x |") == 1);
  CHECK(wrong("| a | b | c | a folder | lint/rules.h#lint |") == 1);
  CHECK(wrong("| a | b | c | `no-such-id` | lint/rules.h#lint |") == 1);
  CHECK(wrong("| a | b | c | `efs-state` not mirrored | lint/rules.h#lint |") == 0);
  CHECK(wrong("| a | b | c | mirrored | |") == 1);
  CHECK(wrong("| a | b | mirrored | lint/rules.h#lint |") == 1);
  CHECK(check_proofs(fargate, "| x | y |\n|---|---|\n| a | |\n").empty());
}

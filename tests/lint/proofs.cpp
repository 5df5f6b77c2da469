// SPDX-License-Identifier: Apache-2.0
// docs/fargate.md: a row that names a test that is not there promises what nobody checks.
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "tests/lint/rules.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

constexpr size_t columns = 5;

/// The cells of a table's row; empty for any other line, its header and its rule.
std::vector<std::string> cells_of(const std::string& line) {
  if (!line.starts_with("| ") || line.starts_with("| what |")) return {};
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

lint::Violations check_proofs(const std::string& document) {
  lint::Violations violations;
  int number = 0;
  for (const std::string& line : split_lines(document)) {
    ++number;
    const auto cells = cells_of(line);
    if (cells.empty()) continue;
    const std::string place = "docs/fargate.md:" + std::to_string(number) + ": ";
    if (cells.size() != columns || cells[3].empty() || cells[4].empty()) {
      violations.push_back(place + "a row has " + std::to_string(columns) +
                           " cells, parity and test among them");
      continue;
    }
    for (const std::string& proof : proofs_of(cells[4]))
      if (const std::string wrong = wrong_with(proof); !wrong.empty())
        violations.push_back(place + wrong);
  }
  return violations;
}

}  // namespace

TEST_CASE("every row about Fargate names a test that is there") {
  const std::string document = test::read_text(std::string(GONOGO_SOURCE) + "/docs/fargate.md");
  const auto violations = check_proofs(document);
  CHECK_MESSAGE(violations.empty(), "\n" << join(violations, "\n"));
  CHECK(split(document, '\n').size() > 150);
}

TEST_CASE("a row without its test is told") {
  const std::string good =
      "| a | b | c | mirrored | lint/proofs.cpp#a row without, its test, lint/rules.h#lint |\n";
  CHECK(check_proofs("| what | Fargate | gonogo | parity | test |\n|---|---|---|---|---|\n" +
                     replace_all(good, "a row without, its test", "a row without its test"))
            .empty());
  CHECK(check_proofs("| a | b | c | mirrored | lint/proofs.cpp#nobody says so"
                     "!? |\n")
            .size() == 1);
  CHECK(check_proofs("| a | b | c | mirrored | lint/gone.cpp#x |\n").size() == 1);
  CHECK(check_proofs("| a | b | c | mirrored | |\n").size() == 1);
  CHECK(check_proofs("| a | b | mirrored | lint/rules.h#lint |\n").size() == 1);
}

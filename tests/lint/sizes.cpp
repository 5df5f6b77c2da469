// SPDX-License-Identifier: Apache-2.0
// How long files and functions are: a house in which everything can be seen whole.
#include <doctest/doctest.h>

#include <algorithm>
#include <iostream>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "tests/lint/rules.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

size_t at_share(std::vector<size_t> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(static_cast<double>(values.size() - 1) * share)];
}

}  // namespace

TEST_CASE("files and functions of emulator/ keep their budgets") {
  std::vector<size_t> files;
  std::vector<size_t> functions;
  const auto names = list_files(Path(GONOGO_SOURCE) / "emulator");
  REQUIRE(names);
  for (const std::string& name : *names) {
    if (!name.ends_with(".cpp") && !name.ends_with(".h") && !name.ends_with(".c")) continue;
    const std::string text = test::read_text(std::string(GONOGO_SOURCE) + "/emulator/" + name);
    files.push_back(split_lines(text).size());
    for (const size_t length : lint::function_lengths(text)) functions.push_back(length);
  }
  REQUIRE(files.size() > 200);
  REQUIRE(functions.size() > 2000);
  std::cout << "house: " << files.size() << " files, lines median " << at_share(files, 0.5)
            << ", p90 " << at_share(files, 0.9) << ", max " << at_share(files, 1) << "; "
            << functions.size() << " functions, lines median " << at_share(functions, 0.5)
            << ", p90 " << at_share(functions, 0.9) << ", max " << at_share(functions, 1) << "\n";
  CHECK(at_share(files, 0.5) <= 120);
  CHECK(at_share(files, 0.9) <= 350);
  CHECK(at_share(files, 1) <= 500);
  CHECK(at_share(functions, 0.9) <= 35);
}

TEST_CASE("functions are found where they are") {
  CHECK(lint::function_lengths("int f() { return 1; }\n") == std::vector<size_t>{1});
  CHECK(lint::function_lengths(
            "namespace a {\n// int g() {\nstruct S {\n  int f() const {\n    if (x) {\n"
            "    }\n    return 1;\n  }\n};\n}\n") == std::vector<size_t>{5});
  CHECK(lint::function_lengths("constexpr Row rows[] = {\n  {f(1), \"{\"},\n};\nint x{3};\n")
            .empty());
  CHECK(lint::function_lengths(
            "Long f(int a,\n       int b) {\n  auto g = [] { return 1; };\n}\n\nA::A()\n"
            "    : b_(1) {\n}\n") == std::vector<size_t>{4, 3});
}

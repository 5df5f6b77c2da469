// SPDX-License-Identifier: Apache-2.0
// Every reader over what was found once (tests/fuzz/found/TARGET.*), what reached something new
// (tests/fuzz/corpus) and inputs made from its seed, always the same ones. libFuzzer looks for new ones: `make fuzz TARGET=… SECONDS=…`.
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "emulator/io/files.h"
#include "tests/fuzz/targets.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

constexpr int inputs_of_each = 2000;

constexpr std::string_view pieces[] = {
    "\"",   "'",  "{",  "}",    "[",   "]",   ":",     ",",
    "\n",   "\\", "${", "\xff", "\0x", "-1",  "1e999", "9223372036854775808",
    "null", "  ", "*",  "&a",   "<!",  "]]>", "\r\n",  "\xef\xbb\xbf",
    "#",    "?",  "|",  "\t"};

/// One to four small changes: a byte, a piece put in, a part taken out, doubled or cut off.
std::string changed(std::string text, std::mt19937& random) {
  const auto below = [&](size_t limit) { return limit == 0 ? 0 : random() % limit; };
  for (size_t left = 1 + below(4); left > 0; --left) {
    const size_t at = below(text.size() + 1);
    const size_t length = below(std::min<size_t>(text.size() - at, 12) + 1);
    switch (below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random());
        break;
      case 1: text.insert(at, pieces[below(std::size(pieces))]); break;
      case 2: text.erase(at, length); break;
      case 3: text.insert(at, text.substr(at, length)); break;
      default: text.resize(at); break;
    }
  }
  return text;
}

void run_each(std::span<const fuzz::Target> targets) {
  for (const fuzz::Target& target : targets) {
    INFO(std::string(target.name));
    std::mt19937 random(42);
    target.run(target.seed);
    target.run("");
    for (const std::string& input : fuzz::kept_inputs(target)) target.run(input);
    for (int i = 0; i < inputs_of_each; ++i) target.run(changed(std::string(target.seed), random));
  }
}

}  // namespace

TEST_CASE("readers answer whatever they are given") { run_each(fuzz::reader_targets()); }

TEST_CASE("the language answers whatever it is given") { run_each(fuzz::scenario_targets()); }

TEST_CASE("connections answer whatever is said") { run_each(fuzz::answer_targets()); }

TEST_CASE("what decides answers whatever it is given") { run_each(fuzz::truth_targets()); }

TEST_CASE("what was found once is answered") {
  const Path folder = Path(GONOGO_SOURCE) / "tests/fuzz/found";
  const auto names = list_files(folder);
  REQUIRE(names);
  for (const std::string& name : *names) {
    CAPTURE(name);
    const auto* target = fuzz::find_target(name.substr(0, name.find('.')));
    REQUIRE(target != nullptr);
    target->run(test::read_text((folder / name).string()));
  }
}

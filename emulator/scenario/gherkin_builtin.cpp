// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_builtin.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/regex.h"
#include "emulator/scenario/gherkin_phrase_line.h"

namespace gonogo {
namespace {

/// A line without "within N seconds, ", and the seconds.
struct Timed {
  std::string text;
  Milliseconds within{};
};

Timed timed(const std::string& line) {
  const auto found = search(line, R"re(^[Ww]ithin ([0-9]+) seconds?, (.*)$)re");
  if (!found || !*found) return {line, Milliseconds(0)};
  return {(**found)[2], Milliseconds(1'000 * phrases::typed((**found)[1], true).as_integer())};
}

// What was just added waits: a look into a store again and again, a browser with more time.
Result<Done> make_wait(PhraseBook& book, size_t before, Milliseconds within) {
  const std::string text = std::to_string(within.count()) + "ms";
  for (size_t i = before; i < book.steps.size(); ++i) {
    Value& mapping = book.steps[i].mapping;
    const Value name = *mapping.find("name");
    if (mapping.find("browser") != nullptr) {
      mapping.set("timeout", text);
    } else if (mapping.find("expect") != nullptr) {
      mapping.erase("name");
      mapping = Value::object({{"name", name}, {"wait", mapping}, {"for", text}});
    } else {
      return fail(phrases::problem("cannot-wait", "there is nothing to wait for in this phrase"));
    }
  }
  if (book.steps.size() > before) return Done{};
  if (book.touched >= book.steps.size() || book.steps[book.touched].expects.empty())
    return fail(phrases::problem("cannot-wait", "there is nothing to wait for in this phrase"));
  Milliseconds& retry = book.steps[book.touched].retry;
  retry = std::max(retry, within);
  return Done{};
}

std::vector<BuiltinPhrase> all_phrases() {
  std::vector<BuiltinPhrase> all;
  for (auto* part : {&phrases::store_phrases, &phrases::request_phrases, &phrases::command_phrases,
                     &phrases::browser_phrases})
    for (const BuiltinPhrase& phrase : part()) all.push_back(phrase);
  return all;
}

}  // namespace

bool takes_table(const BuiltinPhrase& phrase) {
  return phrase.shown.find("(table") != std::string_view::npos;
}

bool takes_doc(const BuiltinPhrase& phrase) {
  return phrase.shown.find("doc string)") != std::string_view::npos;
}

const std::vector<BuiltinPhrase>& builtin_phrases() {
  static const std::vector<BuiltinPhrase> phrases = all_phrases();
  return phrases;
}

std::optional<std::vector<std::string>> match_builtin(const BuiltinPhrase& phrase,
                                                      const std::string& line) {
  const std::string pattern =
      "^" + replace_all(std::string(phrase.pattern), "Q", R"re("((?:[^"\\]|\\.)*)")re") + "$";
  const auto found = search(timed(line).text, pattern);
  if (!found || !*found) return std::nullopt;
  std::vector<std::string> words = **found;
  for (std::string& word : words) word = replace_all(word, "\\\"", "\"");
  return words;
}

Result<Done> apply_builtin(const BuiltinPhrase& phrase, const gherkin::PickleStep& step,
                           PhraseBook& book) {
  const Timed line = timed(step.text);
  const size_t before = book.steps.size();
  PhraseLine applied{.step = step,
                     .text = line.text,
                     .words = match_builtin(phrase, step.text).value_or(std::vector<std::string>{}),
                     .book = book};
  if (auto done = phrase.apply(applied); !done) return done;
  if (line.within.count() == 0) return Done{};
  return make_wait(book, before, line.within);
}

}  // namespace gonogo

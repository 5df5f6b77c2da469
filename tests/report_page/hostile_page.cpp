// SPDX-License-Identifier: Apache-2.0
// A page whose every text is an attack, in a browser that would run it.
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/report/reports.h"
#include "tests/report/sample_results.h"
#include "tests/report_page/browser_probe.h"

using namespace gonogo;
using test::number;

namespace {

/// Leaves every context that a text of a page can stand in: text, attribute, script, style,
/// comment.
const std::string attack =
    "\"'`--></textarea></style></title></script><script>document.title='taken'</script>"
    "<img src=x onerror=\"document.title='taken'\"><svg onload=\"document.title='taken'\">"
    "<a href=\"javascript:document.title='taken'\" autofocus onfocus=\"document.title='taken'\">";

void collect(Value& value, std::vector<std::string*>& texts) {
  if (value.is_array())
    for (Value& item : value.items()) collect(item, texts);
  if (!value.is_object()) return;
  for (Value::Member& member : value.members()) {
    texts.push_back(&member.key);
    collect(member.value, texts);
  }
}

// as_text() is for reading only: a text is put back as a whole.
void collect_values(Value& value, std::vector<Value*>& texts) {
  if (value.is_text()) texts.push_back(&value);
  if (value.is_array())
    for (Value& item : value.items()) collect_values(item, texts);
  if (value.is_object())
    for (Value::Member& member : value.members()) collect_values(member.value, texts);
}

size_t attacks_in(const std::string& text) {
  size_t count = 0;
  for (size_t at = text.find("taken'</script>"); at != std::string::npos;
       at = text.find("taken'</script>", at + 1))
    ++count;
  return count;
}

/// Puts the attack at the end of every text and key that `read` still takes and keeps; how many.
template <typename T, typename Read>
int poison(T& thing, const Read& read) {
  Value value = to_value(thing);
  std::vector<Value*> texts;
  collect_values(value, texts);
  std::vector<std::string*> keys;
  collect(value, keys);
  int poisoned = 0;
  const auto is_kept = [&] {
    const auto again = read(value);
    return again && to_value(*again) == value;
  };
  for (Value* each : texts) {
    const std::string before = each->as_text();
    *each = before + attack;
    is_kept() ? void(++poisoned) : void(*each = before);
  }
  for (std::string* each : keys) {
    const std::string before = *each;
    *each += attack;
    is_kept() ? void(++poisoned) : void(*each = before);
  }
  thing = *read(value);
  return poisoned;
}

int poison(test::Sample& sample) {
  return poison(sample.result, [](const Value& value) { return run_result_of(value); }) +
         poison(sample.verdict, [](const Value& value) { return verdict_of(value); });
}

constexpr const char* look = R"(
    return {taken: page.title === 'taken' ? 1 : 0,
            scripts: page.querySelectorAll('script').length,
            links: page.querySelectorAll('a[href^="javascript:" i]').length,
            handlers: page.querySelectorAll('[onerror], [onload], [onfocus]').length,
            pictures: [...page.querySelectorAll('img')].filter(each => !each.src.startsWith('data:')).length};)";

const HtmlOptions hostile_evidence{.evidence = [](const std::string& path) {
  return path.find(".png") != std::string::npos ? std::string("\x89PNG") + attack : attack;
}};

}  // namespace

TEST_CASE("a script in any text of a result or verdict is text on the page") {
  const test::BrowserProbe browser;
  const auto scripts =
      number(browser.probe(html_report(test::go_sample().result, test::go_sample().verdict), look),
             "scripts");
  for (test::Sample sample :
       {test::failed_sample(), test::dead_task_sample(), test::quarantined_sample()}) {
    const int poisoned = poison(sample);
    const std::string page = html_report(sample.result, sample.verdict, hostile_evidence);
    MESSAGE(poisoned, " texts poisoned");
    CHECK(poisoned > 150);
    const Value answer = browser.probe(page, look);
    for (const char* none : {"taken", "links", "handlers", "pictures"}) {
      CAPTURE(std::string(none));
      CHECK(number(answer, none) == 0);
    }
    CHECK(number(answer, "scripts") == scripts);
    CHECK(attacks_in(page) == 0);
  }
}

TEST_CASE("the look finds an attack where there is one") {
  const test::BrowserProbe browser;
  const Value answer = browser.probe("<!doctype html><title>x</title><p>" + attack, look);
  for (const char* what : {"taken", "scripts", "links", "handlers", "pictures"}) {
    CAPTURE(std::string(what));
    CHECK(number(answer, what) >= 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
// The page as a browser sees it: chromium without a window.
#include <doctest/doctest.h>

#include "emulator/report/reports.h"
#include "emulator/verdict/override.h"
#include "tests/report/sample_results.h"
#include "tests/report_page/browser_probe.h"

using namespace gonogo;
using test::number;

namespace {

std::string page_of(const test::Sample& sample) {
  return html_report(sample.result, sample.verdict);
}

/// What a person does to the page.
const std::string hands =
    "const pick = id => page.querySelector('label[for=' + id + ']').click();\n"
    "const shown = () => [...page.querySelectorAll('.list > details')]\n"
    "    .filter(each => each.getClientRects().length).length;\n"
    "const type = text => { const box = page.querySelector('#text'); box.value = text;\n"
    "  box.dispatchEvent(new view.Event('input')); };\n";

}  // namespace

TEST_CASE("the page filters by kind, state and text, and says how much of it is shown") {
  const test::BrowserProbe browser;
  const test::Sample sample = test::failed_sample();
  const auto all = static_cast<long long>(sample.result.scenarios.size());
  const Value answer = browser.probe(page_of(sample), hands + R"(
    const seen = {all: shown(), search: page.querySelector('#search').hidden ? 0 : 1};
    pick('kind-acceptance'); seen.acceptance = shown();
    pick('state-bad'); seen.badAcceptance = shown();
    pick('kind-all'); seen.bad = shown();
    pick('state-flaky'); seen.flaky = shown();
    pick('state-all'); type('ENTERS raffle'); seen.text = shown();
    seen.says = page.querySelector('#shown').textContent.startsWith(seen.text + ' of ') ? 1 : 0;
    type('no such words'); seen.none = shown();
    type(''); seen.again = shown();
    return seen;)");
  CHECK(number(answer, "search") == 1);
  CHECK(number(answer, "all") == all);
  CHECK(number(answer, "again") == all);
  CHECK(number(answer, "none") == 0);
  CHECK(number(answer, "text") >= 1);
  CHECK(number(answer, "text") < all);
  CHECK(number(answer, "says") == 1);
  CHECK(number(answer, "acceptance") < all);
  CHECK(number(answer, "bad") == 2);
  CHECK(number(answer, "flaky") == 1);
  CHECK(number(answer, "badAcceptance") <= 2);
}

TEST_CASE("the timeline is walked with the arrow keys and tells the moment") {
  const test::BrowserProbe browser;
  const Value answer = browser.probe(page_of(test::failed_sample()), R"(
    const stops = [...page.querySelectorAll('.track > *')].filter(each => each.tabIndex === 0);
    const tracks = [...page.querySelectorAll('.track')];
    const key = (at, name) => at.dispatchEvent(new view.KeyboardEvent('keydown', {key: name}));
    const seen = {oneStopARow: stops.length === tracks.length ? 1 : 0};
    const first = tracks[0].children[0];
    first.focus(); first.dispatchEvent(new view.Event('focus'));
    seen.tells = page.querySelector('#moment').textContent.startsWith('at ') ? 1 : 0;
    key(first, 'ArrowDown');
    seen.down = page.activeElement.parentElement === tracks[1] ? 1 : 0;
    key(page.activeElement, 'End');
    seen.end = page.activeElement === tracks[1].lastElementChild ? 1 : 0;
    return seen;)");
  for (const char* what : {"oneStopARow", "tells", "down", "end"}) {
    CAPTURE(std::string(what));
    CHECK(number(answer, what) == 1);
  }
}

TEST_CASE(
    "everything on the page has a name for those who can't see it, and nothing runs that is not "
    "ours") {
  const test::BrowserProbe browser;
  test::Sample sample = test::failed_sample();
  sample.result.scenarios[3].reason = "<img src=x onerror=\"document.title='taken'\">";
  sample.result.scenarios[3].name = "<script>document.title='taken'</script>";
  const Value answer = browser.probe(page_of(sample), R"(
    const seen = {};
    const named = each => (each.getAttribute('aria-label') || each.textContent ||
      (each.labels && each.labels.length) || each.alt) ? true : false;
    seen.nameless = [...page.querySelectorAll('a, button, input, summary, img, .track > *')]
      .filter(each => !named(each)).length;
    seen.headless = [...page.querySelectorAll('section')]
      .filter(each => !page.getElementById(each.getAttribute('aria-labelledby'))).length;
    seen.mains = page.querySelectorAll('main').length;
    seen.titles = page.querySelectorAll('h1').length;
    seen.language = page.documentElement.lang === 'en' ? 1 : 0;
    seen.ids = [...page.querySelectorAll('[id]')].length
             - new Set([...page.querySelectorAll('[id]')].map(each => each.id)).size;
    seen.taken = page.title === 'taken' ? 1 : 0;
    seen.images = page.querySelectorAll('img').length;
    seen.wide = page.documentElement.scrollWidth > view.innerWidth ? 1 : 0;
    return seen;)");
  for (const char* none : {"nameless", "headless", "ids", "taken", "images", "wide"}) {
    CAPTURE(std::string(none));
    CHECK(number(answer, none) == 0);
  }
  for (const char* once : {"mains", "titles", "language"}) CHECK(number(answer, once) == 1);
}

TEST_CASE("a GO prints to two pages at most") {
  const test::BrowserProbe browser;
  test::Sample sample = test::go_sample();
  const auto scenarios = sample.result.scenarios;
  while (sample.result.scenarios.size() < 20)
    for (const ScenarioResult& each : scenarios) sample.result.scenarios.push_back(each);
  const int pages = browser.printed_pages(page_of(sample));
  CHECK(pages >= 1);
  CHECK(pages <= 2);
}

TEST_CASE(
    "the page says above all who overrode the verdict, and marks what is in quarantine as such") {
  const test::BrowserProbe browser;
  const char* const script = R"(
    const seen = {};
    const override = page.querySelector('.override');
    seen.override = override && override.getClientRects().length ? 1 : 0;
    seen.names = override && override.textContent.includes('ada') ? 1 : 0;
    seen.above = override && override.getBoundingClientRect().bottom < 700 ? 1 : 0;
    const words = [...page.querySelectorAll('summary .state')].filter(each => !each.closest('.inside'));
    const excused = words.filter(each => each.textContent === 'failed, in quarantine');
    seen.excused = excused.length;
    seen.doubt = excused.filter(each => each.classList.contains('doubt')).length;
    seen.failed = words.filter(each => each.textContent === 'failed').length;
    return seen;)";
  test::Sample overridden = test::failed_sample();
  overridden.verdict =
      with_override(overridden.verdict, {.by = "ada", .reason = "the shop is down"});
  const Value red = browser.probe(page_of(overridden), script);
  for (const char* what : {"override", "names", "above"}) {
    CAPTURE(std::string(what));
    CHECK(number(red, what) == 1);
  }
  CHECK(number(red, "excused") == 0);
  CHECK(number(red, "failed") >= 1);
  const Value green = browser.probe(page_of(test::quarantined_sample()), script);
  CHECK(number(green, "override") == 0);
  CHECK(number(green, "excused") == 4);  // two scenarios, among what did not pass and in the list
  CHECK(number(green, "doubt") == 4);
  CHECK(number(green, "failed") == 0);
}

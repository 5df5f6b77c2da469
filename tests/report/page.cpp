// SPDX-License-Identifier: Apache-2.0
// The page as a browser sees it: chromium without a window.
#include <doctest/doctest.h>

#include <unistd.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/files.h"
#include "emulator/io/process.h"
#include "emulator/report/reports.h"
#include "tests/report/sample_results.h"

using namespace gonogo;

namespace {

const Path folder = Path("/tmp") / ("gonogo-page-" + std::to_string(getpid()));

std::string browser() {
  for (const char* name : {"chromium-headless-shell", "chromium"})
    if (find_program(name)) return name;
  return "";
}

RunOutcome browse(std::vector<std::string> arguments) {
  std::vector<std::string> argv{browser(), "--headless", "--no-sandbox", "--disable-gpu",
                                "--user-data-dir=" + (folder / "profile").string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  RealProcesses processes;
  auto outcome = processes.run({.argv = argv, .timeout = Milliseconds(60'000)});
  REQUIRE_MESSAGE(outcome, "chromium-headless-shell is needed for this test");
  return *outcome;
}

std::string page_of(const test::Sample& sample, const std::string& name) {
  const Path file = folder / name;
  REQUIRE(write_file(file, html_report(sample.result, sample.verdict)));
  return "file://" + file.string();
}

/// Runs a script beside the page, which it sees as `page` (its document); what it gives back.
Value probe(const test::Sample& sample, const std::string& script) {
  const std::string page = page_of(sample, "page.html");
  const std::string html =
      "<!doctype html><meta charset=utf-8><iframe id=f width=1100 height=2000 src=\"" + page +
      "\"></iframe><pre id=answer></pre><script>\n"
      "const f = document.getElementById('f');\n"
      "f.onload = () => { const page = f.contentDocument, view = f.contentWindow;\n"
      "  const pick = id => page.querySelector('label[for=' + id + ']').click();\n"
      "  const shown = () => [...page.querySelectorAll('.list > details')]\n"
      "      .filter(each => each.getClientRects().length).length;\n"
      "  const type = text => { const box = page.querySelector('#text'); box.value = text;\n"
      "    box.dispatchEvent(new view.Event('input')); };\n"
      "  let answer; try { answer = (() => {" +
      script +
      "})(); } catch (e) { answer = String(e); }\n"
      "  document.getElementById('answer').textContent = '\\u00ab' + JSON.stringify(answer) + "
      "'\\u00bb'; };\n</script>";
  REQUIRE(write_file(folder / "probe.html", html));
  const RunOutcome outcome = browse({"--allow-file-access-from-files", "--virtual-time-budget=3000",
                                     "--dump-dom", "file://" + (folder / "probe.html").string()});
  const size_t from = outcome.out.find("«{");
  const size_t to = outcome.out.find("}»");
  REQUIRE_MESSAGE((from != std::string::npos && to != std::string::npos), outcome.out);
  std::string json = outcome.out.substr(from + 2, to + 1 - from - 2);
  for (const auto& [escaped, plain] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
    json = replace_all(json, escaped, plain);
  auto value = parse_json(json, "answer");
  REQUIRE_MESSAGE(value, json);
  return *value;
}

long long number(const Value& answer, const char* key) {
  const Value* found = answer.find(key);
  return found != nullptr && found->is_integer() ? found->as_integer() : -1;
}

int pages_of(const test::Sample& sample) {
  const Path pdf = folder / "page.pdf";
  (void)browse(
      {"--no-pdf-header-footer", "--print-to-pdf=" + pdf.string(), page_of(sample, "print.html")});
  const auto bytes = read_file(pdf);
  REQUIRE(bytes);
  int pages = 0;
  for (size_t at = bytes->find("/Type /Page\n"); at != std::string::npos;
       at = bytes->find("/Type /Page\n", at + 1))
    ++pages;
  return pages;
}

struct Tidy {
  ~Tidy() { (void)remove_tree(folder); }
};

}  // namespace

TEST_CASE("the page filters by kind, state and text, and says how much of it is shown") {
  const Tidy tidy;
  const test::Sample sample = test::failed_sample();
  const auto all = static_cast<long long>(sample.result.scenarios.size());
  const Value answer = probe(sample, R"(
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
  const Tidy tidy;
  const Value answer = probe(test::failed_sample(), R"(
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
  const Tidy tidy;
  test::Sample sample = test::failed_sample();
  sample.result.scenarios[3].reason = "<img src=x onerror=\"document.title='taken'\">";
  sample.result.scenarios[3].name = "<script>document.title='taken'</script>";
  const Value answer = probe(sample, R"(
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
  const Tidy tidy;
  test::Sample sample = test::go_sample();
  const auto scenarios = sample.result.scenarios;
  while (sample.result.scenarios.size() < 20)
    for (const ScenarioResult& each : scenarios) sample.result.scenarios.push_back(each);
  const int pages = pages_of(sample);
  CHECK(pages >= 1);
  CHECK(pages <= 2);
}

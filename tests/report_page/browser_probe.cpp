// SPDX-License-Identifier: Apache-2.0
#include "tests/report_page/browser_probe.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"

namespace gonogo::test {
namespace {

std::string browser() {
  for (const char* name : {"chromium-headless-shell", "chromium"})
    if (find_program(name)) return name;
  return "";
}

}  // namespace

BrowserProbe::BrowserProbe()
    : folder_(Path("/tmp") / ("gonogo-page-" + std::to_string(getpid()))) {}

BrowserProbe::~BrowserProbe() { (void)remove_tree(folder_); }

RunOutcome BrowserProbe::browse(const std::vector<std::string>& arguments) const {
  std::vector<std::string> argv{browser(), "--headless", "--no-sandbox", "--disable-gpu",
                                "--user-data-dir=" + (folder_ / "profile").string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  RealProcesses processes;
  auto outcome = processes.run({.argv = argv, .timeout = Milliseconds(60'000)});
  REQUIRE_MESSAGE(outcome, "chromium-headless-shell is needed for this test");
  return *outcome;
}

std::string BrowserProbe::stored(const std::string& html, const std::string& name) const {
  REQUIRE(write_file(folder_ / name, html));
  return "file://" + (folder_ / name).string();
}

Value BrowserProbe::probe(const std::string& html, const std::string& script) const {
  const std::string frame =
      "<!doctype html><meta charset=utf-8><iframe id=f width=1100 height=2000 src=\"" +
      stored(html, "page.html") +
      "\"></iframe><pre id=answer></pre><script>\n"
      "const f = document.getElementById('f');\n"
      "f.onload = () => { const page = f.contentDocument, view = f.contentWindow;\n"
      "  let answer; try { answer = (() => {" +
      script +
      "})(); } catch (e) { answer = String(e); }\n"
      "  document.getElementById('answer').textContent = '\\u00ab' + JSON.stringify(answer) + "
      "'\\u00bb'; };\n</script>";
  const RunOutcome outcome = browse({"--allow-file-access-from-files", "--virtual-time-budget=3000",
                                     "--dump-dom", stored(frame, "probe.html")});
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

int BrowserProbe::printed_pages(const std::string& html) const {
  const Path pdf = folder_ / "page.pdf";
  (void)browse(
      {"--no-pdf-header-footer", "--print-to-pdf=" + pdf.string(), stored(html, "print.html")});
  const auto bytes = read_file(pdf);
  REQUIRE(bytes);
  int pages = 0;
  for (size_t at = bytes->find("/Type /Page\n"); at != std::string::npos;
       at = bytes->find("/Type /Page\n", at + 1))
    ++pages;
  return pages;
}

long long number(const Value& answer, const char* key) {
  const Value* found = answer.find(key);
  return found != nullptr && found->is_integer() ? found->as_integer() : -1;
}

}  // namespace gonogo::test

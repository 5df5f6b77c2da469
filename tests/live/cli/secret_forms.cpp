// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "emulator/base/text.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

// A page shows the secret, logs it, asks for it and is asked for it; the last step fails.
const std::string on_a_page = R"(scenario: A page says everything
kind: acceptance
steps:
  - exec: |
      cat > /var/www/html/told.html
    in: web/nginx
    stdin: |
      <!DOCTYPE html><meta charset=utf-8><title>Told</title><input id=in aria-label=Word>
      <p id=out></p><script>
      const word = ${secret.word_as_json};
      document.getElementById('out').textContent = 'it is ' + word + ' and pin ${secret.pin}.';
      console.error('logged: ' + word);
      fetch('/missing?t=' + encodeURIComponent(word));
      </script>
    expect: {exit: 0}
  - browser:
      - open: ${task.web}/told.html
      - see: it is
      - type: {into: Word, text: "${secret.word}"}
      - {script: "return document.getElementById('in').value"}
    capture: {seen: script}
  - http: GET ${task.web}/told.html
    query: {t: "${secret.word}", pin: "${secret.pin}", x: "0${secret.pin}0"}
    expect: {body: {contains: nothing of that}, headers: {X-A: "${seen}"}}
)";

constexpr const char* word = R"(p&ss "w<rd/+ 'é)";

const std::vector<std::string>& forms() {
  static const std::vector<std::string> all{
      R"(p&ss "w<rd)",           // as it is
      R"(p&ss \"w<rd)",          // in JSON
      R"(p&ss \\\"w<rd)",        // in JSON in JSON
      R"(p&ss \"w\u003Crd)",     // in JSON as browsers write it
      "p&amp;ss &quot;w&lt;rd",  // in HTML
      "p%26ss%20%22w%3Crd",      // in a URL
      "p%26ss+%22w%3Crd",        // in a form
      "cCZzcyAidzxyZC8rICfD",    // in base64
      "pin 4711",
      "pin=4711"  // a short one, as a whole word
  };
  return all;
}

void check_text(const std::string& text, const std::string& where) {
  for (const std::string& form : forms()) {
    INFO(where, " has ", form);
    CHECK(text.find(form) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("what a browser saw, the page of the run and its zip have no secret in them either") {
  const LiveProject project(web_project("secrets: secrets.yaml\n"));
  project.write("web.json", web_definition());
  project.write("secrets.yaml", std::string("word: \"p&ss \\\"w<rd/+ 'é\"\npin: \"4711\"\n") +
                                    "word_as_json: '\"p&ss \\\"w<rd/+ ''é\"'\n");
  project.write("scenarios/page.yaml", on_a_page);
  const Ended run = project.gonogo({"run", "--out", ".gonogo/one"});
  CAPTURE(run.all());
  CHECK(run.code == 1);
  check_text(run.all(), "the terminal");
  CHECK(run.err.find("pin") != std::string::npos);
  CHECK(run.err.find("shorter than 6 characters") != std::string::npos);
  // The failure is the last step's, so that the browser has been there.
  CHECK(run.all().find("nothing of that") != std::string::npos);
  int files = 0;
  std::string all;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(project.folder() + "/.gonogo")) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    const std::string text = read_text(entry.path().string());
    check_text(text, entry.path().string());
    all += text;
    ++files;
  }
  CHECK(files > 8);
  CHECK(all.find("logged: ***") != std::string::npos);
  CHECK(all.find("it is ***") != std::string::npos);
  // A short one inside of a longer word is left: it would be everywhere.
  CHECK(all.find("047110") != std::string::npos);
  REQUIRE(project.gonogo({"report", ".gonogo/one", "--zip"}).code == 0);
  RealProcesses processes;
  const auto unpacked =
      processes.run({.argv = {"unzip", "-p", ".gonogo/one.zip"}, .folder = Path(project.folder())});
  REQUIRE(unpacked);
  CHECK(unpacked->out.size() > 1000);
  check_text(unpacked->out, "the zip");
}

}  // namespace gonogo::test

// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/json_schema.h"
#include "emulator/io/regex.h"
#include "emulator/project/project_schema.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

std::string source(const std::string& name) {
  return test::read_text(std::string(GONOGO_SOURCE) + "/" + name);
}

std::set<std::string> keys_of_reader() {
  // reader.text("x") and the like, where gonogo.yaml is read.
  const std::string_view asked =
      R"re((?:\.(?:text|scalar|integer|flag|duration|texts|choice|mapping|list|require|has|find)\(|read_port\([a-z]+, |required_text\([a-z]+, |read_count\([a-z]+, |read_list\([a-z]+, )"([a-z_]+)")re";
  std::set<std::string> keys;
  const std::string folder = std::string(GONOGO_SOURCE) + "/emulator/project";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("read_") || !name.ends_with(".cpp")) continue;
    std::string text = test::read_text(entry.path().string());
    for (auto found = search(text, asked); found && *found; found = search(text, asked)) {
      keys.insert((**found)[1]);
      text.erase(0, text.find((**found)[0]) + (**found)[0].size());
    }
  }
  return keys;
}

}  // namespace

TEST_CASE("the schema of gonogo.yaml has the keys that its reader asks for") {
  std::set<std::string> told;
  for (const ProjectKey& key : project_keys()) {
    const auto path = split(key.path, '.');
    told.insert(path.back());
  }
  const auto asked = keys_of_reader();
  CHECK(asked.size() > 40);
  for (const std::string& key : asked) {
    INFO("project_schema.cpp has no row for ", key);
    CHECK((told.contains(key) || key == "secret"));
  }
}

TEST_CASE("the sample's gonogo.yaml is valid by it, and a misspelt key is not") {
  const Value schema = project_schema();
  CHECK_FALSE(schema_problem(schema));
  const auto project = parse_yaml(source("gonogo.yaml"), "gonogo.yaml");
  REQUIRE(project);
  const auto fine = schema_violations(schema, project->front());
  REQUIRE(fine);
  for (const std::string& line : *fine) FAIL_CHECK(line);
  for (const char* text : {"{gonogo: 1, project: p, tasks: {}, taks: {}}",
                           "{gonogo: 1, project: p, tasks: {a: {defnition: x}}}",
                           "{gonogo: 1, project: p, tasks: {}, images: [{match: x}]}",
                           "{gonogo: 1, project: p, tasks: {}, policy: {flaky: maybe}}"}) {
    const auto bad = parse_yaml(text, "gonogo.yaml");
    REQUIRE(bad);
    const auto found = schema_violations(schema, bad->front());
    REQUIRE(found);
    CAPTURE(text);
    CHECK_FALSE(found->empty());
  }
}

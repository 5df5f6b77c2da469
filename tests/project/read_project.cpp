// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/project/project.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

struct Row {
  const char* what;
  const char* text;
};

constexpr const char* head = "gonogo: 1\nproject: shop\n";

ProjectReading read(const std::string& text) {
  return read_project(text, "gonogo.yaml", "/shop", {}, {});
}

std::string told(const Row& row) {
  std::string text = std::string("== ") + row.what + "\n";
  for (const Finding& finding : read(std::string(head) + row.text).findings) {
    text += to_text(finding.where) + "  " + finding.rule + ": " + finding.message + "\n";
    if (!finding.hint.empty()) text += "   " + finding.hint + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("what is wrong in gonogo.yaml is told with its place and what to do") {
  static constexpr Row rows[] = {
      {"tasks are missing", ""},
      {"no tasks", "tasks: {}\n"},
      {"an unknown key", "regoin: eu-west-1\ntasks: {web: {definition: web.json}}\n"},
      {"an unknown key of a task", "tasks: {web: {definition: web.json, healht: exact}}\n"},
      {"a key that stands twice", "tasks: {web: {definition: web.json}}\nproject: other\n"},
      {"a list that is none", "tasks: {web: {definition: web.json, publish: 8080}}\n"},
      {"a port that is none", "tasks: {web: {definition: web.json, publish: [\"80000:80\"]}}\n"},
      {"a port that is published twice",
       "tasks:\n  web: {definition: a.json, publish: [\"8080:80\"]}\n"
       "  api: {definition: b.json, publish: [\"8080:81\"]}\n"},
      {"a host name of two",
       "tasks: {web: {definition: a.json, hostname: db}}\n"
       "services: {db: {engine: redis, version: 7}}\n"},
      {"an engine that is none",
       "tasks: {web: {definition: a.json}}\nservices: {db: {engine: postgres, version: 16}}\n"},
      {"a MySQL without database and user",
       "tasks: {web: {definition: a.json}}\nservices: {db: {engine: mysql, version: \"8.4\"}}\n"},
      {"a network that is too small",
       "tasks: {web: {definition: a.json}}\nvpc: {cidr: 10.0.0.0/30}\n"},
      {"a path that is not inside the image",
       "tasks: {web: {definition: a.json}}\n"
       "images: [{match: x, debian: bookworm, files: {a: /srv/../../etc/a}}]\n"},
      {"a time that is none", "tasks: {web: {definition: a.json}}\npolicy: {max_age: soon}\n"},
      {"a policy whose file has no name", "tasks: {web: {definition: a.json}}\npolicy: \"\"\n"},
      {"YAML that is none", "tasks: {web: {definition: a.json}\n"},
  };
  std::string text;
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK_FALSE(read(std::string(head) + row.text).project);
    text += told(row) + "\n";
  }
  CHECK(test::golden("project/errors", text));
}

TEST_CASE("what is not said has its default") {
  const auto reading = read(std::string(head) + "tasks: {web: {definition: web.json}}\n");
  REQUIRE(reading.project);
  const Project& project = *reading.project;
  CHECK(project.region == "eu-west-1");
  CHECK(project.vpc_cidr == "198.18.0.0/16");
  CHECK(project.scenarios == std::vector<std::string>{"scenarios"});
  CHECK(project.policy.max_age == Milliseconds(7'200'000));
  CHECK_FALSE(project.policy.flaky_is_warning);
  CHECK_FALSE(project.images_prebuilt);
  REQUIRE(project.tasks.size() == 1);
  CHECK(project.tasks.front().hostname == "web");
  CHECK_FALSE(project.tasks.front().exact_health);
}

TEST_CASE("an empty list of scenarios stays empty") {
  const auto reading =
      read(std::string(head) + "tasks: {web: {definition: web.json}}\nscenarios: []\n");
  REQUIRE(reading.project);
  CHECK(reading.project->scenarios.empty());
}

TEST_CASE("what a variable or --set changes is an override, its default is none") {
  const std::string text = std::string(head) +
                           "tasks: {web: {definition: web.json, environment: "
                           "{BUG: \"${env.BUG:-}\", SIZE: \"${size:-small}\"}}}\n";
  const auto plain = read_project(text, "gonogo.yaml", "/shop", {}, {});
  REQUIRE(plain.project);
  CHECK(plain.project->overrides.empty());
  CHECK(plain.project->tasks[0].environment.at("SIZE") == "small");
  const auto changed =
      read_project(text, "gonogo.yaml", "/shop", {{"BUG", "x"}}, {{"size", "large"}});
  REQUIRE(changed.project);
  CHECK(changed.project->tasks[0].environment.at("BUG") == "x");
  CHECK(changed.project->tasks[0].environment.at("SIZE") == "large");
  CHECK(changed.project->overrides.size() == 2);
}

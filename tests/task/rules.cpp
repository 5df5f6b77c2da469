// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/rules.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "emulator/io/document.h"
#include "emulator/task/read.h"
#include "tests/task/rule_rows.h"

namespace gonogo {
namespace {

constexpr const char* good = R"({
  "family": "f", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
  "cpu": "256", "memory": "512", "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
  "containerDefinitions": [{"name": "app", "image": "nginx"}]
})";

void put_over(Value& mapping, const Value& members) {
  for (const Value::Member& member : members.members()) {
    if (member.value.is_null())
      mapping.erase(member.key);
    else
      mapping.set(member.key, member.value);
  }
}

std::string definition_with(const char* members) {
  Value task = *parse_json(good, "good");
  Value patch = *parse_json(members, members);
  if (const Value* container = patch.find("c")) {
    put_over(task.find("containerDefinitions")->items().front(), *container);
    patch.erase("c");
  }
  put_over(task, patch);
  return to_json(task);
}

std::vector<test::RuleRow> all_rows() {
  std::vector<test::RuleRow> rows;
  for (const auto part : {test::task_rows(), test::container_rows(), test::network_rows(),
                          test::value_rows(), test::storage_rows()})
    rows.insert(rows.end(), part.begin(), part.end());
  return rows;
}

Finding::Level level_of(const std::string& rule) {
  for (const TaskRule& known : all_rules())
    if (known.id == rule) return known.level;
  return Finding::Level::error;
}

bool is_for_fargate(const char* members) {
  return std::string(members).find("\"requiresCompatibilities\":[\"EC2\"]") == std::string::npos;
}

}  // namespace

TEST_CASE("every rule refuses what it is about, in its words and at its place") {
  for (const test::RuleRow& row : all_rows()) {
    CAPTURE(row.rule);
    CAPTURE(row.fails);
    const TaskReading reading = read_task_definition(definition_with(row.fails), "t.json");
    const auto found =
        std::find_if(reading.findings.begin(), reading.findings.end(), [&](const Finding& finding) {
          return finding.rule == row.rule && finding.where.pointer == row.pointer;
        });
    REQUIRE(found != reading.findings.end());
    CHECK(found->message.substr(0, std::string(row.message).size()) == row.message);
    CHECK(found->level == level_of(row.rule));
    CHECK(found->where.mark.line > 0);
    if (found->level == Finding::Level::error) CHECK_FALSE(reading.accepted());
  }
}

TEST_CASE("every rule takes what is close to it and good") {
  for (const test::RuleRow& row : all_rows()) {
    CAPTURE(row.rule);
    CAPTURE(row.passes);
    const TaskReading reading = read_task_definition(definition_with(row.passes), "t.json");
    for (const Finding& finding : reading.findings) {
      CAPTURE(finding.message);
      CHECK(finding.rule != row.rule);
      if (is_for_fargate(row.passes)) CHECK(finding.level != Finding::Level::error);
    }
  }
}

TEST_CASE("every rule has a row") {
  // Told by tests of their own below and in reading.cpp.
  std::set<std::string> known{"bare-list", "definition-too-long", "port-range-count"};
  for (const test::RuleRow& row : all_rows()) known.insert(row.rule);
  for (const TaskRule& rule : all_rules()) {
    CAPTURE(rule.id);
    CHECK(known.contains(std::string(rule.id)));
  }
}

TEST_CASE("a definition beyond 64 KiB and a hundred and one port ranges are refused") {
  std::string ranges;
  for (int i = 0; i < 101; ++i)
    ranges += std::string(i == 0 ? "" : ",") + "{\"containerPortRange\":\"" +
              std::to_string(1000 + 2 * i) + "-" + std::to_string(1001 + 2 * i) + "\"}";
  const std::string many = "{\"c\":{\"portMappings\":[" + ranges + "]}}";
  const auto refused = read_task_definition(definition_with(many.c_str()), "t.json");
  REQUIRE(refused.findings.size() == 1);
  CHECK(refused.findings[0].rule == "port-range-count");

  const std::string blanks = definition_with("{}") + std::string(65536, ' ');
  CHECK(read_task_definition(blanks, "t.json").accepted());
  const std::string word = "{\"c\":{\"command\":[\"" + std::string(65536, 'a') + "\"]}}";
  const std::string long_text = definition_with(word.c_str());
  const auto too_long = read_task_definition(long_text, "t.json");
  REQUIRE(too_long.findings.size() == 1);
  CHECK(too_long.findings[0].rule == "definition-too-long");
}

TEST_CASE("all problems of one file are told in the order of the file") {
  const auto reading = read_task_definition(
      "{\n  \"family\": \"a b\",\n  \"cpu\": \"300\",\n  \"memory\": \"512\",\n"
      "  \"requiresCompatibilities\": [\"FARGATE\"],\n  \"networkMode\": \"host\",\n"
      "  \"containerDefinitions\": [\n    {\"name\": \"a\", \"image\": \"i\", \"privileged\": "
      "true,\n"
      "     \"stopTimeout\": 500}\n  ]\n}\n",
      "t.json");
  std::vector<std::string> told;
  for (const Finding& finding : reading.findings)
    told.push_back(finding.where.pointer + " " + std::to_string(finding.where.mark.line));
  CHECK(told == std::vector<std::string>{"/family 2", "/cpu 3", "/networkMode 6",
                                         "/containerDefinitions/0/privileged 8",
                                         "/containerDefinitions/0/stopTimeout 9"});
}

}  // namespace gonogo

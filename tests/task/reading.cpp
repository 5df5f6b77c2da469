// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/read.h"

#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/task/size.h"
#include "tests/support/golden.h"

namespace gonogo {
namespace {

const std::string task_members =
    R"("family":"f","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc","cpu":"256","memory":"512")";
const std::string containers = R"([{"name":"app","image":"nginx","essential":true}])";
const std::string plain = "{" + task_members + ",\"containerDefinitions\":" + containers + "}";

/// "rule pointer line:column" of each finding.
std::vector<std::string> rules_of(const TaskReading& reading) {
  std::vector<std::string> rules;
  for (const Finding& finding : reading.findings)
    rules.push_back(finding.rule + " " + finding.where.pointer + " " +
                    std::to_string(finding.where.mark.line) + ":" +
                    std::to_string(finding.where.mark.column));
  return rules;
}

}  // namespace

TEST_CASE("task definitions are read as people keep them") {
  struct Row {
    const char* what;
    std::string file;
    std::string text;
  };
  const Row rows[] = {
      {"the request", "t.json", plain},
      {"with a byte order mark", "t.json", "\xEF\xBB\xBF" + plain},
      {"wrapped", "t.json", "{\"taskDefinition\": " + plain + "}"},
      {"as described, with tags and an SDK's remarks", "t.json",
       "{\"taskDefinition\": " + plain +
           ", \"tags\": [{\"key\":\"a\",\"value\":\"b\"}], \"ResponseMetadata\": {}}"},
      {"a list of containers", "t.json", containers},
      {"YAML", "t.yaml",
       "family: f\nrequiresCompatibilities: [FARGATE]\nnetworkMode: awsvpc\ncpu: 256\nmemory: 0.5 "
       "GB\n"
       "containerDefinitions:\n  - name: app\n    image: nginx\n"},
      {"a list in YAML", "t.yml", "- name: app\n  image: nginx\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const TaskReading reading = read_task_definition(row.text, row.file);
    REQUIRE(reading.accepted());
    REQUIRE(reading.definition->containers.size() == 1);
    CHECK(reading.definition->containers[0].name == "app");
    CHECK(reading.definition->containers[0].image == "nginx");
  }
}

TEST_CASE("what DescribeTaskDefinition adds is noted, not refused") {
  const auto reading = read_task_definition(
      "{\"taskDefinition\": {" + task_members +
          R"(,"revision":3,"status":"ACTIVE","requiresAttributes":[{"name":"${x}"}],)"
          R"("taskDefinitionArn":"a","compatibilities":["FARGATE"],"registeredAt":1.5,"registeredBy":"b","deregisteredAt":"2026","containerDefinitions":)" +
          containers + "}}",
      "t.json");
  CHECK(reading.accepted());
  CHECK(reading.findings.size() == 8);
  for (const Finding& finding : reading.findings) CHECK(finding.rule == "output-only-key");
}

TEST_CASE("findings point into the file as it is written") {
  CHECK(rules_of(read_task_definition("[{\"name\": \"a b\", \"image\": \"i\"}]", "t.json"))[1] ==
        "container-name /0/name 1:11");
  CHECK(rules_of(read_task_definition("{\"taskDefinition\":\n {\"famly\": \"f\"," + task_members +
                                          ",\"containerDefinitions\":" + containers + "}}",
                                      "t.json")) ==
        std::vector<std::string>{"unknown-key /taskDefinition/famly 2:3"});
  CHECK(join(rules_of(read_task_definition("{\"taskDefinition\":" + plain +
                                               ",\n \"tags\":[{\"key\":\"aws:x\"}], \"other\": 1}",
                                           "t.json")),
             "; ") == "tags /tags/0/key 2:17; unknown-key /other 2:28");
}

TEST_CASE("an unknown key is an error with the nearest known name") {
  const auto reading = read_task_definition(
      "{" + task_members +
          R"(,"containerDefinitions":[{"name":"a","image":"i","enviroment":[],"HealthCheck":{}}]})",
      "t.json");
  REQUIRE(reading.findings.size() == 2);
  CHECK(reading.findings[0].message == "unknown key \"enviroment\"; did you mean \"environment\"?");
  CHECK(reading.findings[1].message ==
        "unknown key \"HealthCheck\"; did you mean \"healthCheck\"?");
  CHECK_FALSE(reading.accepted());
}

TEST_CASE("a key that stands twice is an error with both places") {
  const auto reading = read_task_definition(
      "{\"family\":\"a\",\n\"containerDefinitions\":[{},{\"image\":\"a\",\n\"image\":\"b\"}]}",
      "t.json");
  REQUIRE(rules_of(reading) ==
          std::vector<std::string>{"duplicate-key /containerDefinitions/1/image 3:1"});
  CHECK(reading.findings[0].message ==
        "the key \"image\" stands twice in one mapping: the first one is in line 2");
  CHECK(rules_of(read_task_definition("family: a\nfamily: b\n", "t.yaml"))[0] ==
        "duplicate-key /family 2:1");
}

TEST_CASE("placeholders are told with the way to give their value, and take it") {
  const std::string text =
      "{\"family\":\"<FAMILY>\",\n \"executionRoleArn\":\"arn:aws:iam::${ACCOUNT}:role/x\","
      "\"requiresCompatibilities\":[\"FARGATE\"],\"networkMode\":\"awsvpc\",\"cpu\":\"{{ cpu "
      "}}\",\"memory\":\"512\","
      "\"containerDefinitions\":[{\"name\":\"app\",\"image\":\"<IMAGE1_NAME>\",\"portMappings\":[{"
      "\"containerPort\":\"__PORT__\"}],"
      "\"command\":[\"sh\",\"-c\",\"cat <in> "
      "${HOME}\"],\"environment\":[{\"name\":\"A\",\"value\":\"${LATER}\"}]}]}";
  const auto without = read_task_definition(text, "t.json");
  CHECK_FALSE(without.accepted());
  std::string told;
  for (const Finding& finding : without.findings)
    told += std::string(to_text(finding.level)) + " " + finding.rule + " " + finding.where.pointer +
            " " + std::to_string(finding.where.mark.line) + ": " + finding.message + " - " +
            finding.hint + "\n";
  CHECK(test::golden("task/placeholders", told));

  const auto with = read_task_definition(text, "t.json",
                                         {{"FAMILY", "f"},
                                          {"ACCOUNT", "123456789012"},
                                          {"cpu", ".25 vCPU"},
                                          {"IMAGE1_NAME", "nginx:1"},
                                          {"PORT", "8080"}});
  REQUIRE(with.accepted());
  CHECK(with.definition->cpu == 256);
  CHECK(with.definition->containers[0].image == "nginx:1");
  CHECK(with.definition->containers[0].ports[0].container_port == 8080);
}

TEST_CASE("an image takes a variable as envsubst does, a command keeps its own") {
  const std::string text =
      "{\"family\":\"f\",\"requiresCompatibilities\":[\"FARGATE\"],\"networkMode\":\"awsvpc\","
      "\"cpu\":\"256\",\"memory\":\"512\",\"containerDefinitions\":[{\"name\":\"app\","
      "\"image\":\"$REPO/app:${TAG:-latest}\",\"command\":[\"sh\",\"-c\",\"echo $TAG\"]}]}";
  const auto without = read_task_definition(text, "t.json");
  REQUIRE(without.findings.size() == 2);
  CHECK(without.findings[1].message == "\"${TAG:-latest}\" is a placeholder without a value");
  const auto with = read_task_definition(text, "t.json", {{"REPO", "shop"}, {"TAG", "7"}});
  REQUIRE(with.accepted());
  CHECK(with.definition->containers[0].image == "shop/app:7");
}

TEST_CASE("an image that something stands in for needs no value") {
  auto reading = read_task_definition(
      "{" + task_members + R"(,"containerDefinitions":[{"name":"app","image":"<IMAGE1_NAME>"}]})",
      "t.json");
  CHECK_FALSE(reading.accepted());
  accept_image_placeholders(reading,
                            [](const std::string& image) { return image == "<IMAGE1_NAME>"; });
  CHECK(reading.accepted());
}

TEST_CASE("holes outside of quotes are told all at once, and take values of any kind") {
  const std::string text = "{" + replace_all(task_members, "\"256\"", "${CPU}") +
                           ",\n\"containerDefinitions\":[{\"name\":\"a\",\"image\":<IMG>,\n"
                           "\"memory\": {{ mem }}, \"essential\": $essential}]}";
  const auto without = read_task_definition(text, "t.json");
  std::vector<std::string> told;
  for (const Finding& finding : without.findings)
    told.push_back(finding.message + " " + std::to_string(finding.where.mark.line) + ":" +
                   std::to_string(finding.where.mark.column));
  CHECK(join(told, "; ") == join({"\"${CPU}\" is a placeholder without a value 1:82",
                                  "\"<IMG>\" is a placeholder without a value 2:45",
                                  "\"{{ mem }}\" is a placeholder without a value 3:11",
                                  "\"$essential\" is a placeholder without a value 3:35"},
                                 "; "));
  const auto with = read_task_definition(
      text, "t.json", {{"CPU", "256"}, {"IMG", "nginx"}, {"mem", "128"}, {"essential", "true"}});
  REQUIRE(with.accepted());
  CHECK(with.definition->containers[0].image == "nginx");
  CHECK(with.definition->containers[0].memory == 128);
}

TEST_CASE("what is no definition is said, and never more than once") {
  struct Row {
    std::string text;
    std::string told;
  };
  const Row rows[] = {{"", "bad-json  1:1"},
                      {"{\"family\": \"f\", // why\n}", "bad-json  1:17"},
                      {"[[", "bad-json  1:3"},
                      {"5", "wrong-type  1:1"},
                      {"null", "wrong-type  1:1"},
                      {"\"text\"", "wrong-type  1:1"},
                      {"{\"a\": $B\xFF}", "bad-json  1:9"},
                      {"{% if x %}{}", "bad-json  1:1"},
                      {std::string(5U << 20U, ' '), "definition-too-long  1:1"}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto reading = read_task_definition(row.text, "t.json");
    CHECK_FALSE(reading.accepted());
    CHECK(join(rules_of(reading), "; ") == row.told);
  }
}

TEST_CASE("cpu and memory are read in every spelling that ECS takes") {
  struct Row {
    Value written;
    std::optional<int> cpu;
    std::optional<int> memory;
  };
  const Row rows[] = {
      {"256", 256, 256},    {256, 256, 256},        {".25 vCPU", 256, {}},  {"0.25vcpu", 256, {}},
      {"1 vCPU", 1024, {}}, {"16 VCPU", 16384, {}}, {" 2 vcpu ", 2048, {}}, {"1.0 vCPU", 1024, {}},
      {"2GB", {}, 2048},    {"2 gb", {}, 2048},     {".5 gb", {}, 512},     {"0.5GB", {}, 512},
      {"30 GB", {}, 30720}, {"1e3", {}, {}},        {"-1", {}, {}},         {"", {}, {}},
      {"vCPU", {}, {}},     {"0.3 vCPU", {}, {}},   {"256 units", {}, {}},  {"512 MiB", {}, {}},
      {"1,5 GB", {}, {}},   {Value(0.25), {}, {}}};
  for (const Row& row : rows) {
    CAPTURE(row.written.as_text());
    CHECK(read_cpu(row.written) == row.cpu);
    CHECK(read_memory(row.written) == row.memory);
  }
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/container_values.h"

#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "emulator/task/environment_file.h"

namespace gonogo {
namespace {

const std::string arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";

SecretStore store(const std::string& yaml) {
  return {"secrets.yaml", parse_yaml(yaml, "secrets.yaml")->front()};
}

std::string secret(const std::string& value_from, const std::string& yaml) {
  const auto found = resolve_secret({.name = "X", .value_from = value_from}, store(yaml));
  return found ? found->reveal() : found.error().what;
}

std::map<std::string, std::string> variables(const ContainerDefinition& container,
                                             const EnvironmentInputs& inputs,
                                             const ImageConfig& image = {},
                                             const TaskDefinition& task = {}) {
  Redactor redactor;
  auto all =
      container_environment(task, container, image, store("S: from secret"), inputs, redactor);
  REQUIRE(all);
  return *all;
}

const std::string no_secret =
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource "
    "retrieval failed: unable to retrieve secret from asm: ";

}  // namespace

TEST_CASE("an environment file is read line by line, as it stands") {
  struct Row {
    const char* line;
    std::vector<std::pair<std::string, std::string>> variables;
  };
  const Row rows[] = {
      {"K=v", {{"K", "v"}}},
      {"# K=v", {}},
      {" #x=1", {{" #x", "1"}}},
      {"no equals sign", {}},
      {"=v", {}},
      {"K=", {{"K", ""}}},
      {"K=a=b", {{"K", "a=b"}}},
      {"K=\"v\"", {{"K", "\"v\""}}},
      {"K='v'", {{"K", "'v'"}}},
      {"K= v ", {{"K", " v "}}},
      {"export K=v", {{"export K", "v"}}},
      {"K=$X\\n", {{"K", "$X\\n"}}},
      {"A=1\r\nB=2\r\n", {{"A", "1"}, {"B", "2"}}},
      {"", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK(read_environment_file(row.line) == row.variables);
  }
}

TEST_CASE("overrides are stronger than secrets, those than environment, that than files") {
  ContainerDefinition container{.name = "app"};
  const ImageConfig image{
      .environment = {"A=image", "B=image", "C=image", "D=image", "E=image", "F=image"}};
  container.environment = {{"C", "environment"}, {"D", "environment"}, {"E", "environment"}};
  container.secrets = {{.name = "D", .value_from = "S"}, {.name = "E", .value_from = "S"}};
  const auto all = variables(container,
                             {.overrides = {{"E", "override"}},
                              .file_texts = {"B=first\nC=first\n", "B=second\nF=second\n"}},
                             image);
  CHECK(all.at("A") == "image");
  CHECK(all.at("B") == "first");
  CHECK(all.at("C") == "environment");
  CHECK(all.at("D") == "from secret");
  CHECK(all.at("E") == "override");
  CHECK(all.at("F") == "second");
}

TEST_CASE(
    "Fargate's own variables are there; a container may name another region, not other endpoints") {
  TaskDefinition task{.task_role = "role"};
  ContainerDefinition container{
      .name = "app", .environment = {{"AWS_REGION", "us-east-1"}, {"ECS_AGENT_URI", "mine"}}};
  const EnvironmentInputs inputs{
      .region = "eu-west-1", .task_id = "t1", .container_id = "t1-0", .hostname = "ip-10-0-0-1"};
  const auto all = variables(container, inputs, {}, task);
  CHECK(all.at("AWS_EXECUTION_ENV") == "AWS_ECS_FARGATE");
  CHECK(all.at("AWS_REGION") == "us-east-1");
  CHECK(all.at("AWS_DEFAULT_REGION") == "eu-west-1");
  CHECK(all.at("HOSTNAME") == "ip-10-0-0-1");
  CHECK(all.at("ECS_CONTAINER_METADATA_URI") == "http://169.254.170.2/v3/t1-0");
  CHECK(all.at("ECS_CONTAINER_METADATA_URI_V4") == "http://169.254.170.2/v4/t1-0");
  CHECK(all.at("ECS_AGENT_URI") == "http://169.254.170.2/api/t1-0");
  CHECK(all.at("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").starts_with("/v2/credentials/"));
  CHECK_FALSE(variables(container, inputs).contains("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"));
  CHECK_FALSE(all.contains("FLUENT_HOST"));
  container.log = LogConfiguration{.driver = "awsfirelens"};
  CHECK(variables(container, inputs).at("FLUENT_HOST") == "127.0.0.1");
  CHECK(variables(container, inputs).at("FLUENT_PORT") == "24224");
}

TEST_CASE("a secret is looked up whole, then without its suffix, then by name") {
  const std::string asked = arn + ":password::";
  CHECK(secret(asked, "'" + asked + "': {password: whole}\n'" + arn + "': {password: base}") ==
        "whole");
  CHECK(secret(asked, "'" + arn + "': {password: base}\ndb-AbCdEf: {password: name}") == "base");
  CHECK(secret(asked, "db-AbCdEf: {password: name}\ndb: {password: short}") == "name");
  CHECK(secret(asked, "db: {password: short}") == "short");
  CHECK(
      secret(asked, "'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db': {password: arn}") ==
      "arn");
  CHECK(secret("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "'" + arn + "': full") ==
        "full");
  CHECK(secret(arn, "db: '{\"a\": 1}'") == "{\"a\": 1}");
  CHECK(secret(asked, "db: '{\"password\": \"in text\"}'") == "in text");
}

TEST_CASE("a parameter is looked up by its ARN and by its name") {
  const std::string parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/key";
  CHECK(secret(parameter, "'" + parameter + "': arn") == "arn");
  CHECK(secret(parameter, "/prod/key: name") == "name");
  CHECK(secret(parameter, "prod/key: bare") == "bare");
  CHECK(secret("arn:aws:ssm:eu-west-1:123456789012:parameter/key", "key: flat") == "flat");
  CHECK(secret("/prod/key", "/prod/key: name") == "name");
  CHECK(secret("key", "key: name") == "name");
}

TEST_CASE("stages and version ids are kept beside each other") {
  const std::string all = "db: {versions: {AWSCURRENT: new, AWSPREVIOUS: old, 0a1b: by id}}";
  CHECK(secret(arn, all) == "new");
  CHECK(secret(arn + "::AWSCURRENT:", all) == "new");
  CHECK(secret(arn + "::AWSPREVIOUS:", all) == "old");
  CHECK(secret(arn + ":::0a1b", all) == "by id");
  CHECK(secret(arn, "db: {value: new, versions: {AWSPREVIOUS: old}}") == "new");
  CHECK(secret(arn + ":k:AWSPREVIOUS:", "db: {versions: {AWSPREVIOUS: {k: old}}}") == "old");
  CHECK(secret(arn + ":versions::", "db: {versions: 3, other: 4}") == "3");
}

TEST_CASE("a JSON key is handed out as Go prints it") {
  struct Row {
    const char* json;
    const char* text;
  };
  const Row rows[] = {{"\"a b\"", "a b"},      {"5432", "5432"},
                      {"1000000", "1e+06"},    {"1234567", "1.234567e+06"},
                      {"100000", "100000"},    {"0.5", "0.5"},
                      {"0.00001", "1e-05"},    {"-3", "-3"},
                      {"true", "true"},        {"null", "<nil>"},
                      {"[1, \"a\"]", "[1 a]"}, {"{\"b\": 2, \"a\": {}}", "map[a:map[] b:2]"}};
  for (const Row& row : rows) {
    CAPTURE(row.json);
    CHECK(go_text(*parse_json(row.json, "j")) == row.text);
  }
}

TEST_CASE("what is not there fails in the words of a task that can't start") {
  CHECK(secret(arn, "{}") ==
        no_secret + "service call has been retried 1 time(s): failed to fetch secret " + arn +
            " from secrets manager: ResourceNotFoundException: Secrets Manager can't find the "
            "specified secret.");
  CHECK(secret(arn + ":user::", "db: {password: x}") ==
        no_secret +
            "service call has been retried 1 time(s): retrieved secret from Secrets Manager did "
            "not contain json key user");
  CHECK(secret(arn + "::AWSPREVIOUS:", "db: x")
            .ends_with("can't find the specified secret value for staging label: AWSPREVIOUS"));
  CHECK(secret(arn + ":::ffff", "db: {versions: {AWSCURRENT: x}}")
            .ends_with("can't find the specified secret value for VersionId: ffff"));
  CHECK(secret(arn + ":password", "db: x") ==
        no_secret +
            "an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a "
            "valid ARN and try again.");
  CHECK(
      secret(arn + "::AWSPREVIOUS:ffff", "db: x").starts_with(no_secret + "an invalid ARN format"));
  CHECK(secret("/prod/key", "{}") ==
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource "
        "retrieval failed: "
        "unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid "
        "parameters: /prod/key");
  CHECK(secret(arn + ":k::", "db: no json").find("the secret is no JSON object") !=
        std::string::npos);
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/document.h"
#include "emulator/io/html.h"
#include "emulator/io/sql_script.h"
#include "emulator/io/xml.h"
#include "emulator/lifecycle/script.h"
#include "emulator/project/project.h"
#include "emulator/project/terraform.h"
#include "emulator/task/environment_file.h"
#include "emulator/task/read.h"
#include "emulator/task/secret_value.h"
#include "tests/fuzz/targets.h"

namespace gonogo::fuzz {
namespace {

constexpr std::string_view definition =
    R"({"family":"web","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"256","memory":"512",
 "containerDefinitions":[{"name":"app","image":"nginx:1","essential":true,"portMappings":[{"containerPort":80}],
 "environment":[{"name":"A","value":"1"}],"dependsOn":[{"containerName":"init","condition":"SUCCESS"}],
 "healthCheck":{"command":["CMD-SHELL","true"],"interval":5,"retries":2}},{"name":"init","image":"busybox","essential":false}]})";

void check_findings(const Findings& findings) {
  for (const Finding& finding : findings) {
    hold(!finding.rule.empty() && !finding.message.empty(), "a finding has a rule and a message");
    hold(!finding.where.file.empty(), "a finding is of a file");
  }
}

void task(std::string_view text) {
  const TaskReading reading = read_task_definition(text, "t.json");
  check_findings(reading.findings);
  hold(reading.definition || has_errors(reading.findings), "a refusal says why");
  hold(reading.findings.empty() || !to_text(reading, text).empty(), "findings are told");
}

void task_yaml(std::string_view text) {
  check_findings(read_task_definition(text, "t.yaml").findings);
}

void project(std::string_view text) {
  const ProjectReading reading = read_project(text, "gonogo.yaml", "/p", {}, {});
  check_findings(reading.findings);
  hold(reading.project || has_errors(reading.findings), "a refusal says why");
}

void json(std::string_view text) {
  const auto value = parse_json(text, "f");
  if (!value) return;
  const auto again = parse_json(to_json(*value), "f");
  hold(again && *again == *value, "JSON that is written reads as the same");
}

void yaml(std::string_view text) {
  const auto documents = parse_yaml(text, "f");
  hold(documents || !documents.error().code.empty(), "a refusal has a code");
}

void xml(std::string_view text) {
  const auto root = parse_xml(text, "f");
  if (root) hold(parse_xml(to_xml(*root), "f").has_value(), "XML that is written can be read");
}

void html(std::string_view text) {
  if (const auto page = html_as_xml(text)) (void)select_xpath(*page, "//a/@href");
}

void xpath(std::string_view text) {
  const auto found = select_xpath("<a b='1'><c>2</c><c d='x'>3</c></a>", std::string(text));
  hold(found || found.error().code == "bad-xpath", "a refusal has its code");
}

void sql(std::string_view text) {
  const auto statements = split_sql(text, "f");
  if (!statements) return;
  for (const SqlStatement& statement : *statements)
    for (const size_t at : find_placeholders(statement.text))
      hold(at < statement.text.size() && statement.text[at] == '?', "a placeholder is a ?");
}

void environment_file(std::string_view text) {
  for (const auto& [name, value] : read_environment_file(text)) {
    hold(!name.empty(), "a variable has a name");
    hold(value.find('\n') == std::string::npos, "a value is of one line");
  }
}

void secrets(std::string_view text) {
  const size_t line = text.find('\n');
  auto entries = parse_yaml(line == text.npos ? "" : text.substr(line + 1), "s");
  if (!entries || entries->empty()) return;
  (void)resolve_secret({.name = "X", .value_from = std::string(text.substr(0, line))},
                       {.file = "s", .entries = std::move(entries->front())});
}

void script(std::string_view text) {
  static const auto reading = read_task_definition(definition, "t.json");
  (void)read_script(text, "s", *reading.definition);
}

void terraform(std::string_view text) {
  if (const auto value = parse_json(text, "f")) (void)terraform_facts_of(*value, "f");
}

constexpr Target readers_table[] = {
    {"task", task, definition},
    {"task-yaml", task_yaml,
     "family: web\ncpu: .25 vCPU\nmemory: 1GB\ncontainerDefinitions:\n  - {name: app, image: x}\n"},
    {"project", project,
     "gonogo: 1\nproject: shop\ntasks:\n  web: {definition: t.json, publish: "
     "[\"8080:80\"]}\nservices:\n"
     "  mysql: {engine: mysql, version: \"8.4\", database: d, user: u, password: {secret: p}}\n"
     "policy: {require: {unit: 1}, flaky: warn}\ngate: {triggers: [{command: ./deploy.sh}]}\n"},
    {"json", json, R"({"a":[1,-2.5e3,"\u00e9\ud83d\ude00",null,true],"b":{}})"},
    {"yaml", yaml, "a: &x [1, 'b', \"c\\n\"]\nb: *x\nc: |\n  text\n---\n- {d: ~}\n"},
    {"xml", xml, "<?xml version=\"1.0\"?><a b=\"c\"><d>&lt;e</d><![CDATA[f]]></a>"},
    {"html", html,
     "<!doctype html><p>a<b>c<table><td><a href='x'>y</a><script>if (a<b) {}</script>"},
    {"xpath", xpath, "sum(//c[@d = 'x' or position() < 2]) div count(/a/@b) + string-length(//c[1])"},
    {"sql", sql,
     "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT '?', \"a\", `b`; END//\nDELIMITER ;\nSELECT "
     "? -- ?\n;"},
    {"environment-file", environment_file, "# c\nA=1\nexport B=2\nC\n=D\nE=f=g\r\n"},
    {"secrets", secrets,
     "arn:aws:secretsmanager:eu-west-1:1:secret:a/b-AbCdEf:user:AWSPREVIOUS:\na/b: {versions: "
     "{AWSPREVIOUS: {user: ada}}}\n"},
    {"script", script, "containers:\n  app: {exit: 0, after: 2s}\n  init: {exit: 1}\nuntil: 1m\n"},
    {"terraform", terraform,
     R"({"version":4,"serial":3,"lineage":"x","resources":[{"type":"aws_ecs_task_definition","instances":[{"attributes":{"family":"web"}}]}]})"},
};

}  // namespace

std::span<const Target> reader_targets() { return readers_table; }

}  // namespace gonogo::fuzz

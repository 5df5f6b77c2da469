// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/read.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/task/define.h"
#include "emulator/task/parameters.h"
#include "emulator/task/placeholders.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

constexpr std::string_view wrapper = "/taskDefinition";
constexpr std::string_view containers = "/containerDefinitions";

Result<Value> parse(std::string_view text, const std::string& file) {
  if (!file.ends_with(".yaml") && !file.ends_with(".yml")) return parse_json(text, file);
  auto documents = parse_yaml(text, file);
  if (!documents) return fail(documents.error());
  if (documents->size() == 1) return std::move(documents->front());
  return fail({.code = "wrong-type",
               .what = "a task definition is one document",
               .where = {file, {1, 1}, ""}});
}

Finding finding_of(const Error& error) {
  return {.rule = error.code,
          .message = error.seen.empty() ? error.what : error.what + ": " + error.seen,
          .where = error.where,
          .hint = error.hint};
}

/// How the request was found in the file: findings are told with the file's own pointers.
enum class Wrapping { none, member, list };

Wrapping unwrap(Value& document) {
  if (document.is_array()) {
    Value root = Value::object();
    root.mark = document.mark;
    root.set("containerDefinitions", std::move(document));
    document = std::move(root);
    return Wrapping::list;
  }
  if (document.find("containerDefinitions") != nullptr) return Wrapping::none;
  Value* inner = document.find("taskDefinition");
  if (inner == nullptr || !inner->is_object()) return Wrapping::none;
  Value taken = std::move(*inner);
  document = std::move(taken);
  return Wrapping::member;
}

void restore_pointers(Findings& findings, Wrapping wrapping) {
  for (Finding& finding : findings) {
    std::string& pointer = finding.where.pointer;
    if (wrapping == Wrapping::member) pointer = std::string(wrapper) + pointer;
    if (wrapping == Wrapping::list && pointer.starts_with(containers))
      pointer.erase(0, containers.size());
  }
}

std::string caret_lines(const Finding& finding, const std::vector<std::string>& lines) {
  const auto number = static_cast<size_t>(std::max(finding.where.mark.line, 0));
  if (number == 0 || number > lines.size()) return "";
  const std::string gutter = std::to_string(number) + " | ";
  const auto column = static_cast<size_t>(std::max(finding.where.mark.column, 1));
  return gutter + lines[number - 1] + "\n" + std::string(gutter.size() - 2, ' ') + "| " +
         std::string(column - 1, ' ') + "^\n";
}

}  // namespace

TaskReading read_task_definition(std::string_view text, const std::string& file,
                                 const std::map<std::string, std::string>& settings) {
  TaskReading reading{.file = file};
  auto document = parse(text, file);
  if (!document) {
    reading.findings.push_back(finding_of(document.error()));
    return reading;
  }
  const Wrapping wrapping = unwrap(*document);
  if (!document->is_object()) {
    reading.findings.push_back({.rule = "wrong-type",
                                .message = "a task definition is a mapping, this is " +
                                           std::string(document->kind_name()),
                                .where = {file, document->mark, ""}});
    return reading;
  }
  fill_placeholders(*document, settings, file, reading.findings);
  check_shape(*document, "task", "", file, reading.findings);
  const RegisterRequest request =
      view_request(*document, wrapping == Wrapping::list, text.size());
  apply_rules(request, file, reading.findings);
  restore_pointers(reading.findings, wrapping);
  std::stable_sort(reading.findings.begin(), reading.findings.end(),
                   [](const Finding& a, const Finding& b) {
                     return std::pair(a.where.mark.line, a.where.mark.column) <
                            std::pair(b.where.mark.line, b.where.mark.column);
                   });
  reading.definition = define_task(request, file);
  reading.definition->sha256 = sha256(text);
  return reading;
}

std::vector<std::string> allow_rules(TaskReading& reading, const std::vector<std::string>& rules) {
  std::vector<std::string> used;
  for (Finding& finding : reading.findings) {
    if (finding.level != Finding::Level::error ||
        std::find(rules.begin(), rules.end(), finding.rule) == rules.end())
      continue;
    finding.level = Finding::Level::warning;
    if (std::find(used.begin(), used.end(), finding.rule) == used.end())
      used.push_back(finding.rule);
  }
  return used;
}

std::string to_text(const TaskReading& reading, std::string_view source) {
  const auto lines = split_lines(source);
  std::string text;
  for (const Finding& finding : reading.findings) {
    text += to_text(Location{finding.where.file, finding.where.mark, ""}) + "  " +
            std::string(to_text(finding.level)) + "  " +
            (finding.where.pointer.empty() ? finding.rule : finding.where.pointer) + "\n   " +
            finding.message + "\n" + caret_lines(finding, lines);
    if (!finding.hint.empty()) text += "   " + finding.hint + "\n";
  }
  return text;
}

Value to_value(const TaskReading& reading) {
  Value findings = Value::array();
  for (const Finding& finding : reading.findings) {
    Value value = Value::object({{"level", std::string(to_text(finding.level))},
                                 {"rule", finding.rule},
                                 {"message", finding.message},
                                 {"words", finding.aws_words ? "aws" : "gonogo"},
                                 {"pointer", finding.where.pointer},
                                 {"line", finding.where.mark.line},
                                 {"column", finding.where.mark.column}});
    if (!finding.hint.empty()) value.set("hint", finding.hint);
    findings.push(std::move(value));
  }
  return Value::object({{"file", reading.file},
                        {"kind", "task-definition"},
                        {"accepted", reading.accepted()},
                        {"findings", std::move(findings)}});
}

}  // namespace gonogo

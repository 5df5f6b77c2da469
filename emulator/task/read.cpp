// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/read.h"

#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/encoding.h"
#include "emulator/task/define.h"
#include "emulator/task/parameters.h"
#include "emulator/task/placeholders.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

constexpr std::string_view wrapper = "/taskDefinition";
constexpr std::string_view container_list = "/containerDefinitions";

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

/// The document of a text, also when placeholders stand where JSON wants a value.
std::optional<Value> read_document(std::string_view text, const std::string& file,
                                   const std::map<std::string, std::string>& settings,
                                   Findings& findings) {
  auto document = parse(text, file);
  if (document) return std::move(*document);
  if (const auto refused = refuse_encoding(text, file, document.error().code)) {
    findings.push_back(finding_of(*refused));
    return std::nullopt;
  }
  const std::string filled = fill_bare_placeholders(text, settings, file, findings);
  if (!findings.empty()) return std::nullopt;
  if (filled != text) document = parse(filled, file);
  if (document) return std::move(*document);
  findings.push_back(finding_of(document.error()));
  return std::nullopt;
}

/// AWS takes 64 KiB: what is this long is something else, and not worth minutes of reading.
constexpr size_t longest_text = 4U << 20U;

Finding too_long_to_read(const std::string& file, size_t size) {
  return {.rule = "definition-too-long",
          .message = "this is no task definition: it has " + std::to_string(size >> 20U) +
                     " MiB, AWS takes 64 KiB",
          .where = {file, {1, 1}, ""}};
}

/// The request's own length. The white space between its values is not sent.
size_t length_of(const Value& document, std::string_view text) {
  constexpr size_t surely_short = 65536;
  return text.size() <= surely_short ? text.size() : to_json(document).size();
}

/// What is said twice about one place is said once: what a placeholder stands for is not yet known.
void drop_echoes_of_placeholders(Findings& findings) {
  std::set<std::string> places;
  for (const Finding& finding : findings)
    if (finding.rule == "placeholder") places.insert(finding.where.pointer);
  std::erase_if(findings, [&](const Finding& finding) {
    return finding.rule != "placeholder" && !finding.where.pointer.empty() &&
           places.contains(finding.where.pointer);
  });
}

/// How the request was found in the file: findings are told with the file's own pointers.
struct Wrapping {
  enum class Kind { none, member, list };
  Kind kind = Kind::none;
  bool tags_beside = false;  ///< DescribeTaskDefinition answers them beside the definition
};

Wrapping unwrap_list(Value& document) {
  Value root = Value::object();
  root.mark = document.mark;
  root.set("containerDefinitions", std::move(document));
  document = std::move(root);
  return {.kind = Wrapping::Kind::list};
}

Wrapping unwrap(Value& document, const std::string& file, Findings& findings) {
  if (document.is_array()) return unwrap_list(document);
  if (document.find("containerDefinitions") != nullptr) return {};
  Value* inner = document.find("taskDefinition");
  if (inner == nullptr || !inner->is_object()) return {};
  Wrapping wrapping{.kind = Wrapping::Kind::member};
  Value task = std::move(*inner);
  for (Value::Member& member : document.members()) {
    if (member.key == "tags" && task.find("tags") == nullptr) {
      task.set("tags", std::move(member.value));
      wrapping.tags_beside = true;
    } else if (member.key != "taskDefinition" && member.key != "ResponseMetadata") {
      findings.push_back({.rule = "unknown-key",
                          .message = "unknown key \"" + member.key + "\" beside \"taskDefinition\"",
                          .where = {file, member.mark, pointer_token(member.key)}});
    }
  }
  document = std::move(task);
  return wrapping;
}

void restore_pointers(Findings& findings, const Wrapping& wrapping) {
  for (Finding& finding : findings) {
    std::string& pointer = finding.where.pointer;
    const bool beside = wrapping.tags_beside && pointer.starts_with("/tags");
    if (wrapping.kind == Wrapping::Kind::member && !beside)
      pointer = std::string(wrapper) + pointer;
    if (wrapping.kind == Wrapping::Kind::list && pointer.starts_with(container_list))
      pointer.erase(0, container_list.size());
  }
}

/// The part of a long line that holds the column, and where the column is in it.
std::pair<std::string, size_t> excerpt(const std::string& line, size_t column) {
  constexpr size_t widest = 120;
  constexpr size_t before = 60;
  if (line.size() <= widest) return {line, column};
  size_t begin = column > before ? column - before : 0;
  while (begin > 0 && (static_cast<unsigned char>(line[begin]) & 0xC0U) == 0x80U) --begin;
  return {(begin > 0 ? "…" : "") + line.substr(begin, widest),
          column - begin + (begin > 0 ? 1 : 0)};
}

std::string caret_lines(const Finding& finding, const std::vector<std::string>& lines) {
  const auto number = static_cast<size_t>(std::max(finding.where.mark.line, 0));
  if (number == 0 || number > lines.size()) return "";
  const std::string gutter = std::to_string(number) + " | ";
  const auto [line, column] =
      excerpt(lines[number - 1], static_cast<size_t>(std::max(finding.where.mark.column, 1)));
  return gutter + line + "\n" + std::string(gutter.size() - 2, ' ') + "| " +
         std::string(column - 1, ' ') + "^\n";
}

}  // namespace

TaskReading read_task_definition(std::string_view text, const std::string& file,
                                 const std::map<std::string, std::string>& settings) {
  TaskReading reading{.file = file};
  if (text.size() > longest_text) {
    reading.findings.push_back(too_long_to_read(file, text.size()));
    return reading;
  }
  auto document = read_document(text, file, settings, reading.findings);
  if (!document) return reading;
  Findings beside;
  const Wrapping wrapping = unwrap(*document, file, beside);
  if (!document->is_object()) {
    reading.findings.push_back(
        {.rule = "wrong-type",
         .message = "a task definition is a mapping, this is " + std::string(document->kind_name()),
         .where = {file, document->mark, ""}});
    return reading;
  }
  fill_placeholders(*document, settings, file, reading.findings);
  check_shape(*document, "task", "", file, reading.findings);
  const RegisterRequest request =
      view_request(*document, wrapping.kind == Wrapping::Kind::list, length_of(*document, text));
  apply_rules(request, file, reading.findings);
  drop_echoes_of_placeholders(reading.findings);
  restore_pointers(reading.findings, wrapping);
  std::move(beside.begin(), beside.end(), std::back_inserter(reading.findings));
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

void accept_image_placeholders(TaskReading& reading,
                               const std::function<bool(const std::string&)>& stands_in) {
  if (!reading.definition) return;
  for (Finding& finding : reading.findings) {
    if (finding.rule != "placeholder") continue;
    for (size_t i = 0; i < reading.definition->containers.size(); ++i) {
      const std::string field = "/" + std::to_string(i) + "/image";
      if (finding.where.pointer.ends_with(field) &&
          stands_in(reading.definition->containers[i].image))
        finding.level = Finding::Level::note;
    }
  }
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

// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/verbs.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/shell_words.h"

namespace gonogo {
namespace {

Expectation expecting(std::string field, Value wanted) {
  return {.field = std::move(field), .wanted = std::move(wanted)};
}

Value absent() { return Value::object({{"exists", false}}); }

Field member_of(const Tried& tried, const std::string& owner, std::string_view name) {
  const Value* mapping = tried.fields.find(owner);
  const Value* found = mapping != nullptr ? mapping->find(name) : nullptr;
  return found != nullptr ? Field{*found} : Field{};
}

Field header(const Tried& tried, std::string_view name) {
  const Value* headers = tried.fields.find("headers");
  if (headers == nullptr) return {};
  for (const Value::Member& member : headers->members())
    if (to_lower(member.key) == to_lower(name)) return {member.value};
  return {};
}

Field by_path(const Tried& tried, const VerbRule& rule, const std::string& text) {
  const Value* document = tried.fields.find(rule.document);
  const auto path = parse_json_path(text);
  if (!path) return {.why_missing = to_line(path.error())};
  if (document == nullptr) return {.why_missing = tried.json_problem};
  return {path->value_in(*document)};
}

}  // namespace

Path VerbContext::path_of(const std::string& written) const {
  return (Path(context.project_folder) / Path(file).parent_path() / written).lexically_normal();
}

const std::vector<VerbRule>& verb_rules() {
  // clang-format off
  static const std::vector<VerbRule> rules{
      {Verb::http, "http", {"json", "form", "multipart", "body", "file", "headers", "query", "as", "follow", "tls", "cookies"},
       {"status", "headers", "body", "json", "xpath", "cookies", "duration", "bytes", "redirects", "version", "url"},
       "json", try_http, expecting("status", Value::object({{"lt", 400}}))},
      {Verb::sql, "sql", {"params", "service"},
       {"rows", "row", "value", "count", "affected", "last_id", "error", "duration"},
       "rows", try_sql, expecting("error", absent())},
      {Verb::redis, "redis", {"service"}, {"value", "type", "error", "duration"},
       "value", try_redis, expecting("error", absent())},
      {Verb::exec, "exec", {"in", "stdin", "env", "report"},
       {"exit", "stdout", "stderr", "json", "duration", "cases"},
       "json", try_exec, expecting("exit", 0)},
      {Verb::wait, "wait", {"for", "every"}, {}, "", nullptr},
      {Verb::fixtures, "fixtures", {"service"}, {}, "", try_fixtures},
      {Verb::include, "include", {"with", "as"}, {}, "", nullptr},
      {Verb::fault, "fault", {"for"}, {}, "", nullptr},
      {Verb::browser, "browser", {"as", "size"}, {"url", "title", "text", "console", "requests"}, "", nullptr},
      {Verb::manual, "manual", {"image"}, {"answer", "note", "by"}, "", nullptr},
  };
  // clang-format on
  return rules;
}

const VerbRule& rule_of(Verb verb) {
  return *std::find_if(verb_rules().begin(), verb_rules().end(),
                       [&](const VerbRule& rule) { return rule.verb == verb; });
}

const VerbRule* find_verb(std::string_view name) {
  for (const VerbRule& rule : verb_rules())
    if (rule.name == name) return &rule;
  return nullptr;
}

Result<Value> own_part(const Value& step, const VerbRule& rule) {
  Value part = Value::object();
  part.mark = step.mark;
  for (const Value::Member& member : step.members()) {
    const bool own = member.key == rule.name ||
                     std::find(rule.keys.begin(), rule.keys.end(), member.key) != rule.keys.end();
    if (own) part.members().push_back(member);
  }
  Value* command = part.find("redis");
  if (rule.verb != Verb::redis || command == nullptr || !command->is_text()) return part;
  const auto words = split_words(command->as_text());
  if (!words) return fail(words.error());
  Value list = Value::array();
  list.mark = command->mark;
  for (const std::string& word : *words) list.push(word);
  *command = std::move(list);
  return part;
}

Field field_of(const Tried& tried, const VerbRule& rule, const std::string& field) {
  if (field.starts_with('$')) return by_path(tried, rule, field);
  if (field.starts_with("header ")) return header(tried, trim(field.substr(7)));
  if (field.starts_with("cookie ")) return member_of(tried, "cookies", trim(field.substr(7)));
  if (const Value* found = tried.fields.find(field)) return {*found};
  if (field == "json") return {.why_missing = tried.json_problem};
  const size_t dot = field.find('.');
  if (dot == std::string::npos) return {};
  return member_of(tried, field.substr(0, dot), field.substr(dot + 1));
}

Result<const ServicePlan*> find_service(const Value& body, const EnvironmentPlan& plan,
                                        const std::vector<ServiceEngine>& engines,
                                        std::string_view what) {
  std::vector<const ServicePlan*> fitting;
  std::vector<std::string> names;
  for (const ServicePlan& service : plan.services) {
    if (std::find(engines.begin(), engines.end(), service.engine) == engines.end()) continue;
    fitting.push_back(&service);
    names.push_back(service.name);
  }
  const std::string kind(what);
  if (const Value* wanted = body.find("service")) {
    for (const ServicePlan* service : fitting)
      if (service->name == wanted->as_text()) return service;
    return fail({.code = "unknown-service",
                 .what = "there is no " + kind + " service \"" + wanted->as_text() + "\"" +
                         did_you_mean(wanted->as_text(), names),
                 .where = {.mark = wanted->mark}});
  }
  if (fitting.size() == 1) return fitting[0];
  if (fitting.empty())
    return fail({.code = "unknown-service",
                 .what = "the project has no " + kind + " service",
                 .hint = "add one under services: in gonogo.yaml"});
  return fail({.code = "ambiguous-service",
               .what = "the project has several " + kind + " services: " + join(names, ", "),
               .hint = "say which with service: NAME"});
}

}  // namespace gonogo

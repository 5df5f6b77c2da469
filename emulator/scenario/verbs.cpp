// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/verbs.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/browser_actions.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/shell_words.h"
#include "emulator/scenario/xpath.h"

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
  if (!path) return {.why_missing = to_line(path.error()), .unreadable = true};
  if (document == nullptr)
    return {.why_missing = tried.json_problem,
            .unreadable = tried.json_unreadable || tried.json_withheld};
  return {path->value_in(*document)};
}

Field by_xpath(const Tried& tried, const std::string& expression) {
  const Value* body = tried.fields.find("body");
  if (body == nullptr) return {};
  const Field type = header(tried, "Content-Type");
  auto found = xpath_in(body->as_text(), expression, type.value ? type.value->as_text() : "");
  if (!found) return {.why_missing = to_line(found.error()), .unreadable = true};
  return {*found};
}

}  // namespace

Path VerbContext::path_of(const std::string& written) const {
  return (Path(context.project_folder) / Path(file).parent_path() / written).lexically_normal();
}

namespace {

const std::vector<KeyRule>& tls_keys() {
  static const std::vector<KeyRule> keys{
      {"ca", Shape::text, "file of the authority that signed the server's certificate"},
      {"cert", Shape::text, "file of the client's own certificate"},
      {"key", Shape::text, "file of the client's private key"},
  };
  return keys;
}

const std::vector<KeyRule>& report_keys() {
  static const std::vector<KeyRule> keys{
      {"junit", Shape::text, "path of a JUnit XML report; - is the standard output, here as below"},
      {"tap", Shape::text, "path of a TAP report (version 13 or 14)"},
      {"ctrf", Shape::text, "path of a CTRF report (JSON)"},
  };
  return keys;
}

const VerbRule& http_rule() {
  // clang-format off
  static const VerbRule rule{
      Verb::http, "http", Shape::text, "sends a request", "METHOD URL",
      {{"json", Shape::anything, "the body, as JSON"},
       {"form", Shape::mapping, "the body, as a form (a list repeats its key)"},
       {"multipart", Shape::mapping, "the body, as parts: {name: text, other: {file: PATH, type: image/png}}"},
       {"body", Shape::anything, "the body, as text"},
       {"file", Shape::text, "the body, from a file beside the scenario"},
       {"headers", Shape::mapping, "headers of the request"},
       {"query", Shape::mapping, "parameters added to the URL"},
       {"as", Shape::scalar, "who asks: an actor with cookies of its own"},
       {"follow", Shape::flag, "false: a redirect is the answer (default true)"},
       {"tls", Shape::mapping, "how a server is trusted", &tls_keys()},
       {"cookies", Shape::flag, "false: as somebody without any"},
       {"version", Shape::choice, "the version of HTTP that is spoken", nullptr, false, {"1.1", "2"}},
       {"baseline", Shape::text, "URL of a bare request to compare the time with: both are sent in turn"},
       {"samples", Shape::integer, "how often both are sent for that (default 11); the medians count"}},
      {{"status", "a number; `2xx` and a list may stand beside it"},
       {"headers", "mapping by name, whatever the case"},
       {"body", "text"},
       {"json", "the body as JSON: by JSONPaths, or as a whole"},
       {"xpath", "the body as XML or HTML, by XPaths"},
       {"cookies", "those that this answer set"},
       {"duration", "milliseconds"}, {"bytes", "length of the body"}, {"redirects", "how many were followed"},
       {"version", "of HTTP: 1.1 or 2"}, {"url", "the last one asked"}, {"ratio", "its time, as a multiple of the baseline's"}},
      "json", check_http, try_http, expecting("status", Value::object({{"lt", 400}}))};
  // clang-format on
  return rule;
}

const VerbRule& sql_rule() {
  // clang-format off
  static const VerbRule rule{
      Verb::sql, "sql", Shape::text, "executes a statement", "STATEMENT with ? for parameters",
      {{"params", Shape::list, "values for the ?"},
       {"service", Shape::text, "which database, where there are several"}},
      {{"rows", "list of lists"}, {"columns", "list of names"}, {"row", "the first row, by column"}, {"value", "the first cell"},
       {"count", "number of rows"}, {"affected", "number of rows changed"}, {"last_id", "the AUTO_INCREMENT id made"},
       {"error", "{code, message} of a refusal"}, {"duration", "milliseconds"}},
      "rows", check_sql, try_sql, expecting("error", absent())};
  // clang-format on
  return rule;
}

const VerbRule& redis_rule() {
  // clang-format off
  static const VerbRule rule{
      Verb::redis, "redis", Shape::words, "sends a command", "COMMAND, quoted as in a shell, or a list",
      {{"service", Shape::text, "which Redis, where there are several"}},
      {{"value", "text, number, list or null"}, {"type", "string, status, integer, array or null"},
       {"error", "text of a refusal"}, {"duration", "milliseconds"}},
      "value", check_redis, try_redis, expecting("error", absent())};
  // clang-format on
  return rule;
}

const VerbRule& exec_rule() {
  // clang-format off
  static const VerbRule rule{
      Verb::exec, "exec", Shape::words, "runs a program", "a list of words, or text for a shell",
      {{"in", Shape::text, "TASK/CONTAINER; without it the host"},
       {"stdin", Shape::scalar, "what it reads"},
       {"env", Shape::mapping, "variables of its environment"},
       {"report", Shape::mapping, "the test report that it writes: each case counts", &report_keys()}},
      {{"exit", "its code; 128 + N where signal N killed it"}, {"stdout", "text"}, {"stderr", "text"},
       {"json", "the standard output as JSON"}, {"duration", "milliseconds"},
       {"cases", "of the report: {total, passed, failed, errored, skipped}"}},
      "json", check_exec, try_exec, expecting("exit", 0)};
  // clang-format on
  return rule;
}

std::vector<VerbRule> all_rules() {
  // clang-format off
  return {
      http_rule(), sql_rule(), redis_rule(), exec_rule(),
      {Verb::wait, "wait", Shape::step, "tries one step until it is as expected", "STEP with its expect",
       {{"for", Shape::duration, "how long at most (default 10s)"}, {"every", Shape::duration, "the pause between two tries (default 20ms)"}},
       {}, "", nullptr, nullptr, {}},
      {Verb::fixtures, "fixtures", Shape::fixtures, "loads data", "list of files (.sql .csv .json .redis) or {table: [rows]}",
       {{"service", Shape::text, "into which, where there are several"}}, {}, "", check_fixtures, try_fixtures, {}},
      {Verb::include, "include", Shape::text, "runs the steps of a fragment, in a scope of their own", "FILE",
       {{"with", Shape::mapping, "its arguments"}, {"as", Shape::text, "the name under which its captures come back"}},
       {}, "", nullptr, nullptr, {}},
      {Verb::fault, "fault", Shape::mapping, "breaks something on purpose: what ends by it is no loss", "{kill: TASK/CONTAINER} and the like",
       {{"for", Shape::duration, "when this is over it is taken back, at the end of the step that runs then"}}, {}, "", check_fault, try_fault, {}, &fault_keys()},
      {Verb::environment, "environment", Shape::text, "looks whether every task runs and is healthy, and every service is ready", "healthy",
       {}, {{"problems", "list of texts: what is not so"}}, "problems", check_environment, try_environment,
       expecting("problems", Value::array())},
      {Verb::browser, "browser", Shape::list, "acts in a browser", "list of actions",
       {{"as", Shape::scalar, "who acts: an actor with a browser of its own"}, {"size", Shape::text, "of the window: 1280x800"}},
       {{"url", "where it is"}, {"title", "of the page"}, {"text", "what can be seen"}, {"console", "list of errors, since it was opened"},
        {"requests", "list of those that failed, since then"}, {"script", "what a script returned"}, {"dialog", "what the last dialog said"}},
       "script", check_browser, try_browser, {}},
      {Verb::manual, "manual", Shape::text, "asks a person", "what to look at",
       {{"image", Shape::text, "a picture to show"}, {"by", Shape::text, "who usually answers"}},
       {{"answer", "pass or fail"}, {"note", "text"}, {"by", "who answered"}}, "", check_manual, try_manual, {}},
  };
  // clang-format on
}

}  // namespace

const std::vector<VerbRule>& verb_rules() {
  static const std::vector<VerbRule> rules = all_rules();
  return rules;
}

const VerbRule& rule_of(Verb verb) {
  return *std::find_if(verb_rules().begin(), verb_rules().end(),
                       [&](const VerbRule& rule) { return rule.verb == verb; });
}

bool has_own_checks(const Step& step) {
  if (step.verb == Verb::manual || step.undefined || step.body.find("report") != nullptr)
    return true;
  const Value* actions = step.verb == Verb::browser ? step.body.find("browser") : nullptr;
  if (actions == nullptr) return false;
  return std::any_of(actions->items().begin(), actions->items().end(), [](const Value& action) {
    const auto& members = action.members();
    const BrowserAction* rule = members.empty() ? nullptr : find_browser_action(members[0].key);
    return rule != nullptr && rule->checks;
  });
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
                     std::any_of(rule.keys.begin(), rule.keys.end(),
                                 [&](const KeyRule& key) { return key.name == member.key; });
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
  if (field.starts_with("xpath ")) return by_xpath(tried, std::string(trim(field.substr(6))));
  if (field.starts_with("header ")) return header(tried, trim(field.substr(7)));
  if (field.starts_with("cookie ")) return member_of(tried, "cookies", trim(field.substr(7)));
  if (const Value* found = tried.fields.find(field))
    return {.value = *found,
            .columns = field == "rows" ? tried.columns : std::vector<std::string>{}};
  if (field == "json")
    return {.why_missing = tried.json_problem, .unreadable = tried.json_unreadable};
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

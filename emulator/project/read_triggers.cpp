// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>

#include "emulator/base/reader.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/project/read_parts.h"
#include "emulator/project/trigger.h"

namespace gonogo {
namespace {

constexpr std::string_view own_prefix = "GONOGO_";

// Parts of an address: nothing that could lead to another place.
bool is_slug(const std::string& text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), plain);
}

bool is_commit(const std::string& text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_variable_name(const std::string& text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), plain);
}

std::string required_slug(Reader& reader, std::string_view key) {
  if (!reader.require(key)) return "";
  std::string text = reader.text(key).value_or("");
  if (!is_slug(text))
    reader.report("bad-name", "\"" + text + "\" is no name in an address of Bitbucket", key,
                  "as in bitbucket.org/WORKSPACE/REPOSITORY");
  return text;
}

// `{env: NAME}`: the secret itself never stands in a file.
void read_secret_variable(Reader& reader, std::string_view key, std::string& name) {
  const Value* value = reader.mapping(key);
  if (value == nullptr) return;
  const Value* env = value->find("env");
  if (env != nullptr && is_variable_name(env->as_text()) && value->members().size() == 1)
    name = env->as_text();
  else
    reader.report("wrong-type", "\"" + std::string(key) + "\" names an environment variable", key,
                  std::string(key) + ": {env: NAME}");
}

void read_variables(Reader& reader, BitbucketTrigger& trigger, Findings& findings) {
  const Value* variables = reader.mapping("variables");
  if (variables == nullptr) return;
  trigger.variables =
      read_text_map(*variables, reader.file(), reader.pointer("variables"), findings);
  for (const auto& [name, value] : trigger.variables) {
    if (!is_variable_name(name))
      reader.report("bad-name", "\"" + name + "\" is no name of a variable", "variables");
    if (name.starts_with(own_prefix))
      reader.report("reserved-name", "variables that begin with GONOGO_ are the gate's own",
                    "variables");
  }
}

void read_target(Reader& reader, BitbucketTrigger& trigger) {
  trigger.ref = reader.text("ref").value_or("");
  if (const auto type = reader.choice("ref_type", {"branch", "tag"})) trigger.tag = *type == "tag";
  trigger.commit = reader.text("commit").value_or("");
  if (!trigger.commit.empty() && !is_commit(trigger.commit))
    reader.report("bad-commit", "a pinned commit has all its 40 digits", "commit");
}

BitbucketTrigger read_bitbucket(Reader& reader, Findings& findings) {
  BitbucketTrigger trigger;
  trigger.workspace = required_slug(reader, "workspace");
  trigger.repository = required_slug(reader, "repository");
  if (reader.require("pipeline")) trigger.pipeline = reader.text("pipeline").value_or("");
  read_target(reader, trigger);
  read_variables(reader, trigger, findings);
  trigger.user = reader.text("user").value_or("");
  read_secret_variable(reader, "token", trigger.token_variable);
  if (const auto deadline = reader.duration("deadline")) trigger.deadline = *deadline;
  return trigger;
}

WebhookTrigger read_webhook(Reader& reader) {
  WebhookTrigger trigger;
  if (reader.require("url")) trigger.url = reader.text("url").value_or("");
  const bool safe = trigger.url.starts_with("https://") ||
                    trigger.url.starts_with("http://127.0.0.1:") ||
                    trigger.url.starts_with("http://localhost:");
  if (!trigger.url.empty() && !safe)
    reader.report("bad-url", "a webhook is called by https, or at 127.0.0.1", "url");
  read_secret_variable(reader, "secret", trigger.secret_variable);
  return trigger;
}

std::optional<Trigger> read_trigger(const Value& item, const std::string& file,
                                    const std::string& pointer, Findings& findings) {
  const auto report = [&](const std::string& rule, const std::string& message,
                          const std::string& hint) {
    findings.push_back(
        {.rule = rule, .message = message, .where = {file, item.mark, pointer}, .hint = hint});
    return std::nullopt;
  };
  if (!item.is_object() || item.members().size() != 1)
    return report("wrong-type", "a trigger is a mapping of one key: its kind",
                  "- bitbucket: {workspace: …, repository: …, ref: …, pipeline: …}");
  const auto& [kind, settings, mark] = item.members().front();
  Trigger trigger{.action = CommandTrigger{}, .where = {file, item.mark, pointer}};
  if (kind == "command") {
    if (trim(settings.as_text()).empty())
      return report("wrong-type", "the trigger \"command\" is the text of a command",
                    "- command: ./deploy.sh");
    trigger.action = CommandTrigger{settings.as_text()};
    return trigger;
  }
  if (kind != "bitbucket" && kind != "webhook")
    return report("unknown-value",
                  "\"" + kind + "\" is no kind of trigger" +
                      did_you_mean(kind, {"bitbucket", "webhook", "command"}),
                  "bitbucket, webhook or command");
  if (!settings.is_object())
    return report("wrong-type", "the trigger \"" + kind + "\" is a mapping", "");
  Reader reader(settings, file, pointer + "/" + kind, findings);
  if (kind == "bitbucket")
    trigger.action = read_bitbucket(reader, findings);
  else
    trigger.action = read_webhook(reader);
  reader.finish();
  return trigger;
}

}  // namespace

std::vector<Trigger> read_triggers(const Value& list, const std::string& file, Findings& findings) {
  std::vector<Trigger> triggers;
  std::set<std::string> seen;
  for (size_t i = 0; i < list.items().size(); ++i) {
    const Value& item = list.items()[i];
    const std::string pointer = "/gate/triggers/" + std::to_string(i);
    if (!seen.insert(to_json(item)).second)
      findings.push_back({.rule = "duplicate-trigger",
                          .message = "the same trigger stands here twice: it is started once",
                          .where = {file, item.mark, pointer},
                          .hint = "give each its own variables, for example {SERVICE: frontend}"});
    if (auto trigger = read_trigger(item, file, pointer, findings))
      triggers.push_back(std::move(*trigger));
  }
  return triggers;
}

}  // namespace gonogo

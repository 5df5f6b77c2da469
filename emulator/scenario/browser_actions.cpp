// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/browser_actions.h"

#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/scenario/browser_keys.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

using Checks = Result<std::vector<CheckResult>>;

constexpr size_t longest_actual = 600;
// An answer of the product may still be on its way: a third of a second of looks.
constexpr int looks_for_absence = 6;
constexpr Milliseconds between_looks(60);

Checks done(const Result<Value>& value) {
  if (!value) return fail(value.error());
  return std::vector<CheckResult>{};
}

Checks open_url(Page& page, const Value& url, Tried&) {
  // So that the driver gives up in time and still serves a picture afterwards.
  const Value limit = Value::object({{"pageLoad", static_cast<std::int64_t>(page.left().count())}});
  if (auto set = page.ask("POST", "/timeouts", limit); !set) return fail(set.error());
  return done(page.ask("POST", "/url", Value::object({{"url", url}})));
}

/// Finds the target and does it, anew as long as the page moves it away.
Checks on_target(Page& page, const Value& target, TargetUse use, const std::string& command,
                 const Value& body = {}) {
  return done(page.wait<Value>([&]() -> Result<Value> {
    auto element = find_target(page, target, use);
    if (!element) return element;
    return page.ask("POST", WebDriver::path_of(*element) + command, body);
  }));
}

Checks click(Page& page, const Value& target, Tried&) {
  return on_target(page, target, TargetUse::any, "/click");
}

Checks type(Page& page, const Value& value, Tried&) {
  return on_target(page, *value.find("into"), TargetUse::field, "/value",
                   Value::object({{"text", text_of(*value.find("text"))}}));
}

Checks clear(Page& page, const Value& target, Tried&) {
  return on_target(page, target, TargetUse::field, "/clear");
}

constexpr const char* find_options = R"js(
const [select, wanted] = arguments;
if (select.tagName !== 'SELECT') return {custom: true};
const plain = (text) => text.replace(/\s+/g, ' ').trim();
const all = [...select.options].filter((option) => !option.disabled);
const exact = all.filter((option) => plain(option.label) === wanted || option.value === wanted);
const some = exact.length ? exact : all.filter((option) => plain(option.label).includes(wanted));
return {found: some, names: (some.length ? some : all).map((option) => plain(option.label))};
)js";

Result<Value> option_of(Page& page, const Value& select, const Value& option) {
  const std::string wanted = text_of(option);
  const auto options = page.run(find_options, Value(Value::Array{select, Value(wanted)}));
  if (!options) return fail(options.error());
  if (flag_of(*options, "custom")) {
    if (auto opened = page.ask("POST", WebDriver::path_of(select) + "/click"); !opened)
      return opened;
    return find_target(page, Value::object({{"role", "option"}, {"name", wanted}}), TargetUse::any);
  }
  const auto& found = part_of(*options, "found").items();
  const auto names = texts_of(*options, "names");
  if (found.size() == 1) return found[0];
  if (found.empty())
    return fail({.code = "target-missing",
                 .what = "there is no option \"" + wanted + "\"" + did_you_mean(wanted, names),
                 .where = {.mark = option.mark},
                 .seen = join(names, ", ")});
  return fail({.code = "target-ambiguous",
               .what = "\"" + wanted + "\" fits " + std::to_string(found.size()) + " options",
               .where = {.mark = option.mark},
               .seen = join(names, ", ")});
}

Checks select(Page& page, const Value& value, Tried&) {
  return done(page.wait<Value>([&]() -> Result<Value> {
    auto list = find_target(page, *value.find("in"), TargetUse::choice);
    if (!list) return list;
    auto option = option_of(page, *list, *value.find("option"));
    if (!option) return option;
    return page.ask("POST", WebDriver::path_of(*option) + "/click");
  }));
}

Checks set_check(Page& page, const Value& target, bool wanted) {
  return done(page.wait<Value>([&]() -> Result<Value> {
    auto box = find_target(page, target, TargetUse::check);
    if (!box) return box;
    const std::string path = WebDriver::path_of(*box);
    auto state = page.run(
        "return arguments[0].checked ?? arguments[0].getAttribute('aria-checked') === 'true'",
        Value(Value::Array{*box}));
    if (!state || state->as_bool() == wanted) return state;
    return page.ask("POST", path + "/click");
  }));
}

Checks check_box(Page& page, const Value& target, Tried&) { return set_check(page, target, true); }
Checks uncheck_box(Page& page, const Value& target, Tried&) {
  return set_check(page, target, false);
}

Checks upload(Page& page, const Value& value, Tried&) {
  std::vector<std::string> paths;
  const Value& files = *value.find("files");
  const auto add = [&](const Value& file) {
    paths.push_back(std::filesystem::absolute(page.context().path_of(text_of(file))).string());
  };
  if (!files.is_array()) add(files);
  for (const Value& file : files.items()) add(file);
  for (const std::string& path : paths)
    if (!path_exists(path))
      return fail({.code = "missing-file",
                   .what = "there is no file to upload",
                   .where = {.mark = files.mark},
                   .seen = path});
  return on_target(page, *value.find("to"), TargetUse::file, "/value",
                   Value::object({{"text", join(paths, "\n")}}));
}

Checks press(Page& page, const Value& keys, Tried&) {
  const auto actions = key_actions(text_of(keys));
  if (!actions) return fail(actions.error());
  return done(page.ask("POST", "/actions", *actions));
}

/// The words of the page, or those in a target: its value where it is a field.
Result<std::string> words_of(Page& page, const Value& value, bool with_values = false) {
  const Value* inside = value.find("in");
  if (inside == nullptr) return page.text(with_values);
  const auto element = find_target(page, *inside, TargetUse::any);
  if (!element) return fail(element.error());
  const auto text = page.run(
      "const it = arguments[0];"
      "const text = it.selectedOptions ? it.selectedOptions[0]?.label : it.value ?? it.innerText;"
      "return (text ?? '').replace(/\\s+/g, ' ').trim()",
      Value(Value::Array{*element}));
  if (!text) return fail(text.error());
  return text->as_text();
}

std::string wanted_words(const Value& value) {
  std::string words;
  for (const std::string& each :
       split(replace_all(text_of(value.is_object() ? *value.find("text") : value), "\n", " "), ' '))
    if (!each.empty()) words += (words.empty() ? "" : " ") + each;
  return words;
}

std::string place_text(const Value& value) {
  const Value* inside = value.find("in");
  return inside != nullptr ? target_text(*inside) : "the page";
}

CheckResult words_check(const Value& value, const std::string& actual, bool seen, bool passed) {
  return {.what = place_text(value),
          .mark = value.mark,
          .op = seen ? "contains" : "not contains",
          .expected = printed(Value(wanted_words(value))),
          .actual = printed(Value(cut(actual, longest_actual))),
          .passed = passed};
}

Checks see(Page& page, const Value& value, Tried&) {
  const std::string wanted = wanted_words(value);
  if (wanted.empty())  // of a variable: every page contains it
    return std::vector{words_check(value, "", true, false)};
  for (;;) {
    const auto words = words_of(page, value);
    if (!words && (page.is_late() || words.error().code == "browser-lost" ||
                   words.error().code == "browser-unexpected-alert-open"))
      return fail(words.error());
    const bool there = words && words->find(wanted) != std::string::npos;
    if (there || page.is_late())
      return std::vector{words_check(value, words.value_or(""), true, there)};
    page.clock().sleep(Milliseconds(20));
  }
}

// A page that has only just been asked for something is looked at more than once.
Checks not_see(Page& page, const Value& value, Tried&) {
  const std::string unwanted = wanted_words(value);
  for (int absent = 0;;) {
    const auto words = words_of(page, value, true);
    if (!words) return fail(words.error());
    const bool there = words->find(unwanted) != std::string::npos;
    absent = there ? 0 : absent + 1;
    if (absent == looks_for_absence || (there && page.is_late()))
      return std::vector{words_check(value, *words, false, !there)};
    page.clock().sleep(between_looks);
  }
}

bool fits(const std::string& actual, const Value& wanted, const VerbContext& context) {
  if (wanted.is_object())
    return judge(Value(actual), wanted, {context.context.world.clock.wall()}).holds;
  const std::string pattern = text_of(wanted);
  return actual == pattern || glob_matches(pattern, actual);
}

template <typename Read>
Checks wait_until_fits(Page& page, const Value& wanted, const std::string& what, Read read) {
  for (;;) {
    const Result<std::string> actual = read();
    if (!actual) return fail(actual.error());
    const bool holds = fits(*actual, wanted, page.context());
    if (holds || page.is_late())
      return std::vector{
          CheckResult{.what = what,
                      .mark = wanted.mark,
                      .op = wanted.is_object() ? wanted.members()[0].key : "eq",
                      .expected = printed(wanted.is_object() ? wanted.members()[0].value : wanted),
                      .actual = printed(Value(*actual)),
                      .passed = holds}};
    page.clock().sleep(Milliseconds(20));
  }
}

std::string path_shown(const std::string& url) {
  const size_t host = url.find("://");
  const size_t path = host == std::string::npos ? host : url.find('/', host + 3);
  return path == std::string::npos ? url : url.substr(path);
}

Checks at(Page& page, const Value& wanted, Tried&) {
  const bool only_path = wanted.as_text().starts_with('/');
  return wait_until_fits(page, wanted, "url", [&]() -> Result<std::string> {
    auto url = page.url();
    if (url && only_path) return path_shown(*url);
    return url;
  });
}

Checks title(Page& page, const Value& wanted, Tried&) {
  return wait_until_fits(page, wanted, "title", [&] { return page.title(); });
}

Checks wait_for(Page& page, const Value& target, Tried&) {
  if (const auto element = find_target(page, target, TargetUse::any); !element)
    return fail(element.error());
  return std::vector{CheckResult{.what = target_text(target),
                                 .mark = target.mark,
                                 .op = "visible",
                                 .expected = "true",
                                 .actual = "true",
                                 .passed = true}};
}

Checks screenshot(Page& page, const Value& name, Tried& tried) {
  if (auto kept = keep_screenshot(page, text_of(name), tried); !kept) return fail(kept.error());
  return std::vector<CheckResult>{};
}

Checks dialog(Page& page, const Value& answer, Tried& tried) {
  const auto said = page.wait<Value>([&] { return page.ask("GET", "/alert/text"); });
  if (!said) return fail(said.error());
  tried.fields.set("dialog", *said);
  const std::string text = text_of(answer);
  if (text == "dismiss") return done(page.ask("POST", "/alert/dismiss"));
  if (text != "accept") {
    const auto typed = page.ask("POST", "/alert/text", Value::object({{"text", text}}));
    if (!typed) return fail(typed.error());
  }
  return done(page.ask("POST", "/alert/accept"));
}

Checks script(Page& page, const Value& text, Tried& tried) {
  auto value = page.run(text_of(text));
  if (!value) return fail(value.error());
  tried.fields.set("script", std::move(*value));
  return std::vector<CheckResult>{};
}

}  // namespace

const std::vector<BrowserAction>& browser_actions() {
  using enum BrowserAction::Shape;
  static const std::vector<BrowserAction> actions{
      {"open", text, "", "", false, open_url},
      {"click", target, "", "", false, click},
      {"type", pair, "into", "text", false, type},
      {"clear", target, "", "", false, clear},
      {"select", pair, "in", "option", false, select},
      {"check", target, "", "", false, check_box},
      {"uncheck", target, "", "", false, uncheck_box},
      {"upload", pair, "to", "files", false, upload},
      {"press", text, "", "", false, press},
      {"see", words, "in", "text", true, see},
      {"not_see", words, "in", "text", true, not_see},
      {"at", expected, "", "", true, at},
      {"title", expected, "", "", true, title},
      {"wait_for", target, "", "", true, wait_for},
      {"dialog", text, "", "", false, dialog},
      {"screenshot", text, "", "", false, screenshot},
      {"script", text, "", "", false, script},
  };
  return actions;
}

const BrowserAction* find_browser_action(std::string_view name) {
  for (const BrowserAction& action : browser_actions())
    if (action.name == name) return &action;
  return nullptr;
}

}  // namespace gonogo

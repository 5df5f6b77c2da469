// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/browser_actions.h"
#include "emulator/scenario/browser_host.h"
#include "emulator/scenario/text_forms.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

constexpr size_t longest_text = 64U << 10U;

Result<Browser*> browser_of(const Value& body, VerbContext& context, Milliseconds timeout) {
  if (!context.browsers) {
    auto host = BrowserHost::start(context.context, timeout);
    if (!host) return fail(host.error());
    context.browsers = std::move(*host);
  }
  return static_cast<BrowserHost&>(*context.browsers)
      .browser(text_of(body, "as"), text_of(body, "size"), timeout);
}

std::string action_text(const Value& action) {
  const Value::Member& member = action.members()[0];
  return member.key + ": " + text_of(member.value);
}

// A page that nobody opened shows nothing, and nothing is what `not_see` waits for.
std::optional<Error> refuse_unopened(const Value& body, const Browser& browser,
                                     const std::string& action) {
  if (browser.opened || action == "open" || action == "script") return std::nullopt;
  const std::string actor = text_of(body, "as");
  return Error{.code = "nothing-opened",
               .what = "no page was opened before in this browser" +
                       (actor.empty() ? "" : ", that of \"" + actor + "\""),
               .hint = "open: ${task.NAME}/ comes first, by the same actor"};
}

// Asked for something by the page, it answers to nothing else.
Error explained(Page& page, const Error& error) {
  if (error.code != "browser-unexpected-alert-open") return error;
  return {.code = "dialog-open",
          .what = "a dialog of the page waits for an answer",
          .where = error.where,
          .seen = page.dialog().value_or(""),
          .hint = "dialog: accept, or dismiss, or the text to type into it"};
}

/// Does the actions in their order until one fails.
void act(const Value& body, Browser& browser, Page& page, Tried& tried) {
  const Value& actions = *body.find("browser");
  for (const Value& action : actions.items()) {
    tried.request += (tried.request.empty() ? "" : "\n") + action_text(action);
    const Value::Member& member = action.members()[0];
    if ((tried.error = refuse_unopened(body, browser, member.key))) return;
    browser.opened = true;
    auto checks = find_browser_action(member.key)->act(page, member.value, tried);
    if (!checks) {
      tried.error = explained(page, checks.error());
      if (tried.error->where.mark == Mark{}) tried.error->where.mark = member.mark;
      tried.product_at_fault = tried.error->code != "browser-lost" &&
                               tried.error->code != "environment-lost" &&
                               tried.error->code != "interrupted";
      return;
    }
    tried.checks.insert(tried.checks.end(), checks->begin(), checks->end());
    if (!all_passed(*checks)) return;
  }
}

/// Those that are new; nothing where they can't be had.
std::optional<Value> console_errors(Page& page) {
  Value errors = Value::array();
  const auto entries = page.ask("POST", "/se/log", Value::object({{"type", "browser"}}));
  if (!entries) return std::nullopt;
  for (const Value& entry : entries->items())
    if (text_of(entry, "level") == "SEVERE") errors.push(text_of(entry, "message"));
  return errors;
}

/// The network's part: what failed since the last look, and a HAR of all.
std::optional<Value> look_at_network(Page& page, BrowserNetwork& network, Tried& tried) {
  const auto entries = page.ask("POST", "/se/log", Value::object({{"type", "performance"}}));
  if (!entries) return std::nullopt;
  network.take(*entries, [&](const std::string& id) {
    return page.command("Network.getResponseBody", Value::object({{"requestId", id}}))
        .value_or(Value());
  });
  if (!network.empty())
    if (auto file = keep_latest_evidence(page.context(), "network.har", to_json(network.har(), 1)))
      tried.evidence.push_back(*file);
  return network.take_failures();
}

/// What is new is told; the field has all since the browser was opened, so that a page is kept clean by
/// one expectation at the end.
void add_lines(const std::optional<Value>& lines, Value& all, const std::string& before,
               const char* field, Tried& tried) {
  if (!lines) return;
  for (const Value& line : lines->items()) {
    tried.output += before + line.as_text() + "\n";
    all.push(line);
  }
  tried.fields.set(field, all);
}

/// What the page looks like when the step has ended, whichever way.
void look_back(Page& page, Browser& browser, Tried& tried) {
  if (tried.error &&
      (tried.error->code == "browser-lost" || tried.error->code == "environment-lost"))
    return;
  // Below a dialog there is nothing to be had, not even a picture.
  if (const auto dialog = page.dialog()) {
    tried.response = "a dialog: " + *dialog;
    tried.fields.set("dialog", *dialog);
    return;
  }
  const bool good = !tried.error && all_passed(tried.checks);
  const auto kept = keep_screenshot(page, good ? "step" : "failed", tried);
  if (!kept && kept.error().code == "browser-lost") {
    tried.error = tried.error ? tried.error : std::optional(kept.error());
    return;
  }
  if (tried.error && tried.error->code == "page-hangs") return;
  if (const auto url = page.url()) tried.fields.set("url", *url);
  if (const auto title = page.title()) tried.fields.set("title", *title);
  if (const auto text = page.text()) tried.fields.set("text", cut(*text, longest_text));
  add_lines(console_errors(page), browser.console, "console: ", "console", tried);
  add_lines(look_at_network(page, browser.network, tried), browser.requests, "request: ", "requests",
            tried);
  if (!tried.output.empty())
    if (auto file = keep_evidence(page.context(), "console.txt", tried.output))
      tried.evidence.push_back(*file);
  tried.response = text_of(tried.fields, "title") + "  " + text_of(tried.fields, "url");
}

}  // namespace

Tried try_browser(const Value& body, VerbContext& context, Milliseconds timeout) {
  Tried tried;
  const Moment deadline = context.context.world.clock.now() + timeout;
  const auto browser = browser_of(body, context, timeout);
  if (!browser) {
    tried.error = browser.error();
    return tried;
  }
  Page page((*browser)->driver, context, deadline);
  act(body, **browser, page, tried);
  look_back(page, **browser, tried);
  return tried;
}

}  // namespace gonogo

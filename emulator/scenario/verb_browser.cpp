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

/// Does the actions in their order until one fails.
void act(Page& page, const Value& actions, Tried& tried) {
  for (const Value& action : actions.items()) {
    tried.request += (tried.request.empty() ? "" : "\n") + action_text(action);
    const Value::Member& member = action.members()[0];
    auto checks = find_browser_action(member.key)->act(page, member.value, tried);
    if (!checks) {
      tried.error = checks.error();
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

Value console_errors(Page& page) {
  Value errors = Value::array();
  const auto entries = page.ask("POST", "/se/log", Value::object({{"type", "browser"}}));
  if (!entries) return errors;
  for (const Value& entry : entries->items())
    if (text_of(entry, "level") == "SEVERE") errors.push(text_of(entry, "message"));
  return errors;
}

/// The network's part: what failed, and a HAR of all.
Value look_at_network(Page& page, BrowserNetwork& network, Tried& tried) {
  const auto entries = page.ask("POST", "/se/log", Value::object({{"type", "performance"}}));
  if (!entries) return Value::array();
  network.take(*entries, [&](const std::string& id) {
    return page.command("Network.getResponseBody", Value::object({{"requestId", id}}))
        .value_or(Value());
  });
  if (!network.empty())
    if (auto file = keep_latest_evidence(page.context(), "network.har", to_json(network.har(), 1)))
      tried.evidence.push_back(*file);
  return network.take_failures();
}

void add_lines(std::string& output, const Value& list, const std::string& before) {
  for (const Value& line : list.items()) output += before + line.as_text() + "\n";
}

/// What the page looks like when the step has ended, whichever way.
void look_back(Page& page, BrowserNetwork& network, Tried& tried) {
  if (tried.error &&
      (tried.error->code == "browser-lost" || tried.error->code == "environment-lost"))
    return;
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
  Value console = console_errors(page);
  Value requests = look_at_network(page, network, tried);
  add_lines(tried.output, console, "console: ");
  add_lines(tried.output, requests, "request: ");
  if (!tried.output.empty())
    if (auto file = keep_evidence(page.context(), "console.txt", tried.output))
      tried.evidence.push_back(*file);
  tried.fields.set("console", std::move(console));
  tried.fields.set("requests", std::move(requests));
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
  act(page, *body.find("browser"), tried);
  look_back(page, (*browser)->network, tried);
  return tried;
}

}  // namespace gonogo

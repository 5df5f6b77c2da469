// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/browser_page.h"

#include <algorithm>

#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr Milliseconds last_look(1'000);

// innerText leaves out what is not rendered, and knows nothing of other trees.
constexpr const char* words_of_page = R"js(
const withValues = arguments[0];
const isShown = (element) => element.getClientRects().length > 0;
const parts = [];
const gather = (root, elements) => {
  for (const element of elements) parts.push(element.innerText ?? '');
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) gather(element.shadowRoot, [...element.shadowRoot.children]);
    const inside = element.tagName === 'IFRAME' && isShown(element) ? element.contentDocument : null;
    if (inside && inside.body) gather(inside, [inside.body]);
    const isField = element.tagName === 'TEXTAREA' ||
      (element.tagName === 'INPUT' && !['password', 'hidden', 'checkbox', 'radio'].includes(element.type));
    if (withValues && isField && isShown(element)) parts.push(element.value);
  }
};
if (document.body) gather(document, [document.body]);
return parts.join(' ').replace(/\s+/g, ' ').trim();
)js";

Result<std::string> as_text(const Result<Value>& value) {
  if (!value) return fail(value.error());
  return value->as_text();
}

}  // namespace

Milliseconds Page::left() const {
  return std::max(std::chrono::ceil<Milliseconds>(deadline_ - clock().now()), last_look);
}

// What the page is still doing may heal it: an element on its way, or one that another replaces.
bool Page::heals(const Error& error) {
  static constexpr std::string_view lasting[] = {
      "browser-lost",           "page-hangs",
      "environment-lost",       "target-ambiguous",
      "missing-file",           "browser-invalid-selector",
      "browser-no-such-window", "browser-invalid-session-id",
      "browser-unexpected-alert-open"};
  return !interrupted() &&
         std::find(std::begin(lasting), std::end(lasting), error.code) == std::end(lasting);
}

Result<std::string> Page::text(bool with_values) {
  return as_text(run(words_of_page, Value(Value::Array{with_values})));
}

std::optional<std::string> Page::dialog() {
  const auto text = ask("GET", "/alert/text");
  return text ? std::optional(text->as_text()) : std::nullopt;
}

Result<std::string> Page::url() { return as_text(ask("GET", "/url")); }

Result<std::string> Page::title() { return as_text(ask("GET", "/title")); }

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/browser_page.h"

#include <algorithm>

#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr Milliseconds last_look(1'000);

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
      "browser-no-such-window", "browser-invalid-session-id"};
  return !interrupted() &&
         std::find(std::begin(lasting), std::end(lasting), error.code) == std::end(lasting);
}

Result<std::string> Page::text() {
  return as_text(
      run("return document.body ? document.body.innerText.replace(/\\s+/g, ' ').trim() : ''"));
}

Result<std::string> Page::url() { return as_text(ask("GET", "/url")); }

Result<std::string> Page::title() { return as_text(ask("GET", "/title")); }

}  // namespace gonogo

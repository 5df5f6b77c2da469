// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/xpath.h"

#include "emulator/base/text.h"
#include "emulator/io/html.h"
#include "emulator/io/xml.h"

namespace gonogo {

Result<std::optional<Value>> xpath_in(std::string_view text, const std::string& expression,
                                      std::string_view type) {
  const std::string start = to_lower(trim(text).substr(0, 14));
  const bool html = to_lower(type).find("text/html") != std::string::npos ||
                    start.starts_with("<!doctype html") || start.starts_with("<html");
  if (!html) return select_xpath(text, expression);
  const auto page = html_as_xml(text);
  if (!page) return fail(page.error());
  return select_xpath(*page, expression);
}

}  // namespace gonogo

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
  return html ? select_xpath(html_as_xml(text), expression) : select_xpath(text, expression);
}

}  // namespace gonogo

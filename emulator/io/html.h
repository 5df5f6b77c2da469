// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace gonogo {

/// An HTML page as a browser would understand it (HTML5), written as well-formed XML: what XPath
/// can be asked of. Comments and doctype are left out; names are in lower case. An Error `bad-html`
/// for elements that nest deeper than 200: leaving them out would hide what is on the page.
Result<std::string> html_as_xml(std::string_view html);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gonogo {

bool is_uuid(std::string_view text);
/// An absolute http or https URL with a host.
bool is_url(std::string_view text);
/// One @ between a local part and a domain, without blanks: what a form would take.
bool is_email(std::string_view text);
/// A number of JSON and nothing else.
bool is_number_text(std::string_view text);

/// Percent-encodes all but the unreserved characters of RFC 3986.
std::string encode_url(std::string_view text);
std::optional<std::string> decode_url(std::string_view text);
/// Standard or URL-safe alphabet, with or without padding.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "emulator/base/location.h"

namespace gonogo {

/// What the world or the user got wrong, told once, at the top.
///
/// `what` is a lower-case fragment that fits "could not {what}" or stands alone as a sentence part;
/// `seen` is what was met, `hint` what to do about it. `code` is a stable kebab-case id that never
/// carries a value. A failed check is not an Error: it is a result.
struct Error {
  std::string code;
  std::string what;
  Location where{};
  std::string seen{};
  std::string hint{};
};

template <typename T>
using Result = tl::expected<T, Error>;

/// A Result that carries nothing but success.
struct Done {};

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The same error with what was being done put before it: "{context}: {what}".
inline tl::unexpected<Error> because(Error error, const std::string& context) {
  error.what = context + ": " + error.what;
  return tl::unexpected<Error>(std::move(error));
}

/// "file:line:column: what (seen …); hint": one line, for logs and for joining into longer texts.
std::string to_line(const Error& error);

/// The error as a person reads it: sentence, place, what was seen, what to do; ends with a newline.
std::string to_text(const Error& error);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/io/http.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {

/// A command that sends the same request again: with the cookies that the client added, files by
/// their paths, and the time-out of the try.
std::string curl_command(const HttpRequest& request, const Value& body, const Headers& added,
                         const VerbContext& context);

}  // namespace gonogo

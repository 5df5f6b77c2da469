// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/value.h"
#include "emulator/io/http.h"

namespace gonogo {

/// One request of a recording and its answer, as far as a replay needs them.
struct HarExchange {
  std::string method;
  std::string url;
  Headers headers{};            ///< those that a browser does not send by itself
  std::optional<Value> json{};  ///< what was sent
  std::string form{};           ///< what was sent: "a=1&b=2"
  std::string body{};           ///< what was sent, in another form
  int status = 0;
  Headers answer_headers{};
  std::string answer{};
  std::optional<Value> answer_json{};
  bool is_document = false;
  WallTime started{};
  Mark where{};
};

/// The exchanges that are replayed: documents, XHR and fetch that were answered.
std::vector<HarExchange> har_exchanges(const Value& har);

}  // namespace gonogo

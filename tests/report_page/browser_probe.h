// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/base/value.h"
#include "emulator/io/files.h"
#include "emulator/io/process.h"

namespace gonogo::test {

/// Chromium without a window, and a folder that goes away with it.
class BrowserProbe {
 public:
  BrowserProbe();
  ~BrowserProbe();
  BrowserProbe(const BrowserProbe&) = delete;
  BrowserProbe& operator=(const BrowserProbe&) = delete;

  /// Runs a script beside a page (of its HTML), which it sees as `page` (its document) and `view`
  /// (its window); what it gives back.
  Value probe(const std::string& html, const std::string& script) const;
  /// How many pages it prints to.
  int printed_pages(const std::string& html) const;

 private:
  std::string stored(const std::string& html, const std::string& name) const;
  RunOutcome browse(const std::vector<std::string>& arguments) const;
  Path folder_;
};

/// A number of an answer; -1 when it is not there.
long long number(const Value& answer, const char* key);

}  // namespace gonogo::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/io/process.h"
#include "tests/support/golden.h"

namespace gonogo::test {

/// fixtures/orchestrator as a process of its own, which ends with this. It trusts `public_key`
/// (PEM), and `override_key` to override verdicts.
class Orchestrator {
 public:
  explicit Orchestrator(const std::string& public_key, const std::vector<std::string>& refs = {},
                        const std::string& override_key = "");
  ~Orchestrator();
  Orchestrator(const Orchestrator&) = delete;
  Orchestrator& operator=(const Orchestrator&) = delete;

  const std::string& url() const { return url_; }
  /// The lines of `deployed`: "SERVICE COMMIT" each.
  std::vector<std::string> deployed() const;
  /// What the nth run of the pipeline printed, from 1.
  std::string log(int number) const;
  /// What was posted about commits: "statuses", "reports", "annotations"; JSON lines.
  std::vector<std::string> posted(const std::string& what) const;

  static constexpr const char* token = "ATCTT3-orchestrator-token";

 private:
  TemporaryFolder folder_{};
  std::string url_;
  Child child_{};
  Descriptor lifeline_{};
};

}  // namespace gonogo::test

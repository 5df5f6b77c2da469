// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/io/files.h"

namespace gonogo {

/// One line of ledger.jsonl.
struct LedgerEntry {
  std::string event;  ///< "started", then "ended" or "not-started"; "unreadable"
  WallTime time{};
  std::string verdict;  ///< sha256 of verdict.json
  std::string trigger;  ///< "command:<sha256 of its text>", "bitbucket:end/orchestrator:…"
  std::string commit{};
  std::string again{};  ///< the reason for a repetition
  int exit_code = 0;    ///< of the trigger (ended)
  std::string text{};   ///< how it ended, or what could not be read (unreadable)
};

/// What the ledger knows of one trigger for one verdict.
struct LedgerState {
  enum class Kind { never, cut_short, succeeded, failed };
  Kind kind = Kind::never;
  WallTime time{};
  int exit_code = 0;
  std::string text{};  ///< how it ended
};

/// What the gate has done, so that it does it once. Held under a lock from reading to the last
/// write; the kernel gives the lock back when a process dies.
class Ledger {
 public:
  /// An Error `locked` when another gate holds it. A folder that is not there is made.
  static Result<Ledger> open(const Path& folder);

  LedgerState state_of(const std::string& verdict, const std::string& trigger) const;
  /// Line number of the first line that can't be read (a torn write, an edit), else 0. What it said
  /// is unknown: it may have been about any verdict.
  int unreadable_line() const { return unreadable_line_; }
  /// Keeps what can't be read as entries of its own, so that it is looked at once.
  Result<Done> set_aside_unreadable(WallTime now);
  /// On return it is on the disk.
  Result<Done> append(const LedgerEntry& entry);

 private:
  Ledger(FileLock lock, Path file) : lock_(std::move(lock)), file_(std::move(file)) {}
  void read(std::string_view text);
  Result<Done> write();

  FileLock lock_;
  Path file_;
  std::vector<std::string> lines_;
  std::vector<LedgerEntry> entries_;  ///< one a line
  int unreadable_line_ = 0;
};

}  // namespace gonogo

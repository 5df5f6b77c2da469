// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/value.h"
#include "emulator/base/secret.h"
#include "emulator/io/files.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// Where a snapshot of a scenario lies, from gonogo.yaml:
/// "<folder>/__snapshots__/<file stem>/<scenario slug>.<name>.snap". A placeholder in `name` stands
/// for whatever its value becomes.
std::string snapshot_path(const Scenario& scenario, const std::string& name);

/// What a snapshot holds of a value: JSON with sorted keys and indented, text as it is (quoted
/// where it could be taken for a number, a string, true, false or null of JSON); with the masks put in: {JSONPATH or "re:PATTERN": text}.
std::string snapshot_text(const Value& value, const Value& masks);

/// Rows, whose masks are JSONPaths of a list of lists ("$[*][0]") or patterns of one cell's text.
std::string snapshot_table(const Value& rows, const std::vector<std::string>& columns,
                           const Value& masks);

/// From 0; behind the last line of the shorter one where it is the beginning of the other.
size_t first_different_line(const std::string& stored, const std::string& text);

/// Of the files below the `__snapshots__` folders those that no scenario has an expectation for.
/// Pure: `existing` as listed from gonogo.yaml.
std::vector<std::string> orphan_snapshots(const std::vector<Scenario>& scenarios,
                                          const std::vector<std::string>& existing);

/// The snapshots of one running scenario.
class SnapshotBook {
 public:
  /// Snapshots are committed: what the redactor knows is neither stored nor compared.
  SnapshotBook(const Scenario& scenario, Path project_folder, bool update, const Redactor& redactor)
      : scenario_(scenario),
        folder_(std::move(project_folder)),
        update_(update),
        redactor_(redactor) {}

  struct Comparison {
    bool same = false;
    std::optional<std::string> stored{};  ///< nothing: there is none yet
    std::string note{};
  };
  /// Compares with what is stored. When updating it only remembers what is to be stored.
  Comparison compare(const std::string& name, const std::string& whole);

  /// Stores what the last try of a step had; an Error when that can't be written.
  Result<Done> keep();
  void forget() { drafts_.clear(); }

 private:
  const Scenario& scenario_;
  Path folder_;
  bool update_;
  const Redactor& redactor_;
  std::map<std::string, std::string> drafts_{};
  std::map<std::string, std::string> kept_{};  ///< by path: of this attempt
};

}  // namespace gonogo

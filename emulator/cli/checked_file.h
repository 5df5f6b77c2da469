// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/base/finding.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo::cli {

/// One input file and what is wrong with it, whatever kind it is.
struct CheckedFile {
  std::string file;  ///< as it is shown
  std::string kind;  ///< "task-definition", "scenario", "project", "unknown"
  std::string text;  ///< as it was read
  Findings findings{};
  bool accepted() const { return !has_errors(findings); }
};

/// Each finding with its source line and a caret.
std::string to_text(const CheckedFile& file);
/// One object: design.md's form of `gonogo check --format json`.
Value to_value(const CheckedFile& file);

/// "2 files: 1 accepted, 1 rejected (AWS would answer ClientException)\n".
std::string summary_of(const std::vector<CheckedFile>& files);

/// An Error as the one finding of a file.
Finding finding_of(const Error& error, const std::string& file);

}  // namespace gonogo::cli

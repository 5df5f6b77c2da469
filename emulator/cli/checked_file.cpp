// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/checked_file.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/task/read.h"

namespace gonogo::cli {

std::string to_text(const CheckedFile& file) {
  return gonogo::to_text(TaskReading{.file = file.file, .findings = file.findings}, file.text);
}

Value to_value(const CheckedFile& file) {
  Value value = gonogo::to_value(TaskReading{.file = file.file, .findings = file.findings});
  value.set("kind", file.kind);
  value.set("accepted", file.accepted());
  return value;
}

std::string summary_of(const std::vector<CheckedFile>& files) {
  const auto rejected = std::count_if(files.begin(), files.end(),
                                      [](const CheckedFile& file) { return !file.accepted(); });
  const bool by_aws = std::any_of(files.begin(), files.end(), [](const CheckedFile& file) {
    return file.kind == "task-definition" && !file.accepted();
  });
  const auto all = static_cast<long long>(files.size());
  std::string text = count_of(all, "file") + ": " + std::to_string(all - rejected) + " accepted";
  if (rejected > 0) text += ", " + std::to_string(rejected) + " rejected";
  return text + (by_aws ? " (AWS would answer ClientException)" : "") + "\n";
}

Finding finding_of(const Error& error, const std::string& file) {
  Finding finding{.rule = error.code,
                  .message = error.seen.empty() ? error.what : error.what + ": " + error.seen,
                  .where = error.where,
                  .hint = error.hint};
  finding.where.file = file;
  return finding;
}

}  // namespace gonogo::cli

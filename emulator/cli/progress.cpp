// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/progress.h"

#include "emulator/base/duration.h"
#include "emulator/base/text.h"

namespace gonogo {
namespace {

std::vector<std::string> cells(const StartRow& row) {
  const auto since = std::chrono::duration_cast<Milliseconds>(row.since);
  return {row.name, row.status, to_text(since), row.detail, row.address};
}

}  // namespace

std::string rows_text(const std::vector<StartRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const StartRow& row : rows) table.push_back(cells(row));
  return aligned(table, "  ");
}

void Progress::redraw(const std::vector<StartRow>& rows) {
  std::string text;
  if (drawn_ > 0) text += "\x1b[" + std::to_string(drawn_) + "A";
  for (const std::string& line : split_lines(rows_text(rows))) text += "\x1b[2K" + line + "\n";
  drawn_ = rows.size();
  world_.err.write(text);
}

void Progress::show(const std::vector<StartRow>& rows) {
  if (quiet_) return;
  if (world_.err.is_terminal) return redraw(rows);
  for (const StartRow& row : rows)
    if (row.status != "starting" && told_.insert(row.name).second)
      world_.err.write(rows_text({row}));
}

void Progress::tell(const std::string& what, const std::string& text) {
  if (!quiet_) world_.err.write("  " + what + "  " + text + "\n");
}

}  // namespace gonogo

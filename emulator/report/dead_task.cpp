// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/dead_task.h"

#include <optional>

#include "emulator/base/text.h"
#include "emulator/report/likely_fix.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

bool died(const Value& container) {
  const std::string code = member_text(container, "exitCode");
  return !member_text(container, "reason").empty() || (!code.empty() && code != "0");
}

// Of the lost task; without a loss the first that stopped by itself.
std::optional<Value> find_dead(const RunResult& result) {
  const std::string lost = result.loss ? split(result.loss->who, '/')[0] : "";
  for (const Value& task : member_items(result.tasks, "tasks")) {
    const std::string code = member_text(task, "stopCode");
    if (!lost.empty() ? member_text(task, "name") == lost
                      : !code.empty() && code != "UserInitiated")
      return task;
  }
  return std::nullopt;
}

std::string lifetime_of(const Value& container) {
  const WallTime started = from_rfc3339(member_text(container, "startedAt"));
  const WallTime stopped = from_rfc3339(member_text(container, "stoppedAt"));
  if (started == WallTime{} || stopped < started) return "";
  return time_text(stopped - started) + " after its start";
}

std::string limits_of(const Value& task, const Value& container) {
  std::string text;
  if (const std::string all = member_text(task, "memory"); !all.empty())
    text = "the task has " + all + " MiB";
  if (const std::string own = member_text(container, "memory"); !own.empty())
    text += std::string(text.empty() ? "" : ", ") + "container \"" +
            member_text(container, "name") + "\" is limited to " + own + " MiB";
  return text;
}

void tell_container(const Value& task, const Value& container, const std::string& run_folder,
                    std::vector<std::string>& lines) {
  const std::string name = member_text(container, "name");
  const std::string id = member_text(task, "name") + "/" + name;
  const std::string reason = member_text(container, "reason");
  const std::string code = member_text(container, "exitCode");
  lines.push_back(id + (code.empty() ? "" : "  exit " + code) +
                  (reason.empty() ? "" : "  " + reason));
  const bool out_of_memory = reason.rfind("OutOfMemory", 0) == 0;
  std::vector<std::string> about;
  if (auto lived = lifetime_of(container); !lived.empty()) about.push_back(lived);
  if (auto limits = limits_of(task, container); out_of_memory && !limits.empty())
    about.push_back(limits);
  if (!about.empty()) lines.push_back(join(about, "; "));
  if (const std::string check = member_text(container, "lastCheckOutput"); !check.empty())
    lines.push_back("its health command said: " + check);
  if (const std::string lost = member_text(container, "logLinesLost"); !lost.empty())
    lines.push_back("awslogs would have lost " + lost + " of its lines: its buffer was full");
  for (const Value& line : member_items(container, "lastLogLines"))
    lines.push_back("said: " + line.as_text());
  if (!run_folder.empty()) lines.push_back("log: " + run_folder + "/logs/" + id + ".log");
  for (const std::string& line : likely_fix(task, container)) lines.push_back(line);
}

}  // namespace

std::vector<std::string> tell_dead_task(const RunResult& result, const std::string& run_folder) {
  std::vector<std::string> lines;
  if (const auto task = find_dead(result))
    for (const Value& container : member_items(*task, "containers"))
      if (died(container)) tell_container(*task, container, run_folder, lines);
  if (lines.empty() && result.loss) {
    lines.push_back(result.loss->who + "  " + result.loss->what);
    if (!run_folder.empty())
      lines.push_back("log: " + run_folder + "/logs/" + result.loss->who + ".log");
  }
  if (result.loss && !result.loss->detail.empty() &&
      join(lines, "\n").find(result.loss->detail) == std::string::npos)
    lines.insert(lines.begin() + 1, result.loss->detail);
  return lines;
}

}  // namespace gonogo

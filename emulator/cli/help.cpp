// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/help.h"

#include "emulator/base/text.h"
#include "emulator/cli/acts.h"
#include "emulator/report/plain.h"

namespace gonogo::cli {
namespace {

constexpr std::string_view tool_version = "0.1.0";
constexpr size_t page_width = 80;

struct ExitRow {
  std::string_view code;
  std::string_view verdict;
  std::string_view when;
};

constexpr ExitRow exit_rows[] = {
    {"0", "GO", "everything required ran and passed, the policy holds"},
    {"1", "NO-GO", "a check failed, the product did not start or ended, the policy does not hold"},
    {"2", "", "the command line or an input file is wrong; AWS would reject the definition"},
    {"3", "CANNOT-TELL", "a store, the engine or the machine failed: this says nothing of the product"},
    {"4", "NO-GO", "nothing was selected or nothing ran"},
    {"5", "", "the gate could not act"},
    {"70", "CANNOT-TELL", "a bug in gonogo"},
    {"130", "CANNOT-TELL", "interrupted"},
};

std::string form_of(const Command& command) {
  return "gonogo " + std::string(command.name) + (command.usage.empty() ? "" : " ") +
         std::string(command.usage);
}

std::string form_of(const OptionRow& option) {
  return replace_all(std::string(option.name), ",", ", ") + (option.value.empty() ? "" : " ") +
         std::string(option.value);
}

// Two columns, the second one wrapped below itself.
std::string two_columns(const std::vector<std::pair<std::string, std::string>>& rows) {
  constexpr size_t widest = 30;
  size_t width = 0;
  for (const auto& [left, right] : rows)
    if (left.size() <= widest) width = std::max(width, left.size());
  std::string text;
  const std::string margin(width + 4, ' ');
  for (const auto& [left, right] : rows) {
    text += "  " + left;
    text += left.size() > width ? "\n" + margin : std::string(width + 2 - left.size(), ' ');
    text += join(wrap(right, page_width - margin.size()), "\n" + margin) + "\n";
  }
  return text;
}

std::string option_rows(const std::vector<OptionRow>& options) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const OptionRow& option : options) rows.emplace_back(form_of(option), option.help);
  return two_columns(rows);
}

std::string markdown_rows(const std::vector<OptionRow>& options) {
  std::string text = "| option | |\n|---|---|\n";
  for (const OptionRow& option : options)
    text += "| `" + replace_all(form_of(option), "|", "\\|") + "` | " + std::string(option.help) +
            " |\n";
  return text;
}

}  // namespace

std::string version_text() { return "gonogo " + std::string(tool_version) + "\n"; }

std::string overview_text() {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Command& command : commands()) rows.emplace_back(form_of(command), command.help);
  std::string text =
      "gonogo mirrors Fargate tasks, MySQL and Redis on this machine, tries scenarios\n"
      "against them, and judges once: GO, NO-GO or CANNOT-TELL.\n\n" +
      two_columns(rows) + "\nOptions of every command\n" + option_rows(common_options()) +
      "\nExit codes\n";
  rows.clear();
  for (const ExitRow& row : exit_rows)
    rows.emplace_back(std::string(row.code) + std::string(5 - row.code.size(), ' ') +
                          std::string(row.verdict),
                      row.when);
  return text + two_columns(rows) + "\ngonogo help COMMAND shows a command's own options.\n";
}

std::string command_text(const Command& command) {
  std::string text = form_of(command) + "\n  " + std::string(command.help) + "\n";
  if (!command.options.empty()) text += "\nOptions\n" + option_rows(command.options);
  return text + "\nOptions of every command\n" + option_rows(common_options());
}

std::string commands_page() {
  std::string text =
      "# Commands\n\nMade from the table of commands (`emulator/cli/commands.cpp`); a test keeps "
      "it so.\n";
  for (const Command& command : commands()) {
    text += "\n## " + std::string(command.name) + "\n\n`" + form_of(command) + "`\n\n" +
            std::string(command.help) + "\n";
    if (!command.options.empty()) text += "\n" + markdown_rows(command.options);
  }
  text += "\n## Options of every command\n\n" + markdown_rows(common_options());
  text += "\n## Exit codes\n\n| exit | verdict | when |\n|---|---|---|\n";
  for (const ExitRow& row : exit_rows)
    text += "| " + std::string(row.code) + " | " + std::string(row.verdict) + " | " +
            std::string(row.when) + " |\n";
  return text + "\nAnything but 0 blocks.\n";
}

Result<int> help(Session& session) {
  if (session.line.words.empty()) {
    session.say(overview_text());
    return 0;
  }
  const std::string& name = session.line.words.front();
  const Command* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string> names;
    for (const Command& each : commands()) names.emplace_back(each.name);
    return usage_error("there is no command \"" + name + "\"" + did_you_mean(name, names));
  }
  session.say(command_text(*command));
  return 0;
}

Result<int> version(Session& session) {
  session.say(version_text());
  return 0;
}

}  // namespace gonogo::cli

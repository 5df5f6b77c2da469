// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <set>

#include "emulator/base/text.h"
#include "emulator/cli/command.h"
#include "emulator/cli/session.h"

namespace gonogo::cli {
namespace {

using Words = std::vector<std::string>;

bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

bool takes_value(const std::vector<OptionRow>& options, const std::string& word) {
  return std::any_of(options.begin(), options.end(), [&](const OptionRow& option) {
    const Words names = split(option.name, ',');
    return !option.value.empty() && std::find(names.begin(), names.end(), word) != names.end();
  });
}

// Options of every command may stand before the command too.
size_t command_at(const Words& args) {
  size_t at = 0;
  while (at < args.size() && is_option(args[at]))
    at += takes_value(common_options(), args[at]) ? 2 : 1;
  return std::min(at, args.size());
}

std::vector<OptionRow> options_of(const Command* command) {
  std::vector<OptionRow> options = common_options();
  if (command != nullptr)
    options.insert(options.end(), command->options.begin(), command->options.end());
  return options;
}

Result<Done> check_value(const OptionRow& option, const std::string& value) {
  if (option.value.find('|') == std::string_view::npos) return Done{};
  const Words allowed = split(option.value, '|');
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return Done{};
  return usage_error(long_name(option) + " \"" + value + "\" is none of " + join(allowed, ", ") +
                     did_you_mean(value, allowed));
}

Error unknown_option(const std::string& word, const std::vector<OptionRow>& options,
                     const std::string& command) {
  const std::string name = word.substr(0, word.find('='));
  Words names;
  for (const OptionRow& option : options) names.push_back(long_name(option));
  return {.code = "usage",
          .what = "unknown option " + name + did_you_mean(name, names),
          .hint = "gonogo help" + (command.empty() ? "" : " " + command)};
}

/// Lets CLI11 take the options out of `args`; what is no option stays in `line.words`.
Result<Done> take_options(Words args, const std::vector<OptionRow>& options, CommandLine& line) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::map<std::string, Words> values;
  std::set<std::string> flags;
  for (const OptionRow& option : options) {
    const std::string name = long_name(option);
    if (option.value.empty())
      app.add_flag_callback(std::string(option.name), [&flags, name] { flags.insert(name); });
    else
      app.add_option(std::string(option.name), values[name])->allow_extra_args(false);
  }
  std::reverse(args.begin(), args.end());
  try {
    app.parse(args);
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what(), "gonogo help " + line.command);
  }
  for (const std::string& flag : flags) line.options[flag] = {"true"};
  for (auto& [name, given] : values)
    if (!given.empty()) line.options[name] = std::move(given);
  for (const std::string& word : app.remaining()) {
    if (is_option(word)) return fail(unknown_option(word, options, line.command));
    line.words.push_back(word);
  }
  for (const OptionRow& option : options)
    for (const std::string& value : line.values(long_name(option)))
      if (auto done = option.value.empty() ? Result<Done>(Done{}) : check_value(option, value); !done)
        return done;
  return Done{};
}

Result<Done> check_words(const Command& command, const CommandLine& line) {
  const std::string form =
      "gonogo " + std::string(command.name) + (command.usage.empty() ? "" : " ") +
      std::string(command.usage);
  if (line.words.size() < command.least)
    return usage_error("something is missing after \"" + line.command + "\"", form);
  if (line.words.size() > command.most)
    return usage_error("\"" + line.words[command.most] + "\" is too much after \"" + line.command +
                           "\"",
                       form);
  return Done{};
}

Error unknown_command(const std::string& word) {
  Words names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  return {.code = "usage",
          .what = "there is no command \"" + word + "\"" + did_you_mean(word, names),
          .hint = "gonogo help"};
}

}  // namespace

std::string CommandLine::value(const std::string& option, const std::string& otherwise) const {
  const auto found = options.find(option);
  return found != options.end() ? found->second.back() : otherwise;
}

std::vector<std::string> CommandLine::values(const std::string& option) const {
  const auto found = options.find(option);
  return found != options.end() ? found->second : Words{};
}

Result<CommandLine> parse_command_line(const Words& args) {
  CommandLine line;
  const auto dashes = std::find(args.begin(), args.end(), "--");
  Words before(args.begin(), dashes);
  if (dashes != args.end()) line.rest.assign(std::next(dashes), args.end());
  const Command* command = nullptr;
  if (const size_t at = command_at(before); at < before.size()) {
    line.command = before[at];
    command = find_command(line.command);
    if (command == nullptr) return fail(unknown_command(line.command));
    before.erase(before.begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (auto done = take_options(std::move(before), options_of(command), line); !done)
    return fail(done.error());
  if (command == nullptr) return line;
  if (!command->takes_rest) {
    line.words.insert(line.words.end(), line.rest.begin(), line.rest.end());
    line.rest.clear();
  }
  if (line.has("--help")) return line;
  if (auto done = check_words(*command, line); !done) return fail(done.error());
  return line;
}

}  // namespace gonogo::cli

// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/base/version.h"
#include "emulator/cli/commands.h"
#include "emulator/cli/loading.h"
#include "emulator/io/interrupt.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

// An empty variable of a script must not ask for less than the script means.
std::string emptiness_of(const std::string& text) {
  return text.empty() ? "its value is empty" : "";
}

void add_option(CLI::App& app, const OptionRow& row, Options& options) {
  const std::string flag(row.flag);
  const std::string help(row.help);
  if (row.is_set != nullptr)
    app.add_flag(flag, options.*row.is_set, help);
  else if (row.text != nullptr)
    app.add_option(flag, options.*row.text, help)->check(emptiness_of);
  else
    app.add_option(flag, options.*row.list, help)
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false)
        ->check(emptiness_of);
}

std::string help_of_all() {
  std::string text =
      "gonogo mirrors your Fargate environment, tries it, judges it and gates.\n\n"
      "usage: gonogo COMMAND [OPTIONS]\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const CommandRow& row : command_rows())
    rows.push_back({std::string(row.name), std::string(row.help)});
  return text + aligned(rows, "  ") + "\ngonogo COMMAND --help tells more.\n";
}

std::string help_of(const CommandRow& command) {
  std::string text = "usage: gonogo " + std::string(command.name);
  if (!command.arguments.empty()) text += " " + std::string(command.arguments);
  text += "\n\n" + std::string(command.help) + "\n\n";
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](std::string_view flag) {
    const OptionRow* row = find_option(flag);
    rows.push_back({replace_all(std::string(row->flag), ",", ", ") +
                        (row->value.empty() ? "" : " " + std::string(row->value)),
                    std::string(row->help)});
  };
  for (const std::string_view flag : command.flags) add(flag);
  for (const std::string_view flag : common_flags()) add(flag);
  return text + aligned(rows, "  ");
}

int unknown_command(World& world, const std::string& name) {
  std::vector<std::string> names;
  for (const CommandRow& row : command_rows()) names.emplace_back(row.name);
  return wrong_usage(world, "there is no command \"" + name + "\"" + did_you_mean(name, names) +
                                "\n  gonogo help lists all");
}

const CommandRow* find_command(const std::string& name) {
  const auto rows = command_rows();
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const CommandRow& row) { return row.name == name; });
  return found != rows.end() ? &*found : nullptr;
}

/// Everything after `--` is somebody else's command line.
std::vector<std::string> cut_command(std::vector<std::string>& args) {
  const auto dashes = std::find(args.begin(), args.end(), "--");
  if (dashes == args.end()) return {};
  std::vector<std::string> command(dashes + 1, args.end());
  args.erase(dashes, args.end());
  return command;
}

std::optional<std::string> parse(const CommandRow& command, std::vector<std::string> args,
                                 Options& options) {
  CLI::App app;
  app.set_help_flag();
  for (const std::string_view flag : command.flags) add_option(app, *find_option(flag), options);
  for (const std::string_view flag : common_flags()) add_option(app, *find_option(flag), options);
  if (!command.arguments.empty()) app.add_option("targets", options.targets);
  std::reverse(args.begin(), args.end());
  try {
    app.parse(args);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  for (const std::string& setting : options.settings)
    if (setting.find('=') == std::string::npos) return "--set " + setting + " has no value: NAME=VALUE";
  if (options.format != "text" && options.format != "json") return "--format is text or json";
  if (options.engine != "auto" && options.engine != "embedded" && options.engine != "attach")
    return "--engine " + options.engine + " is not there yet; embedded and attach are";
  return std::nullopt;
}

// Options that every command takes may stand before it: gonogo --project a.yaml plan.
size_t place_of_command(const std::vector<std::string>& args) {
  size_t at = 0;
  while (at < args.size() && args[at].starts_with('-')) {
    const auto flags = common_flags();
    const auto known = std::find_if(flags.begin(), flags.end(), [&](std::string_view flag) {
      const auto spellings = split(std::string(flag), ',');
      return std::find(spellings.begin(), spellings.end(), args[at]) != spellings.end();
    });
    const bool takes_value = known != flags.end() && !find_option(*known)->value.empty();
    at += takes_value ? 2 : 1;
  }
  return at;
}

}  // namespace

int run(const std::vector<std::string>& args, World& world) {
  const size_t at = place_of_command(args);
  const auto typed = [&](std::string_view word) {
    return std::find(args.begin(), args.end(), word) != args.end();
  };
  if (args.empty() || (at < args.size() && args[at] == "help") ||
      (at >= args.size() && (typed("--help") || typed("-h")))) {
    world.out.write(help_of_all());
    return args.empty() ? exit_code::bad_input : exit_code::go;
  }
  if (at >= args.size() && typed("--version")) {
    world.out.write("gonogo " + std::string(version) + "\n");
    return exit_code::go;
  }
  if (at >= args.size()) return wrong_usage(world, "a command is missing\n  gonogo help lists all");
  const CommandRow* command = find_command(args[at]);
  if (command == nullptr) return unknown_command(world, args[at]);
  std::vector<std::string> rest(args);
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  Options options;
  options.command = cut_command(rest);
  if (std::find(rest.begin(), rest.end(), "--help") != rest.end()) {
    world.out.write(help_of(*command));
    return exit_code::go;
  }
  if (const auto wrong = parse(*command, rest, options))
    return wrong_usage(world, *wrong + "\n  gonogo " + args[at] + " --help");
  options.ci = options.ci || world.variable("CI") == "true";
  const int code = command->act(options, world);
  // What an interrupt makes of what was going on has many names; what was done before it is done.
  return code != exit_code::go && interrupt_came() ? exit_code::interrupted : code;
}

}  // namespace gonogo

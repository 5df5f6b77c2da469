// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/io/world.h"

namespace gonogo {

/// What was typed, of all commands together.
struct Options {
  std::vector<std::string> targets{};  ///< positional arguments
  std::vector<std::string> command{};  ///< after `--`
  std::string project{};
  std::string environment{};
  std::string engine = "auto";
  std::vector<std::string> settings{};  ///< NAME=VALUE
  std::string settings_file{};          ///< of such values: YAML or JSON
  std::vector<std::string> allowed{};   ///< rules
  std::string format = "text";
  std::string out{};
  std::string color = "auto";
  std::string time_scale = "1";
  bool quiet = false;
  bool verbose = false;
  bool ci = false;
  bool adopt = false;
  std::vector<std::string> kinds{};
  std::string tags{};
  std::string shard{};
  std::string seed{};
  bool list = false;
  bool fail_fast = false;
  bool update_snapshots = false;
  bool headed = false;
  bool keep_failed = false;
  std::string jobs{};
  std::string shuffle{};
  std::string durations{};
  bool rerun_failed = false;
  std::string base{};
  bool zip = false;
  bool watch = false;
  std::string script{};
  std::string gate_command{};
  std::string again{};
  bool dry_run = false;
  std::vector<std::string> keys{};  ///< files of public keys
  std::string commit{};
  std::vector<std::string> images{};  ///< NAME@DIGEST
  std::string max_age{};
  std::string policy{};
  bool wait = false;
  bool begin = false;
  bool override = false;
  std::string by{};
  std::string reason{};
  std::string expires{};
  std::string override_file{};
  std::vector<std::string> override_keys{};

  bool json() const { return format == "json"; }
};

int check(const Options& options, World& world);
int simulate_task(const Options& options, World& world);
int show_plan(const Options& options, World& world);
int up(const Options& options, World& world);
int down(const Options& options, World& world);
int ps(const Options& options, World& world);
int logs(const Options& options, World& world);
int exec(const Options& options, World& world);
int url(const Options& options, World& world);
int run_scenarios(const Options& options, World& world);
int import_file(const Options& options, World& world);
int merge(const Options& options, World& world);
int report(const Options& options, World& world);
int verdict(const Options& options, World& world);
int gate(const Options& options, World& world);
int make_key(const Options& options, World& world);
int publish_run(const Options& options, World& world);
int images(const Options& options, World& world);
int doctor(const Options& options, World& world);
int show_schema(const Options& options, World& world);
int collect_garbage(const Options& options, World& world);

/// One option of the command line: where its value goes is one of the three members.
struct OptionRow {
  std::string_view flag;   ///< "--kind"
  std::string_view value;  ///< "K"; "" for a switch
  std::string_view help;
  bool Options::*is_set = nullptr;
  std::string Options::*text = nullptr;
  std::vector<std::string> Options::*list = nullptr;
};

/// One command: everything that is printed or parsed about it comes from this table.
struct CommandRow {
  std::string_view name;
  std::string_view arguments;
  std::string_view help;
  std::vector<std::string_view> flags;
  int (*act)(const Options&, World&);
};

std::span<const OptionRow> option_rows();
std::span<const CommandRow> command_rows();
const OptionRow* find_option(std::string_view flag);
/// Options that every command takes.
std::span<const std::string_view> common_flags();

}  // namespace gonogo

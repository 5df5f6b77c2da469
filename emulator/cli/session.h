// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/secret.h"
#include "emulator/cli/command_line.h"
#include "emulator/io/world.h"

namespace gonogo::cli {

/// One command under way. Everything written through `world` is redacted.
struct Session {
  World& world;
  Redactor& redactor;
  const CommandLine& line;

  bool json() const { return line.value("--format") == "json"; }
  bool quiet() const { return line.has("--quiet"); }
  bool verbose() const { return line.has("--verbose"); }
  /// --ci, or CI=true as pipelines set it.
  bool ci() const;
  bool color() const;

  /// An answer, to stdout.
  void say(std::string_view text) const { world.out.write(text); }
  /// Progress, to stderr; nothing under --quiet.
  void note(std::string_view text) const;
  /// A path as a person who stands in `world.folder` writes it.
  std::string shown(const Path& path) const;
  /// A path as typed, made absolute.
  Path typed(const std::string& path) const;
};

/// A wrong command line: exit code 2.
tl::unexpected<Error> usage_error(const std::string& what, const std::string& hint = "");

/// --set NAME=VALUE, over GONOGO_VAR_NAME of the environment.
Result<std::map<std::string, std::string>> settings_of(const Session& session);

}  // namespace gonogo::cli

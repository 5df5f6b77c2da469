// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/session.h"

namespace gonogo::cli {

bool Session::ci() const { return line.has("--ci") || world.variable("CI") == "true"; }

bool Session::color() const {
  const std::string wanted = line.value("--color");
  if (wanted == "always" || wanted == "never") return wanted == "always";
  return world.out.is_terminal && world.variable("NO_COLOR").empty() && !ci();
}

void Session::note(std::string_view text) const {
  if (!quiet()) world.err.write(text);
}

std::string Session::shown(const Path& path) const {
  const Path relative = path.lexically_normal().lexically_relative(world.folder);
  const std::string text = relative.string();
  // Far away is told better from the root.
  return text.empty() || text.starts_with("../../..") ? path.string() : text;
}

Path Session::typed(const std::string& path) const {
  return (world.folder / path).lexically_normal();
}

tl::unexpected<Error> usage_error(const std::string& what, const std::string& hint) {
  return fail({.code = "usage", .what = what, .hint = hint});
}

Result<std::map<std::string, std::string>> settings_of(const Session& session) {
  constexpr std::string_view prefix = "GONOGO_VAR_";
  std::map<std::string, std::string> settings;
  for (const auto& [name, value] : session.world.environment)
    if (name.starts_with(prefix) && name.size() > prefix.size())
      settings[name.substr(prefix.size())] = value;
  for (const std::string& pair : session.line.values("--set")) {
    const size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos)
      return usage_error("--set " + pair + " is no NAME=VALUE", "--set size=\"UK 8\"");
    settings[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return settings;
}

}  // namespace gonogo::cli

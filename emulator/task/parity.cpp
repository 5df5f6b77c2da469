// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/parity.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/task/parameters.h"

namespace gonogo {
namespace {

constexpr auto approximated = ParityState::approximated;
constexpr auto not_mirrored = ParityState::not_mirrored;

constexpr ParameterParity all_parities[] = {
    {"cpu", approximated, "cpu-shares", "cpu counts as shares, not as a limit"},
    {"taskRoleArn", approximated, "credentials-local",
     "the credentials are made up, AWS would refuse them"},
    {"runtimePlatform.cpuArchitecture", not_mirrored, "cpu-architecture",
     "another architecture than this machine's is not run"},
    {"runtimePlatform.operatingSystemFamily", not_mirrored, "windows-platform",
     "Windows containers are not run"},
    {"ephemeralStorage", approximated, "ephemeral-storage-size", "up to a cap of this machine"},
    {"proxyConfiguration", not_mirrored, "app-mesh", "traffic is not led through the proxy"},
    {"volumes.efsVolumeConfiguration", approximated, "efs-state", "a folder, no EFS"},
    {"volumes.s3filesVolumeConfiguration", approximated, "volume-state", "a folder, no S3"},
    {"volumes.configuredAtLaunch", approximated, "volume-state", "a folder, no EBS"},
    {"containerDefinitions.linuxParameters.tmpfs", not_mirrored, "tmpfs",
     "nothing is mounted, the folder is the image's"},
    {"containerDefinitions.image", approximated, "stand-in-image",
     "an image may be made from a recipe"},
    {"containerDefinitions.cpu", approximated, "cpu-shares",
     "cpu counts as shares, not as a limit"},
    {"containerDefinitions.healthCheck", approximated, "eager-health",
     "also tried at once until it succeeds, unless health is exact"},
    {"containerDefinitions.ulimits", approximated, "nofile-limit",
     "up to the hard limit of this machine"},
    {"containerDefinitions.logConfiguration", approximated, "logs-local", "logs are kept in files"},
    {"containerDefinitions.firelensConfiguration", approximated, "log-router-local",
     "the router has nowhere to send to"},
    {"containerDefinitions.interactive", not_mirrored, "terminal", "there is no terminal"},
    {"containerDefinitions.pseudoTerminal", not_mirrored, "terminal", "there is no terminal"},
};

// Shapes whose members are parameters of their own.
bool is_taken_apart(std::string_view shape) {
  return shape == "container" || shape == "linuxParameters" || shape == "volume" ||
         shape == "runtimePlatform";
}

bool says_something(const Value& value) {
  return !value.is_null() && !(value.is_array() && value.items().empty()) &&
         !(value.is_bool() && !value.as_bool());
}

class Collecting {
 public:
  void object(const Value& value, std::string_view shape, const std::string& prefix) {
    for (const Value::Member& member : value.members()) {
      const Parameter* parameter = find_parameter(shape, member.key);
      if (parameter == nullptr || parameter->type == ParameterType::output) continue;
      if (says_something(member.value)) add(member.value, *parameter, prefix + member.key);
    }
  }
  std::vector<std::string> names{};

 private:
  void add(const Value& value, const Parameter& parameter, const std::string& name) {
    if (!is_taken_apart(parameter.of)) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      return;
    }
    if (value.is_object()) object(value, parameter.of, name + ".");
    if (value.is_array())
      for (const Value& item : value.items()) object(item, parameter.of, name + ".");
  }
};

}  // namespace

std::span<const ParameterParity> parameter_parities() { return all_parities; }

const ParameterParity* find_parity(std::string_view parameter) {
  const auto* const found =
      std::find_if(std::begin(all_parities), std::end(all_parities),
                   [&](const ParameterParity& row) { return row.parameter == parameter; });
  return found == std::end(all_parities) ? nullptr : found;
}

std::vector<std::string> parameters_of(const RegisterRequest& request) {
  Collecting collecting;
  collecting.object(*request.root, "task", "");
  return std::move(collecting.names);
}

std::string_view to_text(ParityState state) {
  switch (state) {
    case ParityState::mirrored: return "mirrored";
    case ParityState::approximated: return "approximated";
    case ParityState::not_mirrored: return "not mirrored";
  }
  return "";
}

std::string parity_text(const std::vector<std::string>& parameters) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& parameter : parameters) {
    const ParameterParity* parity = find_parity(parameter);
    if (parity == nullptr)
      rows.push_back({parameter, "mirrored"});
    else
      rows.push_back({parameter, std::string(to_text(parity->state)), std::string(parity->id),
                      std::string(parity->why)});
  }
  return aligned(rows, "   ");
}

}  // namespace gonogo

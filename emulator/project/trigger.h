// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/finding.h"
#include "emulator/base/value.h"

namespace gonogo {

/// A command of this machine, run by a shell.
struct CommandTrigger {
  std::string command;
};

/// A custom pipeline of a Bitbucket repository: the orchestrator's, or this very one.
struct BitbucketTrigger {
  std::string workspace;
  std::string repository;
  std::string ref{};     ///< branch or tag whose bitbucket-pipelines.yml counts; "" with `commit`
  bool tag = false;      ///< `ref` is a tag
  std::string commit{};  ///< pins the orchestrator's own commit; "" is the head of `ref`
  std::string pipeline;  ///< name below `pipelines: custom:`
  std::map<std::string, std::string> variables{};  ///< besides GONOGO_*
  std::string user{};  ///< e-mail address that belongs to an API token; "" for an access token
  std::string token_variable = "GONOGO_BITBUCKET_TOKEN";
  Milliseconds deadline{3'600'000};  ///< of `--wait`

  std::string full_name() const { return workspace + "/" + repository; }
};

/// Any server that takes a POST signed after https://www.standardwebhooks.com.
struct WebhookTrigger {
  std::string url;
  std::string secret_variable = "GONOGO_WEBHOOK_SECRET";
};

/// One thing that the gate starts, as written under `gate.triggers`.
struct Trigger {
  std::variant<CommandTrigger, BitbucketTrigger, WebhookTrigger> action;
  Location where{};
};

/// Reads `gate.triggers`, a list of mappings of one key each. Two equal triggers are a finding: the
/// second would never be started.
std::vector<Trigger> read_triggers(const Value& list, const std::string& file, Findings& findings);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/gate/bitbucket_action.h"
#include "emulator/gate/override_run.h"
#include "emulator/gate/refusal.h"
#include "emulator/io/signing.h"
#include "emulator/io/world.h"
#include "emulator/project/project.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// What the gate compares a verdict with: the checkout as it is now.
struct Checkout {
  std::string commit;
  std::string pipeline_commit{};  ///< that the pipeline says it runs for; "" outside of one
  bool dirty = false;
  std::vector<std::string> dirty_files{};
  std::string policy_sha256;
  std::string scenarios_sha256;
  std::vector<std::pair<std::string, std::string>> task_definitions{};
  std::vector<std::pair<std::string, std::string>> inputs{};
  /// Recipes, Dockerfiles and their contexts, files; one that only a `build:` makes may be absent.
  std::vector<Subject::Build> builds{};
  bool images_prebuilt = false;  ///< gate.images: what was tested is what is deployed
  WallTime now{};
};

/// Pure: whether this verdict, with the results it claims to come from, is a fresh, matching, full
/// GO for this checkout. The verdict is recomputed from results and policy: equality is
/// consistency.
std::optional<Refusal> refuse(const Verdict& verdict, const RunResult& results,
                              const Checkout& checkout, const Policy& policy);

/// Pure: whether anything but its being no GO speaks against this verdict. That alone can be
/// overridden: not what it is bound to, its age, its scope, or results that give another one.
std::optional<Refusal> refuse_even_overridden(const Verdict& verdict, const RunResult& results,
                                              const Checkout& checkout, const Policy& policy);

struct GateOptions {
  std::string run_folder;     ///< that holds verdict.json and results.json
  std::string ledger_folder;  ///< .gonogo/gate
  std::string command;        ///< run by the shell on GO, instead of `triggers`
  bool dry_run = false;
  bool wait = false;                ///< for the end of what was started
  std::string again;                ///< reason for acting though the ledger has an entry
  std::string repository{};         ///< "workspace/slug" of this checkout at Bitbucket
  std::vector<Trigger> triggers{};  ///< of gonogo.yaml
  std::vector<PublicKey> keys{};    ///< when there are any, the run has to be signed by one of them
  std::optional<OverrideAsked> override{};
  std::optional<SigningKey> override_key{};
  std::optional<SigningKey> signing_key{};  ///< signs the receipt where there is no override
  BitbucketPatience bitbucket{};
};

/// Checks and fires the triggers in their order, each once per verdict, up to the first that fails:
/// `started` is written to ledger.jsonl under a lock before acting, the end after it. Prints what
/// it does; the answer is the exit code. What it did is in the run's folder as receipt.json, and
/// signed as receipt.dsse.json where a key is at hand.
int run_gate(const GateOptions& options, const Checkout& checkout, const Policy& policy,
             World& world);

}  // namespace gonogo

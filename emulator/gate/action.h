// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/gate/ledger.h"
#include "emulator/io/world.h"
#include "emulator/verdict/receipt.h"

namespace gonogo {

/// What is started for which verdict, and how.
struct Occasion {
  std::string verdict_sha256;
  std::string commit;  ///< that was tested
  WallTime judged{};   ///< the end of the run: nothing was started for it before
  std::string run_folder;
  std::string again;       ///< the reason for a repetition; "" when none is wanted
  std::string repository;  ///< "workspace/slug" of this checkout at Bitbucket; "" when unknown
  bool dry_run = false;
  bool wait = false;  ///< for the end of what was started
  /// GONOGO_* with what a deployment has to know.
  std::vector<std::pair<std::string, std::string>> variables{};
};

/// How one start ended, as the ledger keeps it.
struct Ending {
  enum class Kind {
    done,         ///< it was started; when waited for, it succeeded
    not_started,  ///< surely nothing was started: the gate may simply be called again
    failed,       ///< it was started and did not succeed
    unknown,      ///< it may have been started
  };
  Kind kind = Kind::unknown;
  std::string text{};  ///< for people; the ledger has it too
  int exit_code = 0;   ///< of what was started (done, failed)
  bool interrupted = false;
};

/// One trigger, ready to be fired.
struct TriggerAction {
  std::string id;                   ///< what the ledger knows it by; holds no secret
  std::string title;                ///< what is started, for people
  std::string preview{};            ///< what --dry-run shows
  std::optional<Error> obstacle{};  ///< why it can't be fired at all, known before anything is
  std::function<Ending()> act{};
};

/// A line for people; control characters are made visible.
void say(World& world, const std::string& line);

/// What became of one action: the gate's exit code, and what the receipt says.
struct Started {
  int exit_code = 0;
  Fired fired{};
};

/// Fires it unless the ledger says that this was done.
Started start_once(const TriggerAction& action, const Occasion& occasion, Ledger& ledger, World& world);

/// Sleeps; false when it was interrupted before the end.
bool rest(Clock& clock, Milliseconds duration);

}  // namespace gonogo

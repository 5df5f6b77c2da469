// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/environment/client/environment.h"
#include "emulator/scenario/scenario_result.h"

namespace gonogo {

/// What exactly was tested.
struct Subject {
  std::string commit{};  ///< "" without git
  std::string tree{};
  bool dirty = false;
  std::vector<std::string> dirty_files{};
  std::vector<ImageUse> images{};
  std::vector<std::pair<std::string, std::string>> task_definitions{};  ///< family, sha256
  struct Service {
    std::string name;
    std::string engine;
    std::string version;
  };
  std::vector<Service> services{};
  std::string scenarios_sha256{};
  std::vector<std::pair<std::string, std::string>> inputs{};     ///< path, sha256
  std::vector<std::pair<std::string, std::string>> overrides{};  ///< name, sha256 of the value
  /// What an image was built from, beside its digest: whoever deploys builds it anew from the
  /// commit.
  struct Build {
    std::string image;                                         ///< the recipe's `match`
    std::string recipe;                                        ///< sha256
    std::vector<std::pair<std::string, std::string>> files{};  ///< path, sha256
    std::string dockerfile{};  ///< sha256; "" when the project names none
    std::string context{};     ///< sha256 of `git ls-files --stage -z` in the build's folder
  };
  std::vector<Build> builds{};
  struct Terraform {
    std::string file;
    std::string kind;  ///< "state", "plan"
    std::string sha256;
    std::optional<std::int64_t> serial{};
    std::string lineage{};
    std::string commit{};  ///< of Terraform's own repository; "" when it is not known
  };
  std::optional<Terraform> terraform{};
  std::string pipeline_commit{};  ///< that the pipeline says it runs for; "" outside of one
  std::vector<std::string> unbound_files{};  ///< of recipes: neither tracked nor built by `build:`
};

struct Shard {
  int index = 1;
  int count = 1;
  std::string durations_sha256{};  ///< "" without --durations
  std::vector<std::string> all{};  ///< ids of all shards together, in their order
};

/// Why the environment could not be used at all.
struct StartFailure {
  /// product: the team's own doing (NO-GO); infrastructure: ours or the machine's (CANNOT-TELL);
  /// input: bad files (exit 2)
  enum class Kind { product, infrastructure, input };
  Kind kind = Kind::infrastructure;
  Error error;
};

/// Everything a run found out. Every report and the verdict are pure functions of it and the
/// policy.
struct RunResult {
  std::string id;
  WallTime started{};
  WallTime finished{};
  std::uint64_t seed = 0;
  bool full = false;  ///< scope
  bool ci = false;
  std::string project;
  std::string engine;
  std::string environment;
  std::optional<Shard> shard{};
  std::string base{};  ///< sha256 of the results.json that this ran again parts of
  struct Part {
    std::string id;
    std::string sha256;  ///< of its results.json
    WallTime finished{};
  };
  std::vector<Part> parts{};  ///< what this was merged from
  bool interrupted = false;
  std::string policy_sha256{};
  Subject subject{};
  std::vector<std::string> expected{};          ///< scenario ids that this run had to run
  std::vector<std::string> selection{};         ///< as typed
  std::vector<std::string> orphan_snapshots{};  ///< files that no scenario expects any more
  std::vector<PlanLine> plan{};
  std::vector<TimelineEntry> timeline{};
  std::vector<ScenarioResult> scenarios{};
  std::optional<Loss> loss{};          ///< the first
  std::vector<std::string> crashed{};  ///< ids of scenarios during which a task died unasked
  std::optional<StartFailure> start_failure{};
  Nanoseconds environment_ready{};  ///< from start to healthy
  Value tasks{};                    ///< DescribeTasks' shape
  Value services{};
  std::vector<RefusedCall> refused{};
  std::vector<Approximation> approximations{};
  std::vector<Approximation> not_mirrored{};
  int mirrored = 0;
};

/// Adds calls; those that are known already are counted up.
void add_refused(std::vector<RefusedCall>& all, const std::vector<RefusedCall>& more);

/// When the oldest of what a result says was found out: `finished`, or that of its first part.
WallTime oldest_end(const RunResult& result);

/// An infrastructure loss is graver than a product's, the earlier one than the later.
bool is_graver(const Loss& loss, const Loss& than);

/// results.json (`gonogo.results/1`) and back, losing nothing; an unknown major schema is an Error.
Value to_value(const RunResult& result);
Result<RunResult> run_result_of(const Value& value);

}  // namespace gonogo

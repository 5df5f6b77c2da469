// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/image/sql_scripts.h"
#include "emulator/io/world.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// A server that ran before us and goes on after us (engine attach). It is ours to fill only when
/// it was found empty or the user gave it to us (`--adopt`); what it is beside its content
/// (settings, users, other databases) is remembered, and a reset that finds it changed is refused.
struct AttachedServer {
  virtual ~AttachedServer() = default;
  virtual const std::string& name() const = 0;
  virtual std::string version() const = 0;
  /// Everything as in the beginning, schema and seed applied. Errors: `not-pristine` names what
  /// could not be brought back, `sql-failed`, `service-lost`.
  virtual Result<Done> reset() = 0;
  /// Takes out what was put in.
  virtual Result<Done> leave() = 0;
  /// How it was lost since it was attached to: it ended, or another one answers in its place.
  virtual std::optional<std::string> lost() = 0;
};

struct AttachPatience {
  Milliseconds ready{120'000};  ///< for a server that is only starting
  Milliseconds settled{2'000};  ///< a young server answers this long without a break
  Milliseconds old{10'000};     ///< from then on a server is not young
  Milliseconds quiet{10'000};   ///< for connections of a world that has ended
};

/// Attaches to a MySQL server: waits until it can be used for good and its database is ours. The
/// server that an image's entry point runs while it makes its data answers, and ends: a young one
/// has to go on answering. Errors: `service-unreachable` with the last reason,
/// `database-not-empty`, `attach-rights`.
Result<std::unique_ptr<AttachedServer>> attach_mysql(const ServicePlan& plan,
                                                     const std::string& host,
                                                     std::vector<SqlScript> scripts, bool adopt,
                                                     const AttachPatience& patience, World& world);

/// The same for Redis.
Result<std::unique_ptr<AttachedServer>> attach_redis(const ServicePlan& plan,
                                                     const std::string& host, bool adopt,
                                                     const AttachPatience& patience, World& world);

/// How often a server is asked whether it is as it should be, and how many things an error names.
inline constexpr Milliseconds asking_quantum{20};
inline constexpr size_t most_named = 8;

/// Lines that only one of two sorted lists has, "-" those of the first, "+" those of the second; at
/// most `most` of them.
std::string differences(const std::vector<std::string>& first,
                        const std::vector<std::string>& second, size_t most);

}  // namespace gonogo

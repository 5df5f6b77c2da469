// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "emulator/cli/loading.h"

namespace gonogo {

/// How a run goes.
struct Manner {
  int jobs = 1;
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> shuffle{};
};

/// What is to run, and how that came about.
struct Choice {
  Selection selection{};
  std::string durations_sha256{};
  std::string base{};  ///< sha256 of the results that are run again in part
  std::string base_folder{};
};

/// From the options; what is wrong with them has been printed when there is nothing.
std::optional<Manner> manner_of(const Options& options, World& world);
std::optional<Choice> choice_of(const Options& options, World& world);

/// Paths as people type them, from where they stand or absolute, become the project's; names stay.
void take_paths(const Project& project, const World& world, Selection& selection);

/// What --rerun-failed has to run again; false where its base can't be used, which has been
/// printed.
bool add_base(const Options& options, const Project& project, World& world, Choice& choice);

}  // namespace gonogo

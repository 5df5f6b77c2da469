// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "emulator/base/value.h"
#include "emulator/image/images.h"
#include "emulator/io/files.h"

namespace gonogo {

/// What stands in the store under one key: a folder `tree` and what is known of it.
struct StoreEntry {
  Path tree;
  Value facts{};  ///< facts.json
};

/// Fills `<folder>/tree` and answers the facts to be kept.
using MakeEntry = std::function<Result<Value>(const Path& folder)>;

/// The entry of that kind and key, made now if it is not there, or not as it was made. Nobody else makes
/// the same at the same time; a half-made one is never seen.
Result<StoreEntry> find_or_make(World& world, const Store& store, const std::string& kind,
                                const std::string& key, const MakeEntry& make);

/// Removes an entry so that nobody sees a part of it.
Result<Done> discard(const Store& store, const Path& entry);

/// SHA-256 of a tree as a sorted tar with numeric owners and without times: "sha256:…".
Result<std::string> tree_digest(World& world, const Path& tree);

/// The command as PID 1 of a PID and mount namespace: however its parent ends, the kernel takes all that
/// it started down, and its mounts.
std::vector<std::string> contained(const std::vector<std::string>& argv);

/// Runs a program that makes part of an image; when it fails the Error has `code` and its last words.
Result<RunOutcome> run_builder(World& world, const RunSpec& spec, const std::string& code,
                               const std::string& what);

/// An Error `missing-program` that names the package, or nothing.
Result<Done> require_program(const std::string& program, const std::string& package);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/io/world.h"
#include "emulator/project/plan.h"
#include "emulator/project/project.h"

namespace gonogo {

/// The content-addressed store: `blobs/sha256`, `roots` (built root file systems by the digest of what
/// they are made of), `data` (MySQL data directories with schema and seed), `trash`. Whatever stands
/// under its final name is whole: everything is made beside and renamed, and looked at when it is used.
struct Store {
  std::string folder;
  mutable std::set<std::string> looked_at{};  ///< entries that this process has found whole
};

/// $GONOGO_STORE, else $XDG_CACHE_HOME/gonogo, else ~/.cache/gonogo; below it `rootless` where ids are not the
/// machine's. Takes away what makers that were killed left half-made.
Result<Store> open_store(const World& world);

/// Told while images are made: one line a thing ("mysql", "installing mysql-server-core (sid)").
using OnProgress = std::function<void(const std::string& what, const std::string& text)>;

/// Everything that an environment is made of, from the store or built now.
struct Images {
  std::map<std::string, Root> roots{};                ///< by image reference of the definitions
  std::map<std::string, ServiceRoot> service_roots{};  ///< by service; "resolver" is the resolver's
};

/// Finds or makes the image of every container of the definitions, of every service and of the
/// resolver. `build:` commands of recipes are run first when `build` is set. Errors (with hints):
/// no-image (nothing stands in for a reference), missing-program, no-rights, recipe-failed (with the
/// last words of apt), build-failed, sql-failed (schema or seed: file:line and MySQL's words),
/// disk-full.
Result<Images> make_images(const Project& project,
                           const std::vector<std::pair<std::string, TaskDefinition>>& definitions,
                           const SecretStore& secrets, const Store& store, World& world,
                           bool build, const OnProgress& progress);

/// One row of `gonogo images ls`.
struct StoredImage {
  std::string kind;  ///< "root", "data"
  std::string digest;
  std::string description;
  std::uint64_t bytes = 0;
};
Result<std::vector<StoredImage>> list_images(const Store& store);

/// Removes what is half-made, in the trash, or holds none of the folders in `keep`; the freed bytes.
Result<std::uint64_t> prune(const Store& store, const std::vector<std::string>& keep);

}  // namespace gonogo

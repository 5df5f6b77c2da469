// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/io/files.h"

namespace gonogo {

/// What a checkout says of itself. `dirty` is true when a tracked file differs from HEAD, an
/// untracked file that is not ignored exists, or a file carries assume-unchanged or skip-worktree
/// (git calls it clean whatever its content).
struct GitFacts {
  std::string commit;  ///< 40 hex digits
  std::string tree;
  bool dirty = false;
  std::vector<std::string> dirty_files{};  ///< the first 20, relative to `top`
  std::vector<std::string> changed_files{};  ///< those of them that are no new ones
  Path top{};                              ///< the work tree's root
};

/// Nothing where there is no repository or no commit yet; an Error `git-unreadable` where there is
/// one that can't be judged.
Result<std::optional<GitFacts>> read_git(const Path& folder);

/// The URL of the remote `origin`; "" where there is none, or nothing can be told.
std::string origin_url(const Path& folder);

/// What git tracks below a folder, as `git ls-files --stage -z` in it prints it: mode, object and
/// path of each file, links and submodules too. "" where there is no repository.
Result<std::string> tracked_below(const Path& folder);

/// Whether git tracks the file at HEAD's index.
Result<bool> is_tracked(const Path& folder, const Path& file);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/io/git.h"

namespace gonogo {

/// The same answers from the `git` program: for repositories that libgit2 can't judge (filters such
/// as LFS, extensions it does not know). An Error `git-unreadable` when the program is missing or
/// refuses, with `reason` told: why it was asked.
Result<std::optional<GitFacts>> ask_git(const Path& folder, const std::string& reason);
Result<bool> ask_git_tracked(const Path& folder, const Path& file, const std::string& reason);
Result<std::string> ask_git_below(const Path& folder, const std::string& reason);

/// Puts a file among the dirty ones.
enum class Dirt { changed, untracked };
void add_dirty(GitFacts& facts, const std::string& file, Dirt dirt = Dirt::changed);

/// The file's path below `top` as the index names it; it begins with ".." outside of the tree. A
/// relative `file` lies in `folder`.
std::string path_in_tree(const Path& top, const Path& folder, const Path& file);

}  // namespace gonogo

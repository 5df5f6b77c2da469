// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/git_program.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "emulator/base/text.h"
#include "emulator/io/process.h"

namespace gonogo {
namespace {

constexpr size_t most_dirty_files = 20;

Error unreadable(const std::string& reason, std::string seen) {
  return {.code = "git-unreadable",
          .what = "cannot judge the git checkout: " + reason,
          .seen = std::move(seen),
          .hint = "install git, and see that `git status` works here"};
}

// GIT_DIR, GIT_INDEX_FILE and their like would make it talk about another checkout.
std::map<std::string, std::string> clean_environment() {
  std::map<std::string, std::string> variables;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view variable = *at;
    const size_t equals = variable.find('=');
    if (equals == std::string_view::npos || variable.starts_with("GIT_")) continue;
    variables.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  variables["LC_ALL"] = "C";
  return variables;
}

Result<RunOutcome> run_git(const Path& folder, const std::vector<std::string>& words,
                           const std::string& reason) {
  // fsmonitor would be a program of the checkout's choice, and is believed what it says. Without
  // optional locks nothing is written: root's index would be in the way of the checkout's owner.
  std::vector<std::string> argv = {"git",          "--no-optional-locks",  "--literal-pathspecs",
                                   "-c",           "core.fsmonitor=false", "-C",
                                   folder.string()};
  argv.insert(argv.end(), words.begin(), words.end());
  auto outcome = RealProcesses{}.run({.argv = std::move(argv),
                                      .environment = clean_environment(),
                                      .timeout = Milliseconds(60'000),
                                      .output_limit = 256U << 20U});
  if (!outcome) return fail(unreadable(reason, to_line(outcome.error())));
  return outcome;
}

Result<std::string> git_output(const Path& folder, const std::vector<std::string>& words,
                               const std::string& reason) {
  auto outcome = run_git(folder, words, reason);
  if (!outcome) return fail(outcome.error());
  if (outcome->status.success()) return std::move(outcome->out);
  return fail(unreadable(reason, "git " + words[0] + ": " + std::string(trim(outcome->err))));
}

// "XY path" each ended by NUL; a renamed one is followed by its old path.
void take_status(GitFacts& facts, const std::string& output) {
  const std::vector<std::string> entries = split(output, '\0');
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].size() < 4) continue;
    add_dirty(facts, entries[i].substr(3), entries[i][0] == '?' ? Dirt::untracked : Dirt::changed);
    if (entries[i][0] == 'R' || entries[i][0] == 'C') ++i;
  }
}

// "H path": a lower-case letter for assume-unchanged, S for skip-worktree.
void take_flags(GitFacts& facts, const std::string& output) {
  for (const std::string& entry : split(output, '\0')) {
    if (entry.size() < 3) continue;
    const char tag = entry[0];
    if (std::islower(static_cast<unsigned char>(tag)) != 0 || tag == 'S')
      add_dirty(facts, entry.substr(2));
  }
}

}  // namespace

void add_dirty(GitFacts& facts, const std::string& file, Dirt dirt) {
  facts.dirty = true;
  const auto add = [&](std::vector<std::string>& files) {
    if (files.size() >= most_dirty_files) return;
    if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
  };
  add(facts.dirty_files);
  if (dirt == Dirt::changed) add(facts.changed_files);
}

Result<std::optional<GitFacts>> ask_git(const Path& folder, const std::string& reason) {
  const auto top = git_output(folder, {"rev-parse", "--show-toplevel"}, reason);
  if (!top) return fail(top.error());
  const auto head = run_git(folder, {"rev-parse", "--verify", "--quiet", "HEAD"}, reason);
  if (!head) return fail(head.error());
  if (head->status.code == 1 && trim(head->out).empty()) return std::nullopt;
  const auto commit = git_output(folder, {"rev-parse", "--verify", "HEAD^{commit}"}, reason);
  if (!commit) return fail(commit.error());
  const auto tree = git_output(folder, {"rev-parse", "--verify", "HEAD^{tree}"}, reason);
  if (!tree) return fail(tree.error());
  GitFacts facts{.commit = std::string(trim(*commit)), .tree = std::string(trim(*tree))};
  facts.top = std::string(trim(*top));
  const auto status = git_output(
      facts.top,
      {"status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=none"},
      reason);
  if (!status) return fail(status.error());
  take_status(facts, *status);
  const auto flags = git_output(facts.top, {"ls-files", "-v", "-z", "--recurse-submodules"}, reason);
  if (!flags) return fail(flags.error());
  take_flags(facts, *flags);
  return facts;
}

Result<bool> ask_git_tracked(const Path& folder, const Path& file, const std::string& reason) {
  const auto top = git_output(folder, {"rev-parse", "--show-toplevel"}, reason);
  if (!top) return fail(top.error());
  const Path root = std::string(trim(*top));
  const std::string path = path_in_tree(root, folder, file);
  if (path == ".." || path.starts_with("../")) return false;
  const auto output = git_output(root, {"ls-files", "-z", "--", path}, reason);
  if (!output) return fail(output.error());
  return *output == path + '\0';
}

Result<std::string> ask_git_below(const Path& folder, const std::string& reason) {
  return git_output(folder, {"ls-files", "--stage", "-z"}, reason);
}

// Links above the file are followed; the file itself may be a link that git tracks as such.
std::string path_in_tree(const Path& top, const Path& folder, const Path& file) {
  std::error_code ignored;
  const Path whole = std::filesystem::absolute(file.is_absolute() ? file : folder / file, ignored);
  const Path parent = std::filesystem::weakly_canonical(whole.parent_path(), ignored);
  const Path root = std::filesystem::weakly_canonical(top, ignored);
  return (parent / whole.filename()).lexically_relative(root).string();
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/git.h"

#include <git2.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "emulator/base/text.h"
#include "emulator/io/git_program.h"

namespace gonogo {
namespace {

template <auto release>
struct Release {
  template <typename T>
  void operator()(T* object) const {
    release(object);
  }
};

using Repository = std::unique_ptr<git_repository, Release<git_repository_free>>;
using Index = std::unique_ptr<git_index, Release<git_index_free>>;
using Remote = std::unique_ptr<git_remote, Release<git_remote_free>>;
using Object = std::unique_ptr<git_object, Release<git_object_free>>;
using StatusList = std::unique_ptr<git_status_list, Release<git_status_list_free>>;
using Config = std::unique_ptr<git_config, Release<git_config_free>>;

std::string last_words() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "no reason given";
}

Error unreadable(const std::string& what) {
  return {.code = "git-unreadable",
          .what = "cannot judge the git checkout: " + what,
          .seen = last_words()};
}

std::string hex(const git_oid* id) {
  char text[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(text, sizeof text, id);
}

// libgit2's own check can't be told about `safe.directory = *` in 1.5; ours follows git's rule.
void set_up() {
  static const bool ready = [] {
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    return true;
  }();
  static_cast<void>(ready);
}

struct SafeDirectories {
  std::vector<std::string> paths;
};

int take_safe_directory(const git_config_entry* entry, void* context) {
  auto& paths = static_cast<SafeDirectories*>(context)->paths;
  const std::string path = entry->value != nullptr ? entry->value : "";
  if (path.empty())
    paths.clear();  // an empty entry takes back those before it
  else
    paths.push_back(path.size() > 1 && path.back() == '/' ? path.substr(0, path.size() - 1) : path);
  return 0;
}

bool is_declared_safe(const std::string& top) {
  git_config* opened = nullptr;
  if (git_config_open_default(&opened) != 0) return false;
  const Config config(opened);
  SafeDirectories safe;
  git_config_get_multivar_foreach(config.get(), "safe.directory", nullptr, take_safe_directory,
                                  &safe);
  for (const std::string& path : safe.paths)
    if (path == "*" || path == top) return true;
  return false;
}

// A checkout of somebody else may be configured to mislead: git's rule since CVE-2022-24765.
Result<Done> check_owner(const Path& top) {
  struct stat facts {};
  if (stat(top.c_str(), &facts) != 0)
    return fail(system_error("git-unreadable", "cannot look at " + top.string(), errno));
  if (facts.st_uid == geteuid()) return Done{};
  const char* sudo = geteuid() == 0 ? std::getenv("SUDO_UID") : nullptr;
  if (sudo != nullptr && std::to_string(facts.st_uid) == sudo) return Done{};
  if (is_declared_safe(top.string())) return Done{};
  return fail({.code = "git-unreadable",
               .what = "the git checkout " + top.string() + " belongs to another user",
               .seen = "user id " + std::to_string(facts.st_uid),
               .hint = "git config --global --add safe.directory " + top.string()});
}

struct Found {
  Repository repository{};
  Path top{};
  std::string unknown{};  ///< why libgit2 could not open it
};

// Nothing where there is no repository.
Result<std::optional<Found>> open_repository(const Path& folder) {
  set_up();
  git_repository* found = nullptr;
  const int result = git_repository_open_ext(&found, folder.c_str(), 0, nullptr);
  if (result == GIT_ENOTFOUND) return std::nullopt;
  if (result != 0) return Found{.unknown = last_words()};
  Found opened{.repository = Repository(found)};
  const char* top = git_repository_workdir(found);
  if (top == nullptr) return fail(unreadable("it is bare, there is no work tree"));
  opened.top = std::string(top, std::string_view(top).find_last_not_of('/') + 1);
  if (auto owned = check_owner(opened.top); !owned) return fail(owned.error());
  return opened;
}

// libgit2 knows no filter programs and no working-tree-encoding: it would compare other bytes.
bool needs_filters(git_repository* repository, git_index* index) {
  for (size_t i = 0; i < git_index_entrycount(index); ++i) {
    const char* path = git_index_get_byindex(index, i)->path;
    for (const char* name : {"filter", "working-tree-encoding"}) {
      const char* value = nullptr;
      const int result = git_attr_get(&value, repository, 0, path, name);
      if (result != 0 || git_attr_value(value) == GIT_ATTR_VALUE_STRING) return true;
    }
  }
  return false;
}

void take_flags(git_index* index, const std::string& folder, GitFacts& facts) {
  for (size_t i = 0; i < git_index_entrycount(index); ++i) {
    const git_index_entry& entry = *git_index_get_byindex(index, i);
    const bool assumed = (entry.flags & GIT_INDEX_ENTRY_VALID) != 0;
    const bool skipped = (entry.flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
    if (assumed || skipped) add_dirty(facts, folder + entry.path);
  }
}

Result<Done> take_status(git_repository* repository, GitFacts& facts) {
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
                  GIT_STATUS_OPT_INCLUDE_UNREADABLE;
  git_status_list* made = nullptr;
  if (git_status_list_new(&made, repository, &options) != 0)
    return fail(unreadable("its status can't be read"));
  const StatusList list(made);
  for (size_t i = 0; i < git_status_list_entrycount(list.get()); ++i) {
    const git_status_entry& entry = *git_status_byindex(list.get(), i);
    const git_diff_delta* change =
        entry.index_to_workdir != nullptr ? entry.index_to_workdir : entry.head_to_index;
    const char* path = change != nullptr ? change->new_file.path : nullptr;
    const bool is_new = entry.status == GIT_STATUS_WT_NEW;
    add_dirty(facts, path != nullptr ? path : "?", is_new ? Dirt::untracked : Dirt::changed);
  }
  return Done{};
}

struct SubmoduleWalk {
  git_repository* repository;
  std::string folder;  ///< "" or that of the submodule whose repository it is, with a "/" behind
  GitFacts& facts;
};

int take_submodule(git_submodule* submodule, const char* name, void* context);

// An index of its own has flags of its own.
int look_into(git_submodule* submodule, const std::string& folder, GitFacts& facts) {
  git_repository* opened = nullptr;
  if (git_submodule_open(&opened, submodule) != 0) return 0;  // not checked out
  const Repository repository(opened);
  git_index* made = nullptr;
  if (const int failed = git_repository_index(&made, opened); failed != 0) return failed;
  const Index index(made);
  take_flags(made, folder, facts);
  SubmoduleWalk walk{opened, folder, facts};
  return git_submodule_foreach(opened, take_submodule, &walk);
}

// The `ignore` setting of a submodule hides what changed in it from the list above.
int take_submodule(git_submodule* submodule, const char* name, void* context) {
  const auto& walk = *static_cast<SubmoduleWalk*>(context);
  unsigned status = 0;
  const int result =
      git_submodule_status(&status, walk.repository, name, GIT_SUBMODULE_IGNORE_NONE);
  constexpr unsigned harmless = GIT_SUBMODULE_STATUS_IN_HEAD | GIT_SUBMODULE_STATUS_IN_INDEX |
                                GIT_SUBMODULE_STATUS_IN_CONFIG | GIT_SUBMODULE_STATUS_IN_WD |
                                GIT_SUBMODULE_STATUS_WD_UNINITIALIZED;
  if (result != 0 || (status & ~harmless) != 0) add_dirty(walk.facts, walk.folder + name);
  return look_into(submodule, walk.folder + git_submodule_path(submodule) + "/", walk.facts);
}

Result<std::optional<GitFacts>> judge(const Found& opened, git_index* index) {
  git_repository* repository = opened.repository.get();
  git_object* found = nullptr;
  const int result = git_revparse_single(&found, repository, "HEAD^{commit}");
  if (git_repository_head_unborn(repository) == 1) return std::nullopt;
  if (result != 0) return fail(unreadable("its HEAD can't be read"));
  const Object commit(found);
  const auto* head = reinterpret_cast<const git_commit*>(commit.get());
  GitFacts facts{.commit = hex(git_object_id(commit.get())), .tree = hex(git_commit_tree_id(head))};
  facts.top = opened.top;
  if (auto taken = take_status(repository, facts); !taken) return fail(taken.error());
  take_flags(index, "", facts);
  SubmoduleWalk walk{repository, "", facts};
  if (git_submodule_foreach(repository, take_submodule, &walk) != 0)
    return fail(unreadable("its submodules can't be read"));
  return facts;
}

Result<std::optional<GitFacts>> judge_or_ask(const Path& folder) {
  auto opened = open_repository(folder);
  if (!opened) return fail(opened.error());
  if (!*opened) return std::nullopt;
  if (!(*opened)->repository) return ask_git(folder, (*opened)->unknown);
  git_index* made = nullptr;
  if (git_repository_index(&made, (*opened)->repository.get()) != 0)
    return ask_git(folder, last_words());
  const Index index(made);
  if (needs_filters((*opened)->repository.get(), index.get()))
    return ask_git(folder, "it uses filters, which only git itself knows");
  return judge(**opened, index.get());
}

// `core.worktree` may name another folder: what lies here would be called clean because of what
// lies there.
bool is_within(const Path& folder, const Path& top) {
  std::error_code ignored;
  const Path root = std::filesystem::weakly_canonical(top, ignored);
  const Path relative = std::filesystem::weakly_canonical(folder, ignored).lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Result<std::optional<GitFacts>> read_git(const Path& folder) {
  auto facts = judge_or_ask(folder);
  if (!facts || !*facts || is_within(folder, (*facts)->top)) return facts;
  return fail({.code = "git-unreadable",
               .what = "the git checkout at " + folder.string() + " has its work tree elsewhere",
               .seen = (*facts)->top.string(),
               .hint = "git config --unset core.worktree"});
}

std::string origin_url(const Path& folder) {
  const auto opened = open_repository(folder);
  if (!opened || !*opened || !(*opened)->repository) return "";
  git_remote* found = nullptr;
  if (git_remote_lookup(&found, (*opened)->repository.get(), "origin") != 0) return "";
  const Remote remote(found);
  const char* url = git_remote_url(remote.get());
  return url != nullptr ? url : "";
}

Result<std::string> tracked_below(const Path& folder) {
  auto opened = open_repository(folder);
  if (!opened) return fail(opened.error());
  if (!*opened) return "";
  git_index* made = nullptr;
  if (!(*opened)->repository || git_repository_index(&made, (*opened)->repository.get()) != 0)
    return ask_git_below(folder, last_words());
  const Index index(made);
  const std::string inside = path_in_tree((*opened)->top, folder, folder);
  const std::string prefix = inside == "." ? "" : inside + "/";
  std::string lines;
  for (size_t i = 0; i < git_index_entrycount(index.get()); ++i) {
    const git_index_entry& entry = *git_index_get_byindex(index.get(), i);
    const std::string path = entry.path;
    if (!path.starts_with(prefix)) continue;
    char mode[8];
    std::snprintf(mode, sizeof mode, "%06o", entry.mode);
    lines += std::string(mode) + " " + hex(&entry.id) + " " +
             std::to_string(git_index_entry_stage(&entry)) + "\t" + path.substr(prefix.size()) +
             '\0';
  }
  return lines;
}

Result<bool> is_tracked(const Path& folder, const Path& file) {
  auto opened = open_repository(folder);
  if (!opened) return fail(opened.error());
  if (!*opened) return false;
  if (!(*opened)->repository) return ask_git_tracked(folder, file, (*opened)->unknown);
  git_index* made = nullptr;
  if (git_repository_index(&made, (*opened)->repository.get()) != 0)
    return ask_git_tracked(folder, file, last_words());
  const Index index(made);
  return git_index_get_bypath(index.get(), path_in_tree((*opened)->top, folder, file).c_str(), 0) !=
         nullptr;
}

}  // namespace gonogo

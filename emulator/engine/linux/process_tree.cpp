// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/process_tree.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

constexpr int most_rounds = 100;

// proc(5): "pid (name) state parent …"; the name may hold blanks and parentheses.
std::map<pid_t, pid_t> parents() {
  std::map<pid_t, pid_t> all;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (failed != std::errc{} || end != name.data() + name.size()) continue;
    const auto text = read_file(entry.path() / "stat");
    if (!text) continue;
    const size_t closing = text->rfind(')');
    if (closing == std::string::npos) continue;
    const auto fields = split(trim(std::string_view(*text).substr(closing + 1)), ' ');
    if (fields.size() < 2) continue;
    std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), all[pid]);
  }
  return all;
}

std::set<pid_t> tree_of(const std::map<pid_t, pid_t>& all, pid_t root) {
  std::set<pid_t> tree;
  if (all.count(root) != 0) tree.insert(root);
  // Process ids wrap, so a child's may be the smaller one: until nothing is found any more.
  for (bool grown = !tree.empty(); grown;) {
    grown = false;
    for (const auto& [pid, parent] : all)
      if (tree.count(parent) != 0) grown = tree.insert(pid).second || grown;
  }
  return tree;
}

// proc(5), mountinfo: "36 31 0:33 / / rw … - overlay overlay rw,…,upperdir=/x/upper,workdir=…".
bool is_inside(pid_t pid, const std::string& upper) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/mountinfo");
  for (const std::string& line : text ? split_lines(*text) : std::vector<std::string>{}) {
    const auto fields = split(line, ' ');
    if (fields.size() < 5 || fields[4] != "/") continue;
    const auto options = split(fields.back(), ',');
    if (std::find(options.begin(), options.end(), "upperdir=" + upper) != options.end()) return true;
  }
  return false;
}

}  // namespace

void kill_inside(const Path& upper) {
  std::set<pid_t> told;
  for (int round = 0; round < most_rounds; ++round) {
    bool grown = false;
    for (const auto& [pid, parent] : parents())
      if (told.count(pid) == 0 && is_inside(pid, upper.string())) {
        told.insert(pid);
        grown = kill(pid, SIGKILL) == 0 || grown;
      }
    if (!grown) return;
  }
}

Result<Done> stop_tree(pid_t root) {
  std::set<pid_t> told;
  for (int round = 0; round < most_rounds; ++round) {
    const auto tree = tree_of(parents(), root);
    if (tree.empty())
      return fail({.code = "not-running", .what = "the process to be stopped has ended"});
    // fork(2) fails with a signal pending: who was told before a round makes no new ones after it.
    bool grown = false;
    for (const pid_t pid : tree) {
      if (!told.insert(pid).second) continue;
      kill(pid, SIGSTOP);
      grown = true;
    }
    if (!grown) return Done{};
  }
  return fail({.code = "fault-unavailable", .what = "processes are made faster than they are stopped"});
}

Result<Done> continue_tree(pid_t root) {
  const auto tree = tree_of(parents(), root);
  if (tree.empty())
    return fail({.code = "not-running", .what = "the process to be continued has ended"});
  for (const pid_t pid : tree) kill(pid, SIGCONT);
  return Done{};
}

std::uint64_t memory_of_tree(pid_t root) {
  std::uint64_t pages = 0;
  for (const pid_t pid : tree_of(parents(), root)) {
    // proc(5), statm: size, then what is resident, in pages.
    const auto text = read_file("/proc/" + std::to_string(pid) + "/statm");
    const auto fields = text ? split(*text, ' ') : std::vector<std::string>{};
    std::uint64_t resident = 0;
    if (fields.size() > 1)
      std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), resident);
    pages += resident;
  }
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace gonogo

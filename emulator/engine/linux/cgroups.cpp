// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/cgroups.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

constexpr time_t longest_start = 60;  // seconds: by then a world that lives has processes

struct Hierarchy {
  Path mount;
  std::string root;  ///< which part of the hierarchy is mounted
  std::string options;
  bool unified = false;
};

// proc(5), mountinfo: "36 31 0:33 /root /mount/point options … - type source super-options".
std::vector<Hierarchy> read_mounts(const Path& proc) {
  std::vector<Hierarchy> found;
  std::ifstream file(proc / "self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t dash = line.find(" - cgroup");
    if (dash == std::string::npos) continue;
    const auto left = split(line.substr(0, dash), ' ');
    const auto right = split(line.substr(dash + 3), ' ');
    if (left.size() < 5 || right.size() < 3) continue;
    found.push_back({left[4], left[3], right[2], right[0] == "cgroup2"});
  }
  return found;
}

// "4:memory:/path" (version 1), "0::/path" (version 2).
std::string own_path(const Path& proc, const std::string& controller) {
  std::ifstream file(proc / "self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const auto parts = split(line, ':');
    if (parts.size() < 3) continue;
    const auto controllers = split(parts[1], ',');
    if (std::find(controllers.begin(), controllers.end(), controller) != controllers.end())
      return parts[2];
  }
  return "/";
}

Path own_folder(const Hierarchy& hierarchy, const std::string& path) {
  const Path below = hierarchy.mount / Path(path).relative_path();
  std::error_code error;
  // In a container the path may be the host's while the mount shows the container's own part.
  return std::filesystem::is_directory(below, error) ? below : hierarchy.mount;
}

bool write_value(const Path& path, const std::string& value) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && write(file.get(), value.data(), value.size()) ==
                     static_cast<ssize_t>(value.size());
}

std::string read_value(const Path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::uint64_t read_number(const Path& path) {
  const std::string text = read_value(path);
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "key value" lines, as in memory.oom_control and memory.events.
std::uint64_t read_field(const Path& path, std::string_view key) {
  for (const std::string& line : split_lines(read_value(path))) {
    const auto parts = split(line, ' ');
    if (parts.size() != 2 || parts[0] != key) continue;
    std::uint64_t number = 0;
    std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), number);
    return number;
  }
  return 0;
}

constexpr std::string_view group_prefix = "gonogo-";

/// The controller of version 1 by which a process' place in this hierarchy is told; "" where it has
/// none that is used here.
std::string controller_of(const Hierarchy& hierarchy) {
  const auto options = split(hierarchy.options, ',');
  for (const char* name : {"memory", "cpu", "cpuacct", "devices"})
    if (std::find(options.begin(), options.end(), name) != options.end()) return name;
  return "";
}

/// Where environments have their folders; "" in a hierarchy that is not used.
Path parent_in(const Hierarchy& hierarchy, const Path& proc) {
  const std::string controller = hierarchy.unified ? "" : controller_of(hierarchy);
  if (!hierarchy.unified && controller.empty()) return {};
  return own_folder(hierarchy, own_path(proc, controller));
}

/// Whether a process is in the group or in one below it.
bool is_used(const Path& group) {
  std::error_code error;
  if (!read_value(group / "cgroup.procs").empty()) return true;
  for (std::filesystem::recursive_directory_iterator at(group, error), end; !error && at != end;
       at.increment(error))
    if (at->is_directory(error) && !read_value(at->path() / "cgroup.procs").empty()) return true;
  return bool(error);
}

bool is_forgotten(const Path& group) {
  struct stat facts {};
  return stat(group.c_str(), &facts) == 0 && facts.st_uid == geteuid() &&
         time(nullptr) - facts.st_mtime > longest_start && !is_used(group);
}

Result<Done> make_group(const Path& path) {
  if (mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) return Done{};
  return fail(system_error("no-cgroup", "make the control group " + path.string(), errno));
}

// What Docker lets a container use: everything else could be made with mknod and opened.
void allow_usual_devices(const Path& group) {
  write_value(group / "devices.deny", "a");
  for (const char* rule : {"c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm",
                           "c 1:9 rwm", "c 5:0 rwm", "c 5:2 rwm", "c 136:* rwm"})
    write_value(group / "devices.allow", rule);
}

}  // namespace

std::vector<Path> Cgroups::places(const std::string& environment, const Path& proc) {
  std::vector<Path> folders;
  for (const Hierarchy& hierarchy : read_mounts(proc))
    if (const Path parent = parent_in(hierarchy, proc); !parent.empty())
      folders.push_back(parent / (std::string(group_prefix) + environment));
  return folders;
}

std::map<std::string, std::vector<Path>> Cgroups::forgotten(const Path& proc) {
  std::map<std::string, std::vector<Path>> found;
  for (const Hierarchy& hierarchy : read_mounts(proc)) {
    const Path parent = parent_in(hierarchy, proc);
    std::error_code error;
    for (std::filesystem::directory_iterator at(parent, error), end; !error && at != end;
         at.increment(error)) {
      const std::string name = at->path().filename();
      if (name.starts_with(group_prefix) && is_forgotten(at->path()))
        found[name.substr(group_prefix.size())].push_back(at->path());
    }
  }
  return found;
}

Cgroups Cgroups::find(const std::string& environment, const Path& proc) {
  Cgroups found;
  const std::string name = std::string(group_prefix) + environment;
  for (const Hierarchy& hierarchy : read_mounts(proc)) {
    const auto has = [&](std::string_view controller) {
      const auto options = split(hierarchy.options, ',');
      return std::find(options.begin(), options.end(), controller) != options.end();
    };
    const Path parent = hierarchy.unified ? Path() : parent_in(hierarchy, proc);
    if (parent.empty()) continue;
    const Path folder = parent / name;
    if (!make_group(folder)) continue;
    found.folders_.push_back(folder);
    if (has("memory")) found.memory_ = folder;
    if (has("cpu")) found.cpu_ = folder;
    if (has("cpuacct")) found.cpu_usage_ = folder;
    if (has("devices")) found.devices_ = folder;
  }
  if (!found.folders_.empty()) return found;
  for (const Hierarchy& hierarchy : read_mounts(proc)) {
    const Path own = hierarchy.unified ? parent_in(hierarchy, proc) : Path();
    // A group that holds processes can't hand controllers down (cgroups(7), "no internal processes").
    if (!hierarchy.unified || !write_value(own / "cgroup.subtree_control", "+memory +cpu")) continue;
    const Path folder = own / name;
    if (!make_group(folder)) continue;
    write_value(folder / "cgroup.subtree_control", "+memory +cpu");
    found.unified_ = true;
    found.folders_.push_back(folder);
    found.memory_ = folder;
    found.cpu_ = folder;
    break;
  }
  return found;
}

Result<Done> Cgroups::make(const std::string& group, const CgroupLimits& limits, bool own_devices) {
  for (const Path& folder : folders_)
    if (auto done = make_group(folder / group); !done) return done;
  if (unified_) write_value(memory_ / group / "cgroup.subtree_control", "+memory +cpu");
  if (limits.memory > 0 && limits_memory()) {
    const Path path = memory_ / group;
    const std::string bytes = std::to_string(limits.memory);
    // No swap on Fargate: memory and swap together are limited to the same.
    const bool written = unified_ ? write_value(path / "memory.max", bytes)
                                  : write_value(path / "memory.limit_in_bytes", bytes);
    if (!written)
      return fail(system_error("no-cgroup", "limit the memory of " + path.string(), errno));
    const bool swapless = write_value(
        path / (unified_ ? "memory.swap.max" : "memory.memsw.limit_in_bytes"), unified_ ? "0" : bytes);
    // Where a kernel doesn't count swap, it can at least be kept from using it.
    if (!swapless && !unified_) write_value(path / "memory.swappiness", "0");
  }
  // As runc writes what `docker run --memory-reservation` asks for.
  if (limits.memory_reservation > 0 && limits_memory())
    write_value(memory_ / group / (unified_ ? "memory.low" : "memory.soft_limit_in_bytes"),
                std::to_string(limits.memory_reservation));
  if (limits.cpu_shares > 0 && !cpu_.empty()) {
    // Version 2 counts weights from 1 to 10000; the conversion is runc's.
    const int weight = 1 + ((std::max(limits.cpu_shares, 2) - 2) * 9999) / 262142;
    write_value(cpu_ / group / (unified_ ? "cpu.weight" : "cpu.shares"),
                std::to_string(unified_ ? weight : std::max(limits.cpu_shares, 2)));
  }
  if (own_devices && !devices_.empty()) allow_usual_devices(devices_ / group);
  return Done{};
}

std::vector<Descriptor> Cgroups::open_members(const std::string& group) const {
  std::vector<Descriptor> files;
  for (const Path& folder : folders_) {
    Descriptor file(open((folder / group / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    if (file) files.push_back(std::move(file));
  }
  return files;
}

Usage Cgroups::usage(const std::string& group) const {
  if (memory_.empty()) return {};
  const Path path = memory_ / group;
  if (unified_)
    return {.memory = read_number(path / "memory.current"),
            .memory_peak = read_number(path / "memory.peak"),
            .memory_limit = read_number(path / "memory.max"),
            .cpu = read_field(path / "cpu.stat", "usage_usec") * 1000};
  return {.memory = read_number(path / "memory.usage_in_bytes"),
          .memory_peak = read_number(path / "memory.max_usage_in_bytes"),
          .memory_limit = read_number(path / "memory.limit_in_bytes"),
          .cpu = cpu_usage_.empty() ? 0 : read_number(cpu_usage_ / group / "cpuacct.usage")};
}

bool Cgroups::out_of_memory(const std::string& group) const {
  if (memory_.empty()) return false;
  return read_field(memory_ / group / (unified_ ? "memory.events" : "memory.oom_control"),
                    "oom_kill") > 0;
}

void Cgroups::remove(const std::string& group) const {
  for (const Path& folder : folders_) rmdir((folder / group).c_str());
}

CgroupPowers probe_cgroups() {
  Cgroups groups = Cgroups::find("probe-" + std::to_string(getpid()));
  const bool made = groups.make("probe", {.memory = 64U << 20U, .cpu_shares = 2}, false).has_value();
  groups.remove("probe");
  remove_cgroups(groups.folders());
  return {.limits_memory = made && groups.limits_memory(), .shares_cpu = made && groups.shares_cpu()};
}

void remove_cgroups(const std::vector<Path>& folders) {
  for (const Path& folder : folders) {
    std::vector<Path> groups{folder};
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
      if (at->is_directory(error)) groups.push_back(at->path());
    std::sort(groups.begin(), groups.end(), std::greater<>());  // a path sorts before what is in it
    for (const Path& group : groups) rmdir(group.c_str());
  }
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/bundle.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

std::optional<int> number_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Value texts(const std::vector<std::string>& items) {
  Value list = Value::array();
  for (const std::string& item : items) list.push(item);
  return list;
}

Value mount_of(const std::string& target, const std::string& type, const std::string& source,
               const std::vector<std::string>& options) {
  return Value::object({{"destination", target}, {"type", type}, {"source", source},
                        {"options", texts(options)}});
}

Value capabilities_of(const ContainerSpec& container, const UserIds& user) {
  const Value set = texts(container.capabilities);
  // A user other than root gets the bounding set only, as Docker does.
  const Value active = user.user == 0 ? set : Value::array();
  return Value::object({{"bounding", set}, {"effective", active}, {"permitted", active}});
}

Value limits_of(const ContainerSpec& container) {
  Value limits = Value::array();
  for (const Ulimit& ulimit : container.ulimits) {
    std::string type = "RLIMIT_";
    for (const char c : ulimit.name) type += static_cast<char>(std::toupper(c));
    limits.push(Value::object({{"type", type}, {"hard", ulimit.hard}, {"soft", ulimit.soft}}));
  }
  return limits;
}

Value process_of(const ContainerSpec& container, const UserIds& user,
                 const std::vector<std::string>& argv,
                 const std::vector<std::pair<std::string, std::string>>& more) {
  Value groups = Value::array();
  for (const int group : user.more_groups) groups.push(group);
  Value environment = Value::array();
  for (const auto& [name, value] : container.environment)
    environment.push(name + "=" + value.reveal());
  for (const auto& [name, value] : more) environment.push(name + "=" + value);
  return Value::object({{"terminal", false},
                        {"user", Value::object({{"uid", user.user}, {"gid", user.group},
                                                {"additionalGids", groups}})},
                        {"args", texts(argv)},
                        {"env", environment},
                        {"cwd", container.working_directory.empty()
                                    ? std::string("/") : container.working_directory},
                        {"capabilities", capabilities_of(container, user)},
                        {"rlimits", limits_of(container)},
                        {"noNewPrivileges", false}});
}

// The mounts that Docker makes for every container, less the control groups: none are shown inside.
Value usual_mounts() {
  Value mounts = Value::array();
  mounts.push(mount_of("/proc", "proc", "proc", {"nosuid", "noexec", "nodev"}));
  mounts.push(mount_of("/dev", "tmpfs", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}));
  mounts.push(mount_of("/dev/pts", "devpts", "devpts",
                       {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"}));
  mounts.push(mount_of("/dev/mqueue", "mqueue", "mqueue", {"nosuid", "noexec", "nodev"}));
  // 64 MiB: Docker's default, and Fargate takes no sharedMemorySize.
  mounts.push(mount_of("/dev/shm", "tmpfs", "shm",
                       {"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}));
  mounts.push(mount_of("/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev", "ro"}));
  return mounts;
}

void add_own_mounts(Value& mounts, const ContainerSpec& container,
                    const BundleSurroundings& surroundings) {
  for (const Mount& mount : container.mounts) {
    std::vector<std::string> options{"nosuid", "nodev"};
    if (mount.read_only) options.emplace_back("ro");
    if (mount.kind == Mount::Kind::tmpfs) {
      if (mount.size > 0) options.push_back("size=" + std::to_string(mount.size));
      options.emplace_back("mode=1777");
      mounts.push(mount_of(mount.target, "tmpfs", "tmpfs", options));
    } else {
      options.emplace_back("rbind");
      mounts.push(mount_of(mount.target, "bind", mount.source, options));
    }
  }
  for (const auto& volume : surroundings.volumes)
    mounts.push(mount_of(volume.target, "bind", volume.folder,
                         {"rbind", "nosuid", "nodev", volume.read_only ? "ro" : "rw"}));
  for (const char* name : {"resolv.conf", "hosts", "hostname"})
    mounts.push(mount_of(std::string("/etc/") + name, "bind",
                         surroundings.etc_folder + "/" + name, {"bind", "nosuid", "nodev"}));
  mounts.push(mount_of(exec_helper_path, "bind", surroundings.exec_helper, {"bind", "ro", "nodev"}));
  if (container.init_process)
    mounts.push(mount_of(init_path, "bind", surroundings.init_program, {"bind", "ro", "nodev"}));
  if (!surroundings.notify_folder.empty())
    mounts.push(mount_of(notify_path, "bind", surroundings.notify_folder, {"bind", "nosuid", "nodev"}));
}

Value namespaces_of(const BundleSurroundings& surroundings) {
  Value namespaces = Value::array();
  for (const char* type : {"ipc", "uts", "mount"})
    namespaces.push(Value::object({{"type", type}}));
  Value pid = Value::object({{"type", "pid"}});
  if (!surroundings.pid_namespace.empty()) pid.set("path", surroundings.pid_namespace);
  namespaces.push(pid);
  if (!surroundings.network_namespace.empty())
    namespaces.push(
        Value::object({{"type", "network"}, {"path", surroundings.network_namespace}}));
  return namespaces;
}

// Those of the network are the engine's to set: the namespace is the task's, not the container's.
Value ipc_controls_of(const ContainerSpec& container) {
  Value controls = Value::object();
  for (const auto& [name, value] : container.system_controls)
    if (name.rfind("net.", 0) != 0) controls.set(name, value);
  return controls;
}

Value linux_part(const ContainerSpec& container, const BundleSurroundings& surroundings) {
  // Docker's default lists (moby: oci/defaults.go).
  const Value masked = texts({"/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys",
                              "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
                              "/proc/sched_debug", "/proc/scsi", "/sys/firmware"});
  const Value read_only = texts(
      {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"});
  Value part = Value::object({{"namespaces", namespaces_of(surroundings)},
                              {"maskedPaths", masked},
                              {"readonlyPaths", read_only}});
  if (!surroundings.seccomp.is_null()) part.set("seccomp", surroundings.seccomp);
  if (const Value controls = ipc_controls_of(container); !controls.members().empty())
    part.set("sysctl", controls);
  return part;
}

struct Entry {
  std::string name;
  int id = 0;
  std::vector<std::string> fields;
};

// passwd(5), group(5): "name:password:id:…".
std::vector<Entry> read_entries(const std::string& text) {
  std::vector<Entry> entries;
  for (const std::string& line : split_lines(text)) {
    auto fields = split(line, ':');
    if (fields.size() < 4) continue;
    if (const auto id = number_of(fields[2])) entries.push_back({fields[0], *id, fields});
  }
  return entries;
}

Error unknown(const std::string& what, const std::string& name) {
  return {.code = "unknown-user",
          .what = "unable to find " + what + " " + name + ": no matching entries in the image's " +
                  (what == "user" ? "/etc/passwd" : "/etc/group"),
          .hint = "use a number, or an image that has that " + what};
}

}  // namespace

Result<UserIds> resolve_user(const std::string& user, const std::string& passwd,
                             const std::string& group) {
  UserIds ids;
  const auto parts = split(user.empty() ? "0" : user, ':');
  const auto users = read_entries(passwd);
  const auto groups = read_entries(group);
  const auto number = number_of(parts[0]);
  const auto found = std::find_if(users.begin(), users.end(), [&](const Entry& entry) {
    return entry.name == parts[0] || (number && entry.id == *number);
  });
  if (found == users.end() && !number) return fail(unknown("user", parts[0]));
  ids.user = number ? *number : found->id;
  if (found != users.end()) ids.group = number_of(found->fields[3]).value_or(0);
  if (parts.size() > 1) {
    const auto wanted = std::find_if(groups.begin(), groups.end(),
                                     [&](const Entry& entry) { return entry.name == parts[1]; });
    const auto id = number_of(parts[1]);
    if (wanted == groups.end() && !id) return fail(unknown("group", parts[1]));
    ids.group = id ? *id : wanted->id;
    return ids;  // a group that was asked for replaces the user's others, as in Docker
  }
  if (found == users.end()) return ids;
  for (const Entry& entry : groups) {
    const auto members = split(entry.fields[3], ',');
    if (std::find(members.begin(), members.end(), found->name) != members.end())
      ids.more_groups.push_back(entry.id);
  }
  return ids;
}

Value bundle_config(const ContainerSpec& container, const BundleSurroundings& surroundings) {
  std::vector<std::pair<std::string, std::string>> more;
  if (container.notify) more.emplace_back("NOTIFY_SOCKET", std::string(notify_path) + "/socket");
  std::vector<std::string> argv = container.argv;
  if (container.init_process) argv.insert(argv.begin(), {init_path, "--"});
  Value mounts = usual_mounts();
  add_own_mounts(mounts, container, surroundings);
  return Value::object(
      {{"ociVersion", "1.0.2"},
       {"process", process_of(container, surroundings.user, argv, more)},
       {"root", Value::object({{"path", "root"}, {"readonly", container.read_only_root}})},
       {"hostname", container.hostname},
       {"mounts", mounts},
       {"linux", linux_part(container, surroundings)}});
}

Value exec_process(const ContainerSpec& container, const UserIds& user,
                   const std::vector<std::string>& argv,
                   const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> whole{exec_helper_path};
  whole.insert(whole.end(), argv.begin(), argv.end());
  return process_of(container, user, whole, environment);
}

}  // namespace gonogo

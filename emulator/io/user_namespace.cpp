// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/user_namespace.h"

#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>

#include "emulator/base/text.h"
#include "emulator/io/process.h"

namespace gonogo {
namespace {

constexpr std::uint32_t all_ids = 4'294'967'295;
constexpr Milliseconds map_patience{10'000};

std::uint32_t id_of(std::string_view text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// user_namespaces(7), uid_map: "inside outside count"; the line of root.
struct Mapping {
  std::uint32_t outside = 0;
  std::uint32_t count = all_ids;
};

Mapping mapping_of_root() {
  const std::string text = read_file("/proc/self/uid_map").value_or("");
  for (const std::string& line : split_lines(text)) {
    std::array<std::uint32_t, 3> numbers{};
    size_t at = 0;
    for (const std::string& word : split(line, ' '))
      if (!word.empty() && at < numbers.size()) numbers[at++] = id_of(word);
    if (at == numbers.size() && numbers[0] == 0) return {numbers[1], numbers[2]};
  }
  return {};
}

struct Person {
  std::string name;
  uid_t user = 0;
  gid_t group = 0;
};

Person this_person() {
  Person person{.name = std::to_string(geteuid()), .user = geteuid(), .group = getegid()};
  if (const passwd* entry = getpwuid(person.user)) person.name = entry->pw_name;
  return person;
}

Error no_ids(const Person& person, const std::string& file, const std::string& seen) {
  return {.code = "no-rights",
          .what = "the user " + person.name + " has too few subordinate ids to make containers",
          .seen = file + ": " + seen,
          .hint = "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " +
                  person.name + " (other numbers where these are taken), or type it with sudo"};
}

Result<SubordinateIds> ids_in(const std::string& file, const Person& person) {
  const auto text = read_file(file);
  const auto range = text ? subordinate_ids(*text, person.name, person.user) : std::nullopt;
  if (!range) return fail(no_ids(person, file, "no line of this user"));
  if (range->count < needed_subordinate_ids)
    return fail(no_ids(person, file, std::to_string(range->count) + ", needed are " +
                                         std::to_string(needed_subordinate_ids)));
  return *range;
}

/// A child that has made the namespace and lives until it is waved off: only from outside of it may ids
/// of others be mapped.
class Holder {
 public:
  Holder() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return;
    const Descriptor reading(ends[0]);
    const Descriptor writing(ends[1]);
    pid_ = fork();
    if (pid_ == 0) hold(writing.get());
    if (pid_ < 0 || read(reading.get(), &failed_, sizeof failed_) != sizeof failed_)
      failed_ = errno;
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  int failed() const { return failed_; }
  std::string pid() const { return std::to_string(pid_); }

 private:
  [[noreturn]] static void hold(int report) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int failed = unshare(CLONE_NEWUSER) == 0 ? 0 : errno;
    if (write(report, &failed, sizeof failed) != sizeof failed) _exit(1);
    for (;;) pause();
  }

  pid_t pid_ = -1;
  int failed_ = EAGAIN;
};

Error forbidden(int number) {
  Error error = system_error("no-rights", "make a user namespace", number);
  error.hint = "type it with sudo, or let users make them: sysctl user.max_user_namespaces, "
               "kernel.unprivileged_userns_clone=1";
  return error;
}

Result<Done> write_map(const std::string& program, const Holder& holder, std::uint32_t own,
                       const SubordinateIds& others) {
  auto outcome = RealProcesses().run(
      {.argv = {program, holder.pid(), "0", std::to_string(own), "1", "1",
                std::to_string(others.first), std::to_string(needed_subordinate_ids)},
       .timeout = map_patience});
  if (!outcome) return fail(outcome.error());
  if (outcome->status.success()) return Done{};
  return fail({.code = "no-rights",
               .what = "the program " + program + " can't give a user namespace its ids",
               .seen = std::string(trim(outcome->err)),
               .hint = "it must be able to act as root (setuid or file capabilities), "
                       "or type it with sudo"});
}

Result<Done> enter(const Holder& holder) {
  const Descriptor made(open(("/proc/" + holder.pid() + "/ns/user").c_str(), O_RDONLY | O_CLOEXEC));
  if (!made || setns(made.get(), CLONE_NEWUSER) != 0)
    return fail(system_error("no-rights", "enter a user namespace", errno));
  // A user's own way to programs need not lead to root's.
  const char* path = std::getenv("PATH");
  setenv("PATH", ((path != nullptr ? std::string(path) + ":" : "") + "/usr/sbin:/sbin:/usr/bin:/bin").c_str(), 1);
  return Done{};
}

}  // namespace

std::optional<SubordinateIds> subordinate_ids(std::string_view text, const std::string& name,
                                              uid_t id) {
  std::optional<SubordinateIds> widest;
  for (const std::string& line : split_lines(text)) {
    const auto fields = split(trim(line), ':');
    if (fields.size() != 3 || (fields[0] != name && fields[0] != std::to_string(id))) continue;
    const SubordinateIds range{id_of(fields[1]), id_of(fields[2])};
    if (range.first == 0) continue;  // not a number; and nobody is given root's
    if (!widest || range.count > widest->count) widest = range;
  }
  return widest;
}

Result<Done> become_root() {
  if (geteuid() == 0) return Done{};
  const Person person = this_person();
  for (const char* program : {"newuidmap", "newgidmap"})
    if (!find_program(program))
      return fail({.code = "missing-program",
                   .what = std::string("without root, containers need the program ") + program,
                   .hint = "apt install uidmap, or type it with sudo"});
  const auto users = ids_in("/etc/subuid", person);
  if (!users) return fail(users.error());
  const auto groups = ids_in("/etc/subgid", person);
  if (!groups) return fail(groups.error());
  const Holder holder;
  if (holder.failed() != 0) return fail(forbidden(holder.failed()));
  if (auto done = write_map("newuidmap", holder, person.user, *users); !done) return done;
  if (auto done = write_map("newgidmap", holder, person.group, *groups); !done) return done;
  return enter(holder);
}

bool in_user_namespace() {
  const Mapping mapping = mapping_of_root();
  return mapping.outside != 0 || mapping.count != all_ids;
}

uid_t user_of_machine() { return getuid() == 0 ? mapping_of_root().outside : getuid(); }

std::string overlay_extra() { return in_user_namespace() ? ",userxattr" : ""; }

}  // namespace gonogo

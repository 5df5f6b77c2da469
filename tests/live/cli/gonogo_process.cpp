// SPDX-License-Identifier: Apache-2.0
#include "tests/live/cli/gonogo_process.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "emulator/io/document.h"
#include "emulator/io/files.h"

namespace gonogo::test {
namespace {

constexpr Milliseconds patience{240'000};

Variables clean_environment(const Variables& more) {
  Variables variables = more;
  for (const char* name : {"PATH", "HOME", "GONOGO_STORE"})
    if (const char* value = std::getenv(name)) variables.emplace(name, value);
  return variables;
}

std::vector<std::string> command(const std::vector<std::string>& arguments) {
  std::vector<std::string> argv{std::string(GONOGO_BUILD) + "/gonogo"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

Ended run(const std::vector<std::string>& argv, const Path& folder, const Variables& variables) {
  RealProcesses processes;
  auto outcome = processes.run({.argv = argv,
                                .environment = clean_environment(variables),
                                .folder = folder,
                                .timeout = patience});
  if (!outcome) return {.err = to_text(outcome.error())};
  return {outcome->status.shell_code(), outcome->out, outcome->err};
}

// Empty where the process has ended meanwhile: reading its files then fails with ESRCH.
std::string text_of(const std::filesystem::path& path) {
  std::string text = read_file(path).value_or("");
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

}  // namespace

LiveProject::LiveProject(const std::string& gonogo_yaml) { write("gonogo.yaml", gonogo_yaml); }

Ended LiveProject::gonogo(const std::vector<std::string>& arguments,
                          const Variables& variables) const {
  return run(command(arguments), folder(), variables);
}

Ended LiveProject::gonogo_as_nobody(const std::vector<std::string>& arguments) const {
  std::filesystem::permissions(folder(), std::filesystem::perms::all);
  for (const char* name : {"gonogo", "gonogo-supervisor", "gonogo-exec"})
    std::filesystem::copy_file(std::string(GONOGO_BUILD) + "/" + name, folder() + "/" + name,
                               std::filesystem::copy_options::overwrite_existing);
  std::vector<std::string> argv{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                                folder() + "/gonogo"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return run(argv, folder(), {{"GONOGO_STORE", folder() + "/store"}});
}

Ended LiveProject::gonogo_in_chroot(const std::vector<std::string>& arguments) const {
  std::vector<std::string> argv{"unshare", "--mount", "sh", "-ec",
                                "mkdir root; mount --rbind / root; "
                                "exec chroot root sh -ec 'cd \"$0\"; exec \"$@\"' \"$PWD\" \"$@\"",
                                "sh"};
  const std::vector<std::string> inside = command(arguments);
  argv.insert(argv.end(), inside.begin(), inside.end());
  return run(argv, folder(), {});
}

Child LiveProject::start(const std::vector<std::string>& arguments, const Variables& variables,
                         const Streams& streams) const {
  std::vector<std::string> argv = command(arguments);
  if (streams.terminal) argv.insert(argv.begin(), {"setsid", "--ctty", "--wait"});
  auto child = spawn({.argv = argv,
                      .environment = clean_environment(variables),
                      .folder = folder(),
                      .in = streams.in,
                      .out = streams.out,
                      .err = streams.err});
  return child ? std::move(*child) : Child{};
}

Value LiveProject::verdict() const {
  const std::string path = folder() + "/.gonogo/latest/verdict.json";
  auto value = parse_json(read_text(path), path);
  return value ? *value : Value{};
}

void LiveProject::commit() const {
  for (const std::vector<std::string>& argv :
       {std::vector<std::string>{"git", "init", "-q"},
        {"git", "add", "-A"},
        {"git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "all"}})
    run(argv, folder(), {});
}

Ended gonogo_in_source(const std::vector<std::string>& arguments, const Variables& variables) {
  return run(command(arguments), GONOGO_SOURCE, variables);
}

std::string nginx_image() {
  return R"(images:
  - {match: "*", debian: bookworm, packages: [nginx-light, curl], entrypoint: [nginx], command: [-g, "daemon off;"]}
)";
}

std::vector<pid_t> processes_of(const std::string& environment, const std::string& command) {
  std::vector<pid_t> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (text_of(entry.path() / "cgroup").find("/gonogo-" + environment) == std::string::npos ||
        text_of(entry.path() / "cmdline").find(command) == std::string::npos)
      continue;
    found.push_back(std::stoi(name));
  }
  return found;
}

pid_t await_process(const std::string& environment, const std::string& command,
                    Milliseconds limit) {
  SystemClock clock;
  for (const Moment end = clock.now() + limit; clock.now() < end; clock.sleep(Milliseconds(10)))
    if (const auto found = processes_of(environment, command); !found.empty()) return found.front();
  return 0;
}

}  // namespace gonogo::test

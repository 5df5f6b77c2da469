// SPDX-License-Identifier: Apache-2.0
#include "tests/live/kills/ground.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/image/seal.h"
#include "emulator/io/document.h"
#include "emulator/io/files.h"

namespace gonogo::test {
namespace {

using Lines = std::vector<std::string>;
namespace fs = std::filesystem;

constexpr const char* mark = "GONOGO_TEST_GROUND";
constexpr int deepest_group = 6;
constexpr Milliseconds ending{2'000};

Lines names_in(const Path& folder) {
  Lines names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename());
  return names;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::string read_now(const Path& path) { return read_file(path).value_or(""); }

// By a command that drives its browser at this moment.
bool is_held(const std::string& folder) {
  const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return !opened || flock(opened.get(), LOCK_EX | LOCK_NB) != 0;
}

bool is_half(const std::string& name) { return name.starts_with('.') && name.ends_with(".half"); }

void add_half_written(const Path& folder, Lines& left) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    if (is_half(at->path().filename())) left.push_back("file " + at->path().string());
}

void add_project(const LiveProject& project, Lines& left) {
  const Path own = Path(project.folder()) / ".gonogo";
  add_half_written(own, left);
  for (const std::string& id : names_in(own / "runs")) {
    const Path run = own / "runs" / id;
    if (!path_exists(run / "verdict.json")) left.push_back("run " + run.string());
    for (const std::string& name : names_in(run / "logs"))
      if (name.starts_with("world-")) left.push_back("logs " + (run / "logs" / name).string());
  }
  std::error_code error;
  if (fs::is_symlink(own / "latest", error) && !path_exists(own / "latest"))
    left.push_back("link to nothing " + (own / "latest").string());
}

Path store() {
  const char* given = std::getenv("GONOGO_STORE");
  return given != nullptr ? Path(given) : Path(std::getenv("HOME")) / ".cache/gonogo";
}

// Of a program in a world nothing else tells whose it is.
void add_children(std::vector<SeenProcess>& found, std::vector<SeenProcess>& others) {
  for (size_t i = 0; i < found.size(); ++i) {
    const auto theirs = std::stable_partition(
        others.begin(), others.end(),
        [&, pid = found[i].pid](const SeenProcess& each) { return each.parent != pid; });
    std::move(theirs, others.end(), std::back_inserter(found));
    others.erase(theirs, others.end());
  }
}

// What somebody makes at this moment is locked.
void add_trash(Lines& left) {
  for (const std::string& name : names_in(store() / "trash"))
    if (FileLock::take(store() / "locks" / name.substr(0, name.rfind('-'))) &&
        path_exists(store() / "trash" / name))
      left.push_back("half an image " + name);
}

}  // namespace

Ground::Ground(const std::string& name) : name_(name) {
  variables_ = {{mark, folder_.path()},
                {"XDG_RUNTIME_DIR", folder_.path() + "/run"},
                {"TMPDIR", folder_.path() + "/tmp"}};
  for (const char* part : {"XDG_RUNTIME_DIR", "TMPDIR"}) (void)make_folders(variables_.at(part));
  Lines others;
  add_machine(others);
  before_.insert(others.begin(), others.end());
}

std::vector<std::string> Ground::with_name(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin() + 1, {"--environment", name_});
  return arguments;
}

Ended Ground::gonogo(const LiveProject& project, std::vector<std::string> arguments) const {
  return project.gonogo(with_name(std::move(arguments)), variables_);
}

Child Ground::start(const LiveProject& project, std::vector<std::string> arguments,
                    const Streams& streams) const {
  return project.start(with_name(std::move(arguments)), variables_, streams);
}

std::vector<SeenProcess> Ground::processes() const {
  std::vector<SeenProcess> found;
  std::vector<SeenProcess> others;
  for (const std::string& name : names_in("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const Path at = Path("/proc") / name;
    const std::string status = read_now(at / "status");
    const std::string command = one_line(read_now(at / "cmdline"));
    // One that has ended and whose parent was killed is init's to bury.
    if (status.find("\nState:\tZ") != std::string::npos || status.empty()) continue;
    const bool ours = read_now(at / "environ").find(mark + ("=" + folder_.path())) != std::string::npos ||
                      command.find(folder_.path()) != std::string::npos ||
                      read_now(at / "cgroup").find("/gonogo-" + name_) != std::string::npos;
    const size_t parent = status.find("\nPPid:\t");
    (ours ? found : others)
        .push_back({std::stoi(name), std::atoi(status.c_str() + parent + 7), command});
  }
  add_children(found, others);
  return found;
}

void Ground::add_groups(std::vector<std::string>& left) const {
  std::error_code error;
  for (fs::recursive_directory_iterator at("/sys/fs/cgroup",
                                           fs::directory_options::skip_permission_denied, error),
       end;
       !error && at != end; at.increment(error)) {
    if (at.depth() > deepest_group) at.disable_recursion_pending();
    if (at->path().filename().string().starts_with("gonogo-" + name_))
      left.push_back("control group " + at->path().string());
  }
}

// What is the whole machine's: others' is told apart by having been there before.
void Ground::add_machine(std::vector<std::string>& left) const {
  for (const std::string& line : split_lines(read_now("/proc/self/mountinfo")))
    if (line.find(" nsfs ") != std::string::npos || line.find(folder_.path()) != std::string::npos ||
        line.find("/gonogo-" + name_) != std::string::npos)
      left.push_back("mount " + line);
  for (const std::string& link : names_in("/sys/class/net")) left.push_back("link " + link);
  for (const std::string& name : names_in("/tmp"))
    if (name.starts_with("gonogo-browser-") && !is_held("/tmp/" + name))
      left.push_back("folder /tmp/" + name);
}

void Ground::add_files(std::vector<std::string>& left) const {
  for (const std::string& world : names_in(variables_.at("XDG_RUNTIME_DIR") + "/gonogo"))
    if (world != ".lock") left.push_back("environment " + world);
  for (const std::string& name : names_in(variables_.at("TMPDIR")))
    left.push_back("temporary " + name);
}

std::vector<std::string> Ground::left_behind(
    const std::vector<const LiveProject*>& projects) const {
  Lines left;
  SystemClock clock;
  auto running = processes();
  for (const Moment end = clock.now() + ending; !running.empty() && clock.now() < end;
       running = processes())
    clock.sleep(Milliseconds(5));
  for (const SeenProcess& process : running)
    left.push_back("process " + std::to_string(process.pid) + " " + process.command.substr(0, 200));
  add_groups(left);
  add_files(left);
  Lines machine;
  add_machine(machine);
  for (const std::string& line : machine)
    if (before_.count(line) == 0) left.push_back(line);
  for (const LiveProject* project : projects) add_project(*project, left);
  add_trash(left);
  return left;
}

std::vector<std::string> broken_in_store() {
  Lines broken;
  for (const char* kind : {"roots", "data"})
    for (const std::string& key : names_in(store() / kind)) {
      const Path entry = store() / kind / key;
      const auto facts = read_document(entry / "facts.json");
      if (!facts)
        broken.push_back("without facts " + entry.string());
      else if (facts->find("seal") != nullptr &&
               seal_of(entry / "tree").text != text_of(*facts, "seal"))
        broken.push_back("not as it was made " + entry.string());
    }
  return broken;
}

}  // namespace gonogo::test

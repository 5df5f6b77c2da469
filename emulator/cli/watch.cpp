// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/cli/watched_files.h"
#include "emulator/io/file_watch.h"
#include "emulator/io/interrupt.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

constexpr Milliseconds quiet{50};  // an editor writes more than once
constexpr size_t most_names = 3;

std::set<Path> folders_of(const Project& project, const FileDigests& files) {
  std::set<Path> folders;
  for (const auto& [name, digest] : files) {
    const Path folder = Path(project.path(name)).parent_path();
    if (path_exists(folder)) folders.insert(folder);
  }
  return folders;
}

std::string told(const std::set<std::string>& changed) {
  std::vector<std::string> names(changed.begin(), changed.end());
  const size_t more = names.size() - std::min(names.size(), most_names);
  names.resize(names.size() - more);
  return join(names, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

/// Waits until the content of a watched file differs; nothing at an interrupt.
Result<std::optional<std::set<std::string>>> await_change(const Project& project,
                                                          const FileDigests& before) {
  for (;;) {
    const FileDigests now = watched_files(project);
    auto watch = FolderWatch::of(folders_of(project, now));
    if (!watch) return fail(watch.error());
    // What changed while the scenarios ran, or before the watch stood, has no event any more.
    if (auto changed = changed_files(before, watched_files(project)); !changed.empty())
      return changed;
    const auto woken = watch->wait(quiet);
    if (!woken) return fail(woken.error());
    if (!*woken) return std::nullopt;
  }
}

}  // namespace

int watch_scenarios(const Options& options, World& world, int (*run)(const Options&, World&)) {
  Options next = options;
  Project project;
  for (int code = exit_code::go;;) {
    if (const auto loaded = load(options, world)) project = loaded->project;
    if (project.folder.empty()) return exit_code::bad_input;
    const FileDigests before = watched_files(project);
    code = run(next, world);
    if (interrupted()) return code;
    world.err.write("\nwatching " + count_of(static_cast<long long>(before.size()), "file") +
                    ", Ctrl-C ends\n");
    const auto changed = await_change(project, before);
    if (!changed) return print_error(changed.error(), world);
    if (!*changed) return code;
    world.err.write("changed: " + told(**changed) + "\n\n");
    next = options;
    const auto files = scenario_files(project);
    const auto again = files ? files_to_run(**changed, *files) : std::nullopt;
    if (again) next.targets = *again;
  }
}

}  // namespace gonogo

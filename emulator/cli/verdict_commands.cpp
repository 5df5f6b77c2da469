// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/cli/run_folder.h"
#include "emulator/cli/verify_command.h"
#include "emulator/io/archive.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

// Beside the run's folder, under its name.
int pack(const Path& written, const Options& options, World& world) {
  std::error_code error;
  const Path folder = std::filesystem::canonical(written, error);
  const auto names = list_files(folder);
  if (!names) return print_error(names.error(), world);
  const std::string name = folder.filename();
  std::vector<std::pair<std::string, Path>> files;
  for (const std::string& each : *names) files.emplace_back(name + "/" + each, folder / each);
  const Path target = folder.parent_path() / (name + ".zip");
  if (auto done = write_zip(target, files); !done) return print_error(done.error(), world);
  if (!options.quiet && !options.json())
    world.out.write("    packed  " + shown_path(target.string(), world) + "  " +
                    count_of(static_cast<long long>(files.size()), "file") + "\n");
  return exit_code::go;
}

}  // namespace

int report(const Options& options, World& world) {
  const auto loaded = load(options, world);
  if (!loaded) return exit_code::bad_input;
  const Path folder = options.targets.empty() ? run_folder_of(options, loaded->project, world)
                                              : world.folder / options.targets.front();
  const auto results = read_results(folder);
  if (!results) return print_error(results.error(), world), exit_code::bad_input;
  const auto verdict = judge_as_shown(*results, loaded->project.policy, folder);
  if (!verdict) return print_error(verdict.error(), world), exit_code::bad_input;
  if (auto done = write_reports(folder, *results, *verdict, Redactor()); !done)
    return print_error(done.error(), world);
  print_verdict(*results, *verdict, folder, loaded->project, options, Redactor(), world);
  return options.zip ? pack(folder, options, world) : exit_code::go;
}

int verdict(const Options& options, World& world) {
  if (options.targets.size() == 2 && options.targets[0] == "verify")
    return verify_verdict(options, world);
  if (options.targets.size() != 2 || options.targets[0] != "show") {
    world.err.write("gonogo: verdict show FILE, or verdict verify FILE --key FILE.pub\n");
    return exit_code::bad_input;
  }
  const auto value = read_document((world.folder / options.targets[1]).string());
  if (!value) return print_error(value.error(), world), exit_code::bad_input;
  const auto read = verdict_of(*value);
  if (!read) return print_error(read.error(), world), exit_code::bad_input;
  world.out.write(std::string(to_text(read->decision)) + "  " + read->project + "  " +
                  (read->full ? "full" : "partial") + ", exit " + std::to_string(read->exit_code) +
                  "\n");
  for (const Reason& reason : read->reasons)
    world.out.write("  " + reason.code + ": " + reason.text + "\n");
  return exit_code::go;
}

}  // namespace gonogo

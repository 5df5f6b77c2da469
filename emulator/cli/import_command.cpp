// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/loading.h"
#include "emulator/io/document.h"
#include "emulator/scenario/yaml_text.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

// A recording can be imported without a project: hosts then stay as they were recorded.
HarHosts hosts_of_project(const Options& options, World& world) {
  const auto found = options.project.empty()
                         ? find_project(world.folder.string())
                         : Result<std::string>((world.folder / options.project).string());
  const auto text = found ? read_file(*found) : fail(found.error());
  if (!text) return {};
  const auto reading = read_project(*text, *found, Path(*found).parent_path().string(),
                                    world.environment, settings_of(options));
  return reading.project ? har_hosts(*reading.project) : HarHosts{};
}

int import_har(const std::string& file, const Options& options, World& world) {
  const auto text = read_file(world.folder / file);
  if (!text) return print_error(text.error(), world), exit_code::bad_input;
  const auto har = parse_json(*text, file);
  if (!har) return print_error(har.error(), world), exit_code::bad_input;
  const auto scenario =
      scenario_of_har(*har, Path(file).stem().string(), hosts_of_project(options, world));
  if (!scenario) return print_error(scenario.error(), world), exit_code::bad_input;
  world.out.write("# Imported from " + file +
                  ": read it, name it, and take out what does not matter.\n" + to_yaml(*scenario));
  return exit_code::go;
}

}  // namespace

int import_file(const Options& options, World& world) {
  if (options.targets.size() == 2 && options.targets[0] == "har")
    return import_har(options.targets[1], options, world);
  return wrong_usage(world, "import har FILE");
}

}  // namespace gonogo

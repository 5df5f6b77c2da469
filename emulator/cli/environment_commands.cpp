// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/cli/engine_choice.h"
#include "emulator/cli/loading.h"
#include "emulator/cli/planning.h"
#include "emulator/cli/scenario_inputs.h"
#include "emulator/cli/sweep.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/io/document.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

std::string header_of(const EnvironmentPlan& plan) {
  size_t containers = 0;
  for (const TaskPlan& task : plan.tasks) containers += task.containers.size();
  return plan.environment + "  " + plan.engine + "  " +
         count_of(static_cast<long long>(containers), "container") + " in " +
         count_of(static_cast<long long>(plan.tasks.size()), "task") + ", " +
         count_of(static_cast<long long>(plan.services.size()), "service") + "\n";
}

std::string summary_of(const EnvironmentPlan& plan, const std::vector<StartRow>& rows) {
  const auto slowest = std::max_element(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return a.since < b.since;
  });
  if (slowest == rows.end()) return "";
  const auto time = std::chrono::duration_cast<Milliseconds>(slowest->since);
  return "Up in " + to_text(time) + ". Slowest: " + slowest->name + ". " +
         count_of(static_cast<long long>(plan.approximations.size()), "approximation") +
         " (gonogo plan shows them).\nNext: gonogo run · gonogo logs " +
         (plan.tasks.empty() ? "" : plan.tasks.front().name) + " · gonogo down\n";
}

Result<Done> make_pristine(const EnvironmentPlan& plan, AttachedServices& services) {
  if (auto done = check_ports_are_free(plan); !done) return done;
  return services.reset();
}

Result<std::unique_ptr<Environment>> attach(const Options& options, World& world) {
  const auto name = environment_name(options, world);
  if (!name) return fail({.code = "no-project", .what = "which environment is not known"});
  return attach_world(*name, world);
}

std::string lost_lines_of(const Value& container) {
  const Value* lost = container.find("logLinesLost");
  return lost == nullptr ? "" : "awslogs would have lost " + count_of(lost->as_integer(), "line");
}

// Who looks into a running environment may be in the middle of an edit of its project.
Redactor redactor_for(const Options& options, World& world) {
  Redactor redactor;
  World quiet = world;
  quiet.err.write = [](std::string_view) {};
  if (const auto loaded = load(options, quiet))
    (void)secrets_of(*loaded, redactor);
  else
    world.err.write("warning: gonogo.yaml can't be read: secrets are not hidden\n");
  return redactor;
}

}  // namespace

int show_plan(const Options& options, World& world) {
  const auto loaded = load_with_engine(options, world);
  if (!loaded) return exit_code::bad_input;
  Progress progress(world, options.quiet);
  auto images = images_of(*loaded, world, false, progress);
  if (!images) return print_error(images.error(), world);
  Redactor redactor;
  const auto plan = plan_of(*loaded, *images, loaded->environment, false, redactor);
  if (!plan) return print_error(plan.error(), world);
  world.out.write(redactor.redact(options.json() ? to_json(to_public_value(*plan)) + "\n"
                                                 : to_text(*plan, options.verbose)));
  return exit_code::go;
}

int up(const Options& options, World& world) {
  const auto loaded = load_with_engine(options, world);
  if (!loaded) return exit_code::bad_input;
  sweep(loaded->project.folder, world);
  Progress progress(world, options.quiet || options.json());
  auto images = images_of(*loaded, world, true, progress);
  if (!images) return print_error(images.error(), world);
  auto services = attach_services(*loaded, *images, options.adopt, world, progress);
  if (!services) return print_error(services.error(), world);
  Redactor redactor;
  const auto plan = plan_of(*loaded, *images, loaded->environment, false, redactor);
  if (!plan) return print_error(plan.error(), world);
  const Path folder = Path(loaded->project.folder) / ".gonogo";
  if (auto done = write_file(folder / ".gitignore", "*\n"); !done)
    return print_error(done.error(), world);
  const Path log_folder = folder / "up" / loaded->environment / "logs";
  if (!options.quiet && world.err.is_terminal) world.err.write(header_of(*plan));
  if (*services != nullptr)
    if (auto done = make_pristine(*plan, **services); !done) return print_error(done.error(), world);
  std::vector<StartRow> rows;
  auto environment = start_world(*plan, {.log_folder = log_folder, .detach = true}, world,
                                 [&](const std::vector<StartRow>& now) {
                                   rows = now;
                                   if (world.err.is_terminal) progress.show(now);
                                 });
  if (!environment) {
    Error error = environment.error();
    error.seen = redactor.redact(error.seen);
    return print_error(error, world);
  }
  if (*services != nullptr) (*services)->keep();
  if (options.json())
    world.out.write(to_json(to_public_value((*environment)->plan())) + "\n");
  else if (!options.quiet)
    world.out.write((world.err.is_terminal ? "" : header_of(*plan) + rows_text(rows)) +
                    summary_of(*plan, rows));
  return exit_code::go;
}

int down(const Options& options, World& world) {
  const auto name = environment_name(options, world);
  if (!name) return exit_code::bad_input;
  const auto environment = attach_world(*name, world);
  const auto done = stop_world(*name, world);
  (void)sweep_worlds(world);
  if (!done) return print_error(done.error(), world);
  if (!environment || (*environment)->plan().engine != "attach") return exit_code::go;
  // What `up` put into servers that go on is ours to take out: it ends with `services`.
  const auto services = AttachedServices::attach((*environment)->plan(), {}, true, world);
  return services ? exit_code::go : print_error(services.error(), world);
}

int ps(const Options& options, World& world) {
  auto environment = attach(options, world);
  if (!environment) return print_error(environment.error(), world);
  auto described = (*environment)->describe();
  if (!described) return print_error(described.error(), world);
  if (options.json()) {
    described->erase("services");  // DescribeTasks knows none
    world.out.write(to_json(*described) + "\n");
    return exit_code::go;
  }
  std::vector<std::vector<std::string>> rows;
  if (const Value* services = described->find("services"))
    for (const Value& service : services->items())
      rows.push_back({text_of(service, "name"), text_of(service, "lastStatus"),
                      text_of(service, "version"), text_of(service, "hostname")});
  if (const Value* tasks = described->find("tasks"))
    for (const Value& task : tasks->items())
      if (const Value* containers = task.find("containers"))
        for (const Value& container : containers->items()) {
          const Value* code = container.find("exitCode");
          rows.push_back({text_of(task, "name") + "/" + text_of(container, "name"),
                          text_of(container, "lastStatus"), text_of(container, "healthStatus"),
                          code != nullptr ? "exit " + std::to_string(code->as_integer()) : "",
                          text_of(container, "reason") + lost_lines_of(container)});
        }
  world.out.write(aligned(rows, ""));
  return exit_code::go;
}

int logs(const Options& options, World& world) {
  auto environment = attach(options, world);
  if (!environment) return print_error(environment.error(), world);
  const std::string wanted = options.targets.empty() ? "" : options.targets.front();
  const auto files = list_files((*environment)->log_folder());
  if (!files) return print_error(files.error(), world);
  std::vector<std::string> lines;
  bool known = wanted.empty();
  for (const std::string& file : *files) {
    const std::string id = file.substr(0, file.rfind(".log"));
    if (!wanted.empty() && id != wanted && !id.starts_with(wanted + "/")) continue;
    known = true;
    const auto text = read_file(Path((*environment)->log_folder()) / file);
    if (!text) return print_error(text.error(), world);
    for (const std::string& line : split_lines(*text))
      if (!line.empty()) lines.push_back(line);
  }
  if (!known) {
    world.err.write("gonogo: nothing called \"" + wanted + "\" has printed anything\n");
    return exit_code::bad_input;
  }
  std::stable_sort(lines.begin(), lines.end(), [](const std::string& a, const std::string& b) {
    return a.substr(0, a.find(' ')) < b.substr(0, b.find(' '));
  });
  // All at once: a secret may be broken over lines.
  world.out.write(redactor_for(options, world).redact(join(lines, "\n") + (lines.empty() ? "" : "\n")));
  return exit_code::go;
}

int url(const Options& options, World& world) {
  auto environment = attach(options, world);
  if (!environment) return print_error(environment.error(), world);
  bool found = false;
  for (const PublishedPort& port : (*environment)->plan().ports) {
    if (!options.targets.empty() && port.task != options.targets.front()) continue;
    found = true;
    world.out.write("http://127.0.0.1:" + std::to_string(port.host) + "\n");
  }
  if (found) return exit_code::go;
  world.err.write("gonogo: nothing is published" +
                  (options.targets.empty() ? "" : " of " + options.targets.front()) +
                  "\n  write publish: [\"8080:80\"] at the task in gonogo.yaml\n");
  return exit_code::bad_input;
}

}  // namespace gonogo

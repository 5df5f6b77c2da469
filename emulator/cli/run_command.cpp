// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "emulator/base/text.h"
#include "emulator/cli/engine_choice.h"
#include "emulator/cli/person.h"
#include "emulator/cli/planning.h"
#include "emulator/cli/run_choice.h"
#include "emulator/cli/run_folder.h"
#include "emulator/cli/run_view.h"
#include "emulator/cli/scenario_inputs.h"
#include "emulator/cli/sweep.h"
#include "emulator/cli/watched_files.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/gate/signed_run.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/interrupt.h"
#include "emulator/run/run_all.h"
#include "emulator/run/select.h"
#include "emulator/scenario/overrides.h"
#include "emulator/task/container_values.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

void list_scenarios(const std::vector<Scenario>& scenarios, World& world) {
  std::vector<std::vector<std::string>> rows;
  for (const Scenario& scenario : scenarios)
    rows.push_back(
        {scenario.kind, scenario.where.file + ":" + std::to_string(place_of(scenario).mark.line),
         scenario.name + (scenario.example.empty() ? "" : " [" + scenario.example + "]")});
  world.out.write(aligned(rows, ""));
}

size_t worlds_needed(const std::vector<Scenario>& scenarios) {
  return static_cast<size_t>(std::count_if(
      scenarios.begin(), scenarios.end(),
      [](const Scenario& scenario) { return scenario.skip.empty() && !scenario.kept; }));
}

bool asks_somebody(const std::vector<Scenario>& scenarios) {
  return std::any_of(scenarios.begin(), scenarios.end(), [](const Scenario& scenario) {
    return scenario.skip.empty() && needs_person(scenario);
  });
}

/// One whole run, from the selected scenarios to its verdict.
class Run {
 public:
  Run(const Options& options, const Manner& manner, const Choice& choice, const Loaded& loaded,
      ScenarioInputs inputs, std::optional<SigningKey> key, World& world)
      : options_(options),
        manner_(manner),
        choice_(choice),
        loaded_(loaded),
        inputs_(std::move(inputs)),
        key_(std::move(key)),
        world_(world),
        progress_(world, options.quiet) {
    result_.orphan_snapshots = inputs_.orphans;
    if (key_) redactor_.add(key_text(*key_));
  }

  int go(const std::vector<Scenario>& scenarios, const std::vector<Scenario>& all);

 private:
  Result<Done> bind(const std::vector<Scenario>& scenarios);
  Result<Done> bind_images(const Images& images);
  void try_all(const std::vector<Scenario>& scenarios, const Path& folder);
  void gather(const Path& logs, const std::set<int>& left_up);
  std::string left_up_text() const;
  void note_choice(const std::vector<Scenario>& scenarios, const std::vector<Scenario>& all);
  void fail_start(const Error& error);
  std::string header(size_t scenarios) const;
  void say_signed(const Verdict& verdict) const;
  int jobs_at_a_time(bool asks) const;
  std::string next_text(const Path& folder) const;
  const Output& notes() const { return options_.json() ? world_.err : world_.out; }

  const Options& options_;
  const Manner& manner_;
  const Choice& choice_;
  const Loaded& loaded_;
  ScenarioInputs inputs_;
  std::optional<SigningKey> key_;
  World& world_;
  Progress progress_;
  Redactor redactor_;
  RunResult result_;
  size_t worlds_needed_ = 0;
  std::string left_up_{};  // a world's name
};

Result<Done> Run::bind(const std::vector<Scenario>& scenarios) {
  auto subject = bind_checkout(loaded_, world_);
  if (!subject) return fail(subject.error());
  result_.subject = std::move(*subject);
  const auto add = [&](const std::string& name, const std::string& digest) {
    auto& overrides = result_.subject.overrides;
    const bool known = std::any_of(overrides.begin(), overrides.end(),
                                   [&](const auto& each) { return each.first == name; });
    if (!known) overrides.emplace_back(name, digest);
  };
  for (const auto& [name, value] : inputs_.settings)
    add(name, sha256(value.is_text() ? value.as_text() : to_json(value)));
  for (const auto& each : environment_overrides(scenarios, world_.environment))
    add(each.name, sha256(each.value));
  return Done{};
}

Result<Done> Run::bind_images(const Images& images) {
  auto builds = bind_builds(loaded_.project);
  if (!builds) return fail(builds.error());
  result_.subject.builds = std::move(*builds);
  for (const auto& [name, root] : images.roots)
    result_.subject.images.push_back({name, root.digest, root.stand_in});
  for (const ServiceEntry& entry : loaded_.project.services) {
    const ServiceRoot& root = images.service_roots.at(entry.name);
    static constexpr const char* engines[] = {"mysql", "mariadb", "redis", "container"};
    if (!root.root.digest.empty())
      result_.subject.images.push_back({entry.name, root.root.digest, false});
    result_.subject.services.push_back(
        {entry.name, engines[static_cast<size_t>(entry.engine)], root.version});
  }
  return Done{};
}

void Run::fail_start(const Error& error) {
  Error told = error;
  told.seen = redactor_.redact(told.seen);
  if (error.code == "interrupted")
    result_.interrupted = true;
  else
    result_.start_failure = StartFailure{classify_start(error), told};
}

std::string Run::header(size_t scenarios) const {
  const Subject& subject = result_.subject;
  std::string text = loaded_.environment + "  ";
  if (subject.commit.empty())
    text += "no commit";
  else
    text += "commit " + subject.commit.substr(0, 7) +
            (subject.dirty ? " (dirty: gate will refuse)" : " (clean)");
  text += "  " + count_of(static_cast<long long>(scenarios), "scenario") + "  seed " +
          std::to_string(result_.seed);
  if (result_.shard)
    text += ", shard " + std::to_string(result_.shard->index) + " of " +
            std::to_string(result_.shard->count);
  text += "\n";
  if (!choice_.base.empty()) text += "again: what did not pass in " + choice_.base_folder + "\n";
  if (manner_.shuffle)
    text += "begun in another order: --shuffle " + std::to_string(*manner_.shuffle) + "\n";
  return text;
}

std::string Run::next_text(const Path& folder) const {
  const std::string shown = shown_path(folder.string(), world_);
  if (!choice_.base.empty())
    return "    a verdict of both: gonogo merge " + choice_.base_folder + " " + shown + "\n";
  if (result_.shard) return "    a verdict of all shards: gonogo merge " + shown + " …\n";
  return "";
}

void Run::try_all(const std::vector<Scenario>& scenarios, const Path& folder) {
  auto images = images_of(loaded_, world_, true, progress_);
  if (!images) return fail_start(images.error());
  auto services = attach_services(loaded_, *images, options_.adopt, world_, progress_);
  if (!services) return fail_start(services.error());
  if (auto bound = bind_images(*images); !bound) return fail_start(bound.error());
  const std::string prefix = loaded_.environment + "-run" + std::to_string(getpid()) + "-";
  // Made once here, for what its values bring to the redactor: worlds are asked for by other
  // threads.
  if (auto plan = plan_of(loaded_, *images, prefix + "0", true, redactor_); !plan)
    return fail_start(plan.error());
  const size_t short_secrets = redactor_.count_short();
  worlds_needed_ = worlds_needed(scenarios);
  auto source = make_source(
      [&](int n) {
        Redactor known = redactor_;
        return plan_of(loaded_, *images, prefix + std::to_string(n), true, known);
      },
      {.log_folder = folder / "logs"}, worlds_needed_, services->get(), world_);
  std::set<int> left_up;
  const bool asks = asks_somebody(scenarios);
  RunView view(scenarios, options_, world_, !asks);
  RunListener listener = view.listener();
  listener.left_up = [&](const std::string& name) {
    left_up_ = name;
    left_up.insert(std::atoi(name.c_str() + prefix.size()));
  };
  run_all(scenarios, *source, world_, redactor_,
          {.project_folder = loaded_.project.folder,
           .run_folder = folder.string(),
           .vars = loaded_.project.vars,
           .settings = inputs_.settings,
           .secrets = secrets_of(loaded_, redactor_),
           .seed = result_.seed,
           .fail_fast = options_.fail_fast,
           .update_snapshots = options_.update_snapshots,
           .headed = options_.headed,
           .ask = person_of(options_, world_),
           .keep_failed = options_.keep_failed,
           .jobs = jobs_at_a_time(asks),
           .shuffle = manner_.shuffle},
          listener, result_);
  view.close();
  if (redactor_.count_short() > short_secrets)
    world_.err.write(
        "warning: a secret that a scenario declares or captures is shorter than 6 characters: it "
        "is hidden only where it stands alone\n");
  source.reset();
  if (*services != nullptr && !left_up.empty()) (*services)->keep();
  gather(folder / "logs", left_up);
}

// A person answers one after the other; servers that run already are one world.
int Run::jobs_at_a_time(bool asks) const {
  return asks || loaded_.engine == "attach" ? 1 : manner_.jobs;
}

void Run::say_signed(const Verdict& verdict) const {
  if (!key_ || options_.quiet || options_.json()) return;
  const std::string why_not = unsigned_because(verdict);
  world_.out.write(why_not.empty()
                       ? "    signed by key " + key_->public_key().id().substr(0, 8) + "\n"
                       : "    not signed: " + why_not + "\n");
}

void Run::gather(const Path& logs, const std::set<int>& left_up) {
  if (auto done = gather_logs(logs, left_up); !done)
    world_.err.write("gonogo: " + to_text(done.error()));
  if (!result_.start_failure) return;
  // What was said about a world's own folder is now true of the run's.
  std::string& hint = result_.start_failure->error.hint;
  for (size_t n = worlds_needed_ + 1; n > 0; --n)
    hint = replace_all(hint, "/world-" + std::to_string(n) + "/", "/");
}

std::string Run::left_up_text() const {
  if (left_up_.empty()) return "";
  const std::string name = " --environment " + left_up_;
  return "\nThe world of the failure is still up. Look into it, then end it:\n"
         "    gonogo ps" +
         name + "\n    gonogo exec TASK/CONTAINER" + name + " -- CMD\n    gonogo down" + name +
         "\n";
}

void Run::note_choice(const std::vector<Scenario>& scenarios, const std::vector<Scenario>& all) {
  // What was only stored was not compared with anything: such a run is no release verdict.
  result_.full = choice_.selection.everything() && !options_.update_snapshots;
  result_.selection = options_.targets;
  result_.base = choice_.base;
  for (const Scenario& scenario : scenarios) result_.expected.push_back(scenario.id);
  if (choice_.selection.shards <= 1) return;
  result_.shard =
      Shard{choice_.selection.shard, choice_.selection.shards, choice_.durations_sha256};
  for (const Scenario& scenario : all) result_.shard->all.push_back(scenario.id);
}

int Run::go(const std::vector<Scenario>& scenarios, const std::vector<Scenario>& all) {
  result_.started = world_.clock.wall();
  result_.seed = manner_.seed;
  result_.ci = options_.ci;
  result_.project = loaded_.project.name;
  result_.engine = loaded_.engine;
  result_.environment = loaded_.environment;
  result_.policy_sha256 = policy_digest(loaded_.project.policy);
  note_choice(scenarios, all);
  const auto bound = bind(scenarios);
  result_.id = run_id(result_);
  const auto held = make_run_folder(loaded_.project, options_, result_.id, world_);
  if (!held) return print_error(held.error(), world_);
  const Path& folder = held->path();
  if (!options_.quiet) notes().write(header(scenarios.size()));
  if (!bound)
    fail_start(bound.error());
  else if (!scenarios.empty())
    try_all(scenarios, folder);
  if (bound)
    if (auto noted = note_changes(loaded_, result_.subject); !noted)
      return print_error(noted.error(), world_);
  for (const char* part : {"logs", "evidence"})
    if (auto done = redact_files(folder / part, redactor_); !done)
      return print_error(done.error(), world_);
  result_.finished = world_.clock.wall();
  if (interrupted()) result_.interrupted = true;
  const Verdict verdict = judge(result_, loaded_.project.policy);
  const auto kept = keep_run(loaded_.project, folder, result_, verdict, redactor_, key_);
  print_verdict(result_, verdict, folder, loaded_.project, options_, redactor_, world_);
  if (!options_.quiet) notes().write(left_up_text() + next_text(folder));
  if (!kept) return print_error(kept.error(), world_);
  say_signed(verdict);
  // Whoever asked to stop does not want to go on to the gate.
  return interrupt_came() ? exit_code::interrupted : verdict.exit_code;
}

int run_once(const Options& options, World& world) {
  const auto manner = manner_of(options, world);
  auto choice = choice_of(options, world);
  if (!manner || !choice) return exit_code::bad_input;
  auto key = take_signing_key(world);
  if (!key) return print_error(key.error(), world), exit_code::bad_input;
  const auto loaded = load_with_engine(options, world);
  if (!loaded) return exit_code::bad_input;
  if (loaded->engine == "attach" && !options.jobs.empty() && manner->jobs > 1)
    return print_error({.code = "bad-jobs",
                        .what = "--jobs " + options.jobs + " needs a world for each job",
                        .hint = "engine attach has one set of servers: leave --jobs out"},
                       world);
  if (!add_base(options, loaded->project, world, *choice)) return exit_code::bad_input;
  take_paths(loaded->project, world, choice->selection);
  const auto all = load_scenarios(*loaded, world, choice->selection);
  if (!all) return exit_code::bad_input;
  auto chosen = select(*all, choice->selection);
  if (!chosen) return print_error(chosen.error(), world);
  if (options.list) {
    list_scenarios(*chosen, world);
    return exit_code::go;
  }
  if (!person_of(options, world))
    for (Scenario& scenario : *chosen)
      if (scenario.skip.empty() && needs_person(scenario))
        scenario.skip = "nobody is at a terminal to answer its manual step";
  auto inputs = read_scenario_inputs(*loaded, *all, options, world);
  if (!inputs) return print_error(inputs.error(), world);
  if (!names_are_known(*chosen, *loaded, *inputs, world)) return exit_code::bad_input;
  if (options.update_snapshots && choice->selection.everything())
    if (auto done = remove_orphans(loaded->project, inputs->orphans, world); !done)
      return print_error(done.error(), world);
  sweep(loaded->project.folder, world);
  const int code =
      Run(options, *manner, *choice, *loaded, std::move(*inputs), std::move(*key), world)
          .go(*chosen, *all);
  // The world of a run that was killed may have been dying, and not yet dead, when this one began.
  (void)sweep_worlds(world);
  return code;
}

}  // namespace

int run_scenarios(const Options& options, World& world) {
  if (!options.watch) return run_once(options, world);
  if (options.ci || options.list || options.keep_failed) {
    world.err.write("gonogo: --watch is for a person: not with --ci, --list or --keep-failed\n");
    return exit_code::bad_input;
  }
  return watch_scenarios(options, world, run_once);
}

}  // namespace gonogo

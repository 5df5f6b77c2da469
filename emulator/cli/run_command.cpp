// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "emulator/base/text.h"
#include "emulator/cli/engine_choice.h"
#include "emulator/cli/person.h"
#include "emulator/cli/planning.h"
#include "emulator/cli/run_folder.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/gate/signed_run.h"
#include "emulator/io/digest.h"
#include "emulator/io/interrupt.h"
#include "emulator/run/run_all.h"
#include "emulator/run/select.h"
#include "emulator/scenario/overrides.h"
#include "emulator/task/container_values.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

std::optional<Selection> selection_of(const Options& options, World& world) {
  Selection selection{.patterns = options.targets, .kinds = options.kinds, .tags = options.tags};
  if (!options.shard.empty()) {
    const auto parts = split(options.shard, '/');
    const auto number = [](const std::string& text) {
      int value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      return error == std::errc() && end == text.data() + text.size() ? value : 0;
    };
    if (parts.size() == 2) {
      selection.shard = number(parts[0]);
      selection.shards = number(parts[1]);
    }
    if (selection.shard < 1 || selection.shards < selection.shard) {
      world.err.write("gonogo: --shard is I/N, for example 1/3\n");
      return std::nullopt;
    }
  }
  for (const std::string& kind : options.kinds)
    if (kind != "unit" && kind != "regression" && kind != "acceptance") {
      world.err.write("gonogo: --kind is unit, regression or acceptance\n");
      return std::nullopt;
    }
  const bool narrowed =
      !options.targets.empty() || !options.kinds.empty() || !options.tags.empty();
  if (options.ci && narrowed) {
    world.err.write("gonogo: --ci runs everything, or a shard: a selection is no release verdict\n");
    return std::nullopt;
  }
  return selection;
}

void list_scenarios(const std::vector<Scenario>& scenarios, World& world) {
  std::vector<std::vector<std::string>> rows;
  for (const Scenario& scenario : scenarios)
    rows.push_back({scenario.kind, scenario.where.file + ":" + std::to_string(scenario.where.mark.line),
                    scenario.name + (scenario.example.empty() ? "" : " [" + scenario.example + "]")});
  world.out.write(aligned(rows, ""));
}

std::map<std::string, Secret> secrets_of(const Loaded& loaded, Redactor& redactor) {
  std::map<std::string, Secret> secrets;
  for (const Value::Member& member : loaded.secrets.entries.members()) {
    if (!member.value.is_text()) continue;
    secrets[member.key] = Secret(member.value.as_text());
    redactor.add(secrets[member.key]);
  }
  return secrets;
}

size_t worlds_needed(const std::vector<Scenario>& scenarios) {
  return static_cast<size_t>(
      std::count_if(scenarios.begin(), scenarios.end(), [](const Scenario& scenario) {
        return scenario.skip.empty() && !scenario.kept;
      }));
}

std::uint64_t seed_of(const Options& options) {
  std::uint64_t seed = 0;
  const std::string text = options.seed.empty() ? std::to_string(std::stoull(random_hex(4), nullptr, 16))
                                                : options.seed;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

/// One whole run, from the selected scenarios to its verdict.
class Run {
 public:
  Run(const Options& options, const Loaded& loaded, std::optional<SigningKey> key, World& world)
      : options_(options),
        loaded_(loaded),
        key_(std::move(key)),
        world_(world),
        progress_(world, options.quiet) {
    if (key_) redactor_.add(key_text(*key_));
  }

  int go(const std::vector<Scenario>& scenarios, bool full);

 private:
  Result<Done> bind(const std::vector<Scenario>& scenarios);
  Result<Done> bind_images(const Images& images);
  void try_all(const std::vector<Scenario>& scenarios, const Path& folder);
  void fail_start(const Error& error);
  std::string header(size_t scenarios) const;
  void say_signed(const Verdict& verdict) const;
  std::map<std::string, Value> scenario_settings() const;

  const Options& options_;
  const Loaded& loaded_;
  std::optional<SigningKey> key_;
  World& world_;
  Progress progress_;
  Redactor redactor_;
  RunResult result_;
};

// --set is stronger than a variable of the environment.
std::map<std::string, Value> Run::scenario_settings() const {
  static constexpr std::string_view prefix = "GONOGO_VAR_";
  std::map<std::string, Value> settings;
  for (const auto& [name, value] : world_.environment)
    if (name.starts_with(prefix)) settings[name.substr(prefix.size())] = Value(value);
  for (const auto& [name, value] : settings_of(options_)) settings[name] = Value(value);
  return settings;
}

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
  for (const auto& [name, value] : scenario_settings()) add(name, sha256(value.as_text()));
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
  return loaded_.environment + "  " +
         (subject.commit.empty() ? "no commit"
                                 : "commit " + subject.commit.substr(0, 7) +
                                       (subject.dirty ? " (dirty: gate will refuse)" : " (clean)")) +
         "  " + count_of(static_cast<long long>(scenarios), "scenario") + "\n";
}

void Run::try_all(const std::vector<Scenario>& scenarios, const Path& folder) {
  auto images = images_of(loaded_, world_, true, progress_);
  if (!images) return fail_start(images.error());
  auto services = attach_services(loaded_, *images, options_.adopt, world_, progress_);
  if (!services) return fail_start(services.error());
  if (auto bound = bind_images(*images); !bound) return fail_start(bound.error());
  const std::string prefix = loaded_.environment + "-run" + std::to_string(getpid());
  auto source = make_source(
      [&](int n) {
        return plan_of(loaded_, *images, prefix + "-" + std::to_string(n), true, redactor_);
      },
      {.log_folder = folder / "logs"}, worlds_needed(scenarios), services->get(), world_);
  RunListener listener;
  listener.ended = [&](const ScenarioResult& scenario) {
    if (!options_.quiet) world_.out.write(scenario_line(scenario, colored(options_, world_)));
  };
  run_all(scenarios, *source, world_, redactor_,
          {.project_folder = loaded_.project.folder,
           .run_folder = folder.string(),
           .vars = loaded_.project.vars,
           .settings = scenario_settings(),
           .secrets = secrets_of(loaded_, redactor_),
           .seed = result_.seed,
           .fail_fast = options_.fail_fast,
           .headed = options_.headed,
           .ask = person_of(options_, world_)},
          listener, result_);
}

void Run::say_signed(const Verdict& verdict) const {
  if (!key_ || options_.quiet || options_.json()) return;
  const std::string why_not = unsigned_because(verdict);
  world_.out.write(why_not.empty()
                       ? "    signed by key " + key_->public_key().id().substr(0, 8) + "\n"
                       : "    not signed: " + why_not + "\n");
}

int Run::go(const std::vector<Scenario>& scenarios, bool full) {
  result_.started = world_.clock.wall();
  result_.seed = seed_of(options_);
  result_.full = full;
  result_.ci = options_.ci;
  result_.project = loaded_.project.name;
  result_.engine = loaded_.engine;
  result_.environment = loaded_.environment;
  result_.policy_sha256 = policy_digest(loaded_.project.policy);
  result_.selection = options_.targets;
  for (const Scenario& scenario : scenarios) result_.expected.push_back(scenario.id);
  const auto bound = bind(scenarios);
  result_.id = run_id(result_);
  auto folder = make_run_folder(loaded_.project, options_, result_.id, world_);
  if (!folder) return print_error(folder.error(), world_);
  if (!options_.quiet) world_.out.write(header(scenarios.size()));
  if (!bound)
    fail_start(bound.error());
  else if (!scenarios.empty())
    try_all(scenarios, *folder);
  result_.finished = world_.clock.wall();
  const Verdict verdict = judge(result_, loaded_.project.policy);
  const auto written = write_run(*folder, result_, verdict, redactor_);
  print_verdict(result_, verdict, *folder, loaded_.project, options_, redactor_, world_);
  if (!written) return print_error(written.error(), world_);
  if (auto done = write_signed_run(*folder, result_, verdict, redactor_, key_); !done)
    return print_error(done.error(), world_);
  say_signed(verdict);
  if (auto done = point_latest(loaded_.project, *folder); !done)
    return print_error(done.error(), world_);
  return verdict.exit_code;
}

}  // namespace

int run_scenarios(const Options& options, World& world) {
  const auto selection = selection_of(options, world);
  if (!selection) return exit_code::bad_input;
  auto key = take_signing_key(world);
  if (!key) return print_error(key.error(), world), exit_code::bad_input;
  const auto loaded = load(options, world);
  if (!loaded) return exit_code::bad_input;
  const auto all = load_scenarios(*loaded, world);
  if (!all) return exit_code::bad_input;
  auto chosen = select(*all, *selection);
  if (!chosen) return print_error(chosen.error(), world);
  if (options.list) {
    list_scenarios(*chosen, world);
    return exit_code::go;
  }
  if (!person_of(options, world))
    for (Scenario& scenario : *chosen)
      if (scenario.skip.empty() && needs_person(scenario))
        scenario.skip = "nobody is at a terminal to answer its manual step";
  (void)sweep_worlds(world);
  return Run(options, *loaded, std::move(*key), world).go(*chosen, selection->everything());
}

}  // namespace gonogo

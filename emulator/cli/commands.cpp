// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/commands.h"

namespace gonogo {

std::span<const OptionRow> option_rows() {
  static const std::vector<OptionRow> rows{
      {"--project", "FILE", "gonogo.yaml (default: found upwards)", nullptr, &Options::project, nullptr},
      {"--environment", "NAME", "its name (default: project and a hash of the folder)", nullptr,
       &Options::environment, nullptr},
      {"--engine", "ENGINE", "auto, embedded or attach", nullptr, &Options::engine, nullptr},
      {"--set", "NAME=VALUE", "a value for ${NAME}; can be given more than once", nullptr, nullptr,
       &Options::settings},
      {"--allow", "RULE", "start what AWS would reject by that rule", nullptr, nullptr,
       &Options::allowed},
      {"--format", "FORMAT", "text or json", nullptr, &Options::format, nullptr},
      {"--out", "DIR", "folder of the run (default: .gonogo/runs/ID)", nullptr, &Options::out,
       nullptr},
      {"--color", "WHEN", "auto, always or never", nullptr, &Options::color, nullptr},
      {"--time-scale", "X", "divides every period of the lifecycle", nullptr,
       &Options::time_scale, nullptr},
      {"--quiet,-q", "", "only the answer", &Options::quiet, nullptr, nullptr},
      {"--verbose,-v", "", "also what is usually left out", &Options::verbose, nullptr, nullptr},
      {"--ci", "", "as in a pipeline (implied by CI=true)", &Options::ci, nullptr, nullptr},
      {"--adopt", "", "engine attach: what is in the databases may be thrown away", &Options::adopt,
       nullptr, nullptr},
      {"--kind", "K", "only that kind: unit, regression, acceptance", nullptr, nullptr,
       &Options::kinds},
      {"--tag", "EXPR", "only scenarios with such tags", nullptr, &Options::tags, nullptr},
      {"--shard", "I/N", "the Ith of N parts", nullptr, &Options::shard, nullptr},
      {"--seed", "N", "of ${uuid()} and the like", nullptr, &Options::seed, nullptr},
      {"--set-file", "FILE", "values for scenarios, a YAML or JSON mapping", nullptr,
       &Options::settings_file, nullptr},
      {"--update-snapshots", "", "store what is seen as what is expected", &Options::update_snapshots,
       nullptr, nullptr},
      {"--list", "", "show what would be run", &Options::list, nullptr, nullptr},
      {"--fail-fast", "", "stop at the first failure", &Options::fail_fast, nullptr, nullptr},
      {"--headed", "", "show the browsers while they are driven", &Options::headed, nullptr, nullptr},
      {"--keep-failed", "", "stop at the first failure and leave its world up",
       &Options::keep_failed, nullptr, nullptr},
      {"--jobs,-j", "N", "scenarios at a time, each in its own world (default: as processors)", nullptr,
       &Options::jobs, nullptr},
      {"--shuffle", "SEED", "begin them in another order: a number, or `new`", nullptr,
       &Options::shuffle, nullptr},
      {"--durations", "FILE", "cuts shards by what took how long: a results.json", nullptr,
       &Options::durations, nullptr},
      {"--rerun-failed", "", "only what did not pass in the base run", &Options::rerun_failed,
       nullptr, nullptr},
      {"--base", "DIR", "the run that --rerun-failed looks at (default: the latest)", nullptr,
       &Options::base, nullptr},
      {"--watch", "", "again whenever a file changes, only what that concerns", &Options::watch,
       nullptr, nullptr},
      {"--zip", "", "pack the run with its evidence and logs", &Options::zip, nullptr, nullptr},
      {"--script", "FILE", "how the containers behave", nullptr, &Options::script, nullptr},
      {"--command", "CMD", "what is run on a GO, by a shell", nullptr, &Options::gate_command,
       nullptr},
      {"--again", "REASON", "act although it was done or begun before", nullptr, &Options::again,
       nullptr},
      {"--key", "FILE", "a public key; can be given more than once", nullptr, nullptr,
       &Options::keys},
      {"--commit", "SHA", "the commit that is to be deployed", nullptr, &Options::commit, nullptr},
      {"--image", "NAME@DIGEST", "an image that is to be deployed; more than once", nullptr, nullptr,
       &Options::images},
      {"--max-age", "AGE", "how old it may be, for example 2h", nullptr, &Options::max_age, nullptr},
      {"--policy", "FILE", "the policy it has to be judged by, or the gonogo.yaml that holds it",
       nullptr, &Options::policy, nullptr},
      {"--dry-run", "", "check, show what would be started, and do nothing", &Options::dry_run,
       nullptr, nullptr},
      {"--override", "", "let the gate open although the verdict is no GO (policy.break_glass)",
       &Options::override, nullptr, nullptr},
      {"--by", "NAME", "who overrides", nullptr, &Options::by, nullptr},
      {"--reason", "TEXT", "why", nullptr, &Options::reason, nullptr},
      {"--expires", "AGE", "how long the override lasts, for example 1h", nullptr,
       &Options::expires, nullptr},
      {"--override-file", "FILE", "an override that came with the verdict", nullptr,
       &Options::override_file, nullptr},
      {"--override-key", "FILE", "a public key that may override; can be given more than once",
       nullptr, nullptr, &Options::override_keys},
      {"--begin", "", "say that a run has begun", &Options::begin, nullptr, nullptr},
      {"--wait", "", "follow what was started to its end", &Options::wait, nullptr, nullptr},
  };
  return rows;
}

std::span<const CommandRow> command_rows() {
  static const std::vector<CommandRow> rows{
      {"check", "[FILE...]", "judge task definitions, scenarios and gonogo.yaml as AWS would",
       {}, check},
      {"simulate", "TASK --script FILE", "what Fargate would do with a task, in virtual time",
       {"--script"}, simulate_task},
      {"plan", "", "what `up` would do, and why", {"--time-scale"}, show_plan},
      {"up", "", "start the environment and leave it running", {"--adopt", "--time-scale"}, up},
      {"down", "", "stop it: tasks in their order, then everything", {}, down},
      {"ps", "", "what runs in it", {}, ps},
      {"logs", "[TASK[/CONTAINER]|SERVICE]", "what its containers printed", {}, logs},
      {"exec", "TASK[/CONTAINER]|SERVICE -- CMD", "run a command in a container, SQL or Redis", {},
       exec},
      {"url", "[TASK]", "where a published task is reached", {}, url},
      {"run", "[PATH|GLOB|FILE:LINE|NAME...]", "run scenarios, each on pristine data, and judge",
       {"--adopt", "--ci", "--kind", "--tag", "--shard", "--seed", "--list", "--jobs,-j", "--shuffle",
        "--fail-fast", "--keep-failed", "--durations", "--rerun-failed", "--base", "--watch",
        "--headed", "--set-file", "--update-snapshots", "--time-scale"},
       run_scenarios},
      {"merge", "DIR...", "one verdict from all shards of a run, or from a run and its re-run",
       {"--ci"}, merge},
      {"report", "[DIR]", "show a run again, or pack it to be sent", {"--zip"}, report},
      {"verdict", "show|verify FILE", "show a verdict, or verify a signed one before deploying",
       {"--key", "--commit", "--image", "--max-age", "--policy", "--override-file",
        "--override-key"},
       verdict},
      {"gate", "", "start the deployment, once, if this commit has a full GO",
       {"--command", "--wait", "--again", "--dry-run", "--key", "--ci", "--override", "--by",
        "--reason", "--expires"},
       gate},
      {"keygen", "--out FILE", "make a key that signs (FILE) and one that verifies (FILE.pub)", {},
       make_key},
      {"publish", "", "tell Bitbucket or GitHub how the run of this commit ended", {"--begin"},
       publish_run},
      {"images", "ls|build|prune", "what environments are made of", {}, images},
      {"import", "har FILE", "make a scenario of a browser's recording", {}, import_file},
      {"schema", "scenario|project|ids", "what may stand in files, for editors; all ids", {}, show_schema},
      {"doctor", "", "can this machine do it?", {}, doctor},
      {"gc", "", "take away what ended environments left", {}, collect_garbage},
  };
  return rows;
}

std::span<const std::string_view> common_flags() {
  static constexpr std::string_view flags[] = {"--project", "--environment", "--engine",
                                               "--set",     "--allow",       "--format",
                                               "--out",     "--color",       "--quiet,-q",
                                               "--verbose,-v"};
  return flags;
}

const OptionRow* find_option(std::string_view flag) {
  for (const OptionRow& row : option_rows())
    if (row.flag == flag) return &row;
  return nullptr;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "tests/torture/torture.h"

namespace gonogo::torture {
namespace {

struct StageClock final : Clock {
  explicit StageClock(WallTime now) : time(now) {}
  Moment now() const override { return Moment(slept); }
  WallTime wall() const override { return time + slept; }
  void sleep(Milliseconds duration) override { slept += duration; }
  WallTime time;
  Nanoseconds slept{};
};

}  // namespace

Stage::Stage(std::uint64_t seed) : random(seed) {
  store();
  wanted = {.commit = sample.results.subject.commit,
            .images = {{"launches-backend:1.4.0", "sha256:aa11"}},
            .max_age = std::chrono::hours(1),
            .policy_sha256 = sample.results.policy_sha256,
            .now = sample.checkout.now};
}

void Stage::store() {
  const Verdict verdict = sample.verdict();
  write("verdict.json", to_json(to_value(verdict), 2) + "\n");
  write("results.json", to_json(to_value(sample.results), 2) + "\n");
  (void)write_signed_run(folder.path() + "/run", sample.results, verdict, {}, key);
}

std::string Stage::any_file() {
  static const char* const names[] = {"verdict.json", "results.json", signed_verdict_name};
  return names[below(std::size(names))];
}

GateOptions gate_options(const Stage& stage) {
  return {.run_folder = stage.folder.path() + "/run",
          .ledger_folder = stage.folder.path() + "/gate",
          .command = "echo deployed >> acts"};
}

int run_gate_of(Stage& stage, const GateOptions& options,
                const std::map<std::string, std::string>& variables) {
  StageClock clock(stage.sample.checkout.now);
  RealProcesses processes;
  World world{clock, processes, variables, stage.folder.path(), {}, {}, {}};
  world.environment["PATH"] = std::getenv("PATH");
  world.out.write = world.err.write = [](std::string_view) {};
  return run_gate(options, stage.sample.checkout, stage.sample.policy, world);
}

int gate_once(Stage& stage) {
  (void)run_gate_of(stage, gate_options(stage));
  return triggers_of(stage);
}

int triggers_of(const Stage& stage) {
  const std::string acts = stage.folder.path() + "/acts";
  return path_exists(acts) ? static_cast<int>(split_lines(test::read_text(acts)).size()) : 0;
}

std::optional<Verdict> verify_once(const Stage& stage) {
  const auto given = read_signed_run(stage.folder.path() + "/run", stage.trusted);
  if (!given || refuse_unwanted(given->verdict, stage.wanted)) return std::nullopt;
  return given->verdict;
}

}  // namespace gonogo::torture

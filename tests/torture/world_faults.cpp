// SPDX-License-Identifier: Apache-2.0
// What goes wrong around gonogo while it runs: here the fault runs the gate, or the writing of a
// run, itself.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "tests/gate/liar.h"
#include "tests/torture/torture.h"

namespace gonogo::torture {
namespace {

/// Runs `work` in a process of its own, which is killed by SIGKILL after `patience` unless it
/// ended.
void in_child(const std::function<void()>& work, std::chrono::microseconds patience) {
  const pid_t child = fork();
  if (child == 0) {
    (void)setpgid(0, 0);
    work();
    _exit(0);
  }
  if (child < 0) return;
  (void)setpgid(child, child);
  usleep(static_cast<useconds_t>(patience.count()));
  (void)kill(-child, SIGKILL);
  (void)waitpid(child, nullptr, 0);
}

constexpr std::chrono::seconds long_enough(5);

void fail_run(Stage& stage) { stage.sample.results.scenarios[0].outcome = Outcome::failed; }

/// The end of a bad run is written over that of a good one; what is cut short may leave anything.
void store_bad_run(Stage& stage, const std::function<void()>& begin,
                   std::chrono::microseconds patience) {
  const RunResult good = stage.sample.results;
  fail_run(stage);
  in_child([&] { begin(), stage.store(); }, patience);
  stage.sample.results = good;
}

void killed_while_writing(Stage& stage) {
  store_bad_run(
      stage, [] {}, std::chrono::microseconds(stage.below(4'000)));
}

// Writes fail as on a full disk from some byte of a file on (setrlimit(2), EFBIG).
void fill_disk(rlim_t bytes) {
  (void)signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  (void)setrlimit(RLIMIT_FSIZE, &limit);
}

// Waits for the child's own end.
void full_disk_while_writing(Stage& stage) {
  const auto bytes = static_cast<rlim_t>(stage.below(6'000));
  const RunResult good = stage.sample.results;
  fail_run(stage);
  const pid_t child = fork();
  if (child == 0) {
    fill_disk(bytes);
    stage.store();
    _exit(0);
  }
  (void)waitpid(child, nullptr, 0);
  stage.sample.results = good;
}

// The ledger can't be written, or not to its end: what may have been started is not started again.
void full_disk_at_the_gate(Stage& stage) {
  const auto bytes = static_cast<rlim_t>(stage.below(900));
  const pid_t child = fork();
  if (child == 0) {
    fill_disk(bytes);
    _exit(run_gate_of(stage, gate_options(stage)));
  }
  int status = 0;
  (void)waitpid(child, &status, 0);
  const int triggers = triggers_of(stage);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && triggers != 1) ++stage.false_go;
  if (gate_once(stage) > 1) ++stage.wrong_triggers;
}

// At any moment of it, the command that it started with it.
void killed_at_the_gate(Stage& stage) {
  GateOptions options = gate_options(stage);
  options.command = "echo deployed >> acts; sleep 0.01";
  in_child([&] { (void)run_gate_of(stage, options); },
           std::chrono::microseconds(stage.below(30'000)));
  for (int again = 0; again < 2; ++again) (void)run_gate_of(stage, options);
  if (triggers_of(stage) > 1) ++stage.wrong_triggers;
}

void two_gates_one_killed(Stage& stage) {
  const pid_t other = fork();
  if (other == 0) _exit(run_gate_of(stage, gate_options(stage)));
  in_child([&] { (void)run_gate_of(stage, gate_options(stage)); },
           std::chrono::microseconds(stage.below(20'000)));
  (void)waitpid(other, nullptr, 0);
  if (gate_once(stage) > 1) ++stage.wrong_triggers;
}

GateOptions at_bitbucket(const Stage& stage) {
  GateOptions options = gate_options(stage);
  options.command.clear();
  options.triggers = {{.action = BitbucketTrigger{.workspace = "end",
                                                  .repository = "orchestrator",
                                                  .ref = "main",
                                                  .pipeline = "deploy-fargate",
                                                  .deadline = std::chrono::seconds(20)}}};
  options.wait = true;
  options.bitbucket.request = Milliseconds(100);
  return options;
}

std::map<std::string, std::string> bitbucket_variables(const test::FakeBitbucket& bitbucket) {
  return {{"GONOGO_BITBUCKET_TOKEN", "ATCTT3-torture"}, {"BITBUCKET_API_URL", bitbucket.base()}};
}

// Nothing that it starts succeeds: a gate that says so was lied to, and believed it.
void lying_api(Stage& stage) {
  test::FakeBitbucket bitbucket;
  const test::Liar liar(bitbucket, sha256(stage.text("verdict.json")),
                        static_cast<unsigned>(stage.random()));
  for (int gates = 0; gates < 2; ++gates)
    if (run_gate_of(stage, at_bitbucket(stage), bitbucket_variables(bitbucket)) == 0)
      ++stage.false_go;
  if (liar.started() > 1) ++stage.wrong_triggers;
}

// Whatever the API is like, what is no GO asks it nothing.
void api_of_no_go(Stage& stage) {
  test::FakeBitbucket bitbucket;
  fail_run(stage);
  stage.store();
  if (run_gate_of(stage, at_bitbucket(stage), bitbucket_variables(bitbucket)) == 0)
    ++stage.false_go;
  if (!bitbucket.requests().empty()) ++stage.wrong_triggers;
}

// Everything passed until, or although, a server went away.
void lost_server(Stage& stage) {
  static const char* const who[] = {"mysql",  "redis",        "supervisor",
                                    "engine", "chromedriver", "backend"};
  RunResult& run = stage.sample.results;
  run.loss = Loss{.who = who[stage.below(std::size(who))], .what = "exited (signal 9)"};
  run.loss->kind = stage.below(2) == 0 ? Loss::Kind::product : Loss::Kind::infrastructure;
  if (stage.below(3) == 0) run.scenarios[0].outcome = Outcome::errored;
  stage.store();
}

}  // namespace

std::vector<Fault> world_faults() {
  using enum Allowed;
  return {{"killed while a run is written", killed_while_writing, same, same},
          {"a full disk while a run is written", full_disk_while_writing, same, same},
          {"a full disk at the gate", full_disk_at_the_gate, unasked, same},
          {"killed at the gate", killed_at_the_gate, unasked, same},
          {"two gates, one of them killed", two_gates_one_killed, unasked, same},
          {"an API that lies", lying_api, unasked, same},
          {"an API that is asked for no GO", api_of_no_go, unasked, refused},
          {"a lost server", lost_server}};
}

}  // namespace gonogo::torture

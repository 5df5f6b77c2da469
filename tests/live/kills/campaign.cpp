// SPDX-License-Identifier: Apache-2.0
#include "tests/live/kills/campaign.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "tests/live/cli/projects.h"
#include "tests/live/kills/ground.h"
#include "tests/live/kills/stages.h"

namespace gonogo::test {
namespace {

constexpr Milliseconds end_patience{60'000};

/// One campaign: the projects, and what was found until now.
class Campaign {
 public:
  explicit Campaign(std::uint64_t first) : seed_(first) {}

  Tally go(int tries) {
    measure();
    for (int i = 0; tally_.tries < tries && i < 3 * tries; ++i, ++seed_) attempt();
    for (const std::string& line : broken_in_store()) tally_.broken_store.push_back(line);
    stages_.clear_store();
    return std::move(tally_);
  }

 private:
  void measure() {
    // The images, so that the moments fall on what is meant; and how long each takes here.
    for (Stage* stage : stages_.all()) {
      if (!stage->judged) continue;
      for (int round = 0; round < 2; ++round) {
        const Moment begin = clock_.now();
        const Ended run = ground_.gonogo(stage->project, {"run"});
        stage->run_time = std::chrono::floor<Milliseconds>(clock_.now() - begin);
        if (run.code != stage->code) note(tally_.wrong_next, "before any kill: " + run.all());
      }
    }
    for (const std::string& line : left()) note(tally_.left_behind, "before any kill: " + line);
  }

  void attempt() {
    random_.seed(seed_);
    hit_ = false;
    using Deed = void (Campaign::*)();
    struct Row {
      Deed phase;
      int weight;  // in a hundred
    };
    static constexpr Row rows[] = {
        {&Campaign::build, 14}, {&Campaign::install, 3}, {&Campaign::bake, 7}, {&Campaign::up, 17},
        {&Campaign::run, 31},   {&Campaign::down, 12},   {&Campaign::gate, 16}};
    int at = static_cast<int>(seed_ * 37 % 100);  // so that any twenty in a row have each phase
    for (const Row& row : rows) {
      if (at < row.weight) {
        (this->*row.phase)();
        break;
      }
      at -= row.weight;
    }
    if (hit_) ++tally_.tries;
    const auto found = left();
    for (const std::string& line : found) note(tally_.left_behind, line);
    if (!found.empty()) tidy();
  }

  void build() {
    (void)strike("build", stages_.builder, {"images", "build"}, Milliseconds(700), "");
    expect("images build", stages_.builder, {"images", "build"}, 0);
  }

  void install() {
    stages_.change_packages(seed_);
    (void)strike("install", stages_.installer, {"images", "build"}, Milliseconds(2'500), "");
    next_run(stages_.quick);
  }

  void bake() {
    stages_.change_schema(seed_);
    const char* victims[] = {"", "mysqld"};
    (void)strike("bake", stages_.baker, {"images", "build"}, Milliseconds(2'500),
                 victims[below(2)]);
    expect("images build", stages_.baker, {"images", "build"}, 0);
  }

  void up() {
    Stage& stage = any_stage();
    (void)strike("up", stage, {"up"}, stage.run_time / 2, victim_of(stage));
    take_down(stage);
    next_run(stage);
  }

  void down() {
    Stage& stage = any_stage();
    if (ground_.gonogo(stage.project, {"up"}).code != 0)
      note(tally_.wrong_next, "up before down did not succeed");
    (void)strike("down", stage, {"down"}, Milliseconds(120), victim_of(stage));
    take_down(stage);
    next_run(stage);
  }

  // Resets fall between its scenarios.
  void run() {
    Stage& stage = any_stage();
    const int code = strike("run", stage, {"run"}, stage.run_time, victim_of(stage));
    if (stage.code != 0 && code == 0)
      note(tally_.false_go, "exit 0 of what fails without a kill");
    if (stage.code != 0) see_gate_shut(stage);
    next_run(stage);
  }

  void gate() {
    Stage& stage = stages_.quick;
    next_run(stage);
    (void)remove_tree(acts(stage));
    const std::vector<std::string> words{"gate", "--command",
                                         "sleep 0.05; echo deployed >>.gonogo/acts; sleep 0.05"};
    const int first = strike("gate", stage, words, Milliseconds(200), "");
    if (first == 0 && count_acts(stage) != 1)
      note(tally_.false_go, "the gate that was to be killed says GO and has not triggered");
    for (int again = 0; again < 2; ++again) {
      const int code = ground_.gonogo(stage.project, words).code;
      const int acted = count_acts(stage);
      if (acted > 1) note(tally_.false_go, "triggered " + std::to_string(acted) + " times");
      if (code == 0 && acted == 0) note(tally_.false_go, "the gate says GO and has not triggered");
      if (code != 0 && code != 5)
        note(tally_.wrong_next, "gate exits " + std::to_string(code) + " after a killed one");
    }
  }

  // What is up after an `up` that had ended, or a `down` that had not begun, is meant to be.
  void take_down(Stage& stage) {
    if (ground_.gonogo(stage.project, {"ps"}).code == 0)
      expect("down", stage, {"down"}, 0);
  }

  void see_gate_shut(Stage& stage) {
    (void)remove_tree(acts(stage));
    const Ended gate =
        ground_.gonogo(stage.project, {"gate", "--command", "echo deployed >>.gonogo/acts"});
    if (gate.code == 0 || count_acts(stage) > 0)
      note(tally_.false_go, "the gate opened for what fails without a kill: " + gate.all());
  }

  void next_run(Stage& stage) { expect("run", stage, {"run"}, stage.code); }

  void expect(const std::string& what, Stage& stage, std::vector<std::string> words, int code) {
    const Ended ended = ground_.gonogo(stage.project, std::move(words));
    if (ended.code != code)
      note(tally_.wrong_next, what + " of " + stage.name + " exits " + std::to_string(ended.code) +
                                  " instead of " + std::to_string(code) + ": " + ended.all());
  }

  /// Starts the command and kills a process that has the victim's name, or the command itself, at a
  /// moment before `longest`. How the command ended.
  int strike(const std::string& phase, Stage& stage, std::vector<std::string> words,
             Milliseconds longest, const std::string& victim) {
    const Child child = ground_.start(stage.project, std::move(words));
    clock_.sleep(Milliseconds(below(static_cast<size_t>(longest.count()))));
    pid_t pid = child.pid;
    if (!victim.empty())
      for (const SeenProcess& process : ground_.processes())
        if (process.command.find(victim) != std::string::npos && process.pid != child.pid)
          pid = process.pid;
    pollfd ended{child.handle.get(), POLLIN, 0};
    const bool late = pid == child.pid && poll(&ended, 1, 0) > 0;
    kill(pid, SIGKILL);
    hit_ = !late;
    ++tally_.killed[phase + ", " +
                    (late ? "nobody: it had ended" : pid == child.pid ? "gonogo" : victim)];
    return end_of(child);
  }

  int end_of(const Child& child) {
    int status = 0;
    for (const Moment end = clock_.now() + end_patience; clock_.now() < end;
         clock_.sleep(Milliseconds(5)))
      if (waitpid(child.pid, &status, WNOHANG) == child.pid)
        return exit_status_of(status).shell_code();
    note(tally_.wrong_next, "it did not end after the kill");
    kill(child.pid, SIGKILL);
    waitpid(child.pid, &status, 0);
    return exit_status_of(status).shell_code();
  }

  std::vector<std::string> left() { return ground_.left_behind(stages_.projects()); }

  // So that the next try is not blamed for it.
  void tidy() {
    for (const SeenProcess& process : ground_.processes()) kill(process.pid, SIGKILL);
    (void)ground_.gonogo(stages_.quick.project, {"gc"});
  }

  Stage& any_stage() {
    Stage* all[] = {&stages_.quick, &stages_.quick, &stages_.wrong, &stages_.stores, &stages_.browsed};
    return *all[below(std::size(all))];
  }

  std::string victim_of(const Stage& stage) {
    const size_t which = below(6);
    if (which < 3) return "";
    if (which == 3) return "gonogo-supervisor";
    if (which == 4 && !stage.victim.empty()) return stage.victim;
    return "nginx: master";
  }

  static Path acts(const Stage& stage) { return Path(stage.project.folder()) / ".gonogo/acts"; }

  static int count_acts(const Stage& stage) {
    return static_cast<int>(split_lines(read_file(acts(stage)).value_or("")).size());
  }

  size_t below(size_t limit) { return random_() % limit; }

  void note(std::vector<std::string>& list, const std::string& what) {
    list.push_back("seed " + std::to_string(seed_) + ": " + what);
  }

  SystemClock clock_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
  bool hit_ = false;  ///< whether this try killed somebody
  Ground ground_{"kills"};
  Stages stages_;
  Tally tally_;
};

std::string lines(const std::string& title, const std::vector<std::string>& found) {
  return found.empty() ? "" : title + ":\n  " + join(found, "\n  ") + "\n";
}

}  // namespace

Tally kill_anywhere(int tries, std::uint64_t first) { return Campaign(first).go(tries); }

std::string to_text(const Tally& tally) {
  std::string text;
  for (const auto& [what, times] : tally.killed) {
    const std::string number = std::to_string(times);
    text += "  " + std::string(5 - std::min<size_t>(number.size(), 5), ' ') + number + "  " + what + "\n";
  }
  text += lines("left behind", tally.left_behind) + lines("the next command", tally.wrong_next) +
          lines("false GO", tally.false_go) + lines("the store", tally.broken_store);
  const auto count = [](const std::vector<std::string>& found) { return std::to_string(found.size()); };
  return text + "left behind: " + count(tally.left_behind) + " of " + std::to_string(tally.tries) +
         ", next command wrong: " + count(tally.wrong_next) + ", false GO: " + count(tally.false_go) +
         ", broken in the store: " + count(tally.broken_store);
}

}  // namespace gonogo::test

// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/run_view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "emulator/base/text.h"
#include "emulator/cli/run_folder.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

constexpr size_t usual_columns = 80;
constexpr size_t most_running = 6;

size_t terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_columns;
  return size.ws_col;
}

bool is_bad(Outcome outcome) { return outcome == Outcome::failed || outcome == Outcome::errored; }

std::string name_of(const Scenario& scenario) {
  return scenario.name + (scenario.example.empty() ? "" : " [" + scenario.example + "]");
}

std::string line_of(const ScenarioResult& result, bool color) {
  std::string text = scenario_line(result, color);
  if ((is_bad(result.outcome) || result.outcome == Outcome::flaky) && !result.reason.empty())
    text += "               " + cut(printable(result.reason), usual_columns - 15) + "\n";
  return text;
}

}  // namespace

RunView::RunView(const std::vector<Scenario>& scenarios, const Options& options, World& world,
                 bool may_redraw)
    : scenarios_(scenarios),
      world_(world),
      out_(options.json() ? world.err : world.out),
      quiet_(options.quiet),
      live_(may_redraw && out_.is_terminal && !options.ci && !options.quiet),
      color_(colored(options, world)),
      begin_(world.clock.now()),
      columns_(live_ ? terminal_columns() : usual_columns) {}

RunListener RunView::listener() {
  return {.started = [this](const Scenario& each) { started(each, false); },
          .tries_again = [this](const Scenario& each) { started(each, true); },
          .ended = [this](const ScenarioResult& each) { ended(each); },
          .waiting = [this] { draw(); }};
}

void RunView::started(const Scenario& scenario, bool again) {
  running_[scenario.id] = {world_.clock.now(), again};
  draw();
}

void RunView::ended(const ScenarioResult& result) {
  running_.erase(result.id);
  ++done_;
  if (is_bad(result.outcome)) ++failed_;
  held_[result.id] = line_of(result, color_);
  if (live_) {
    print(held_[result.id]);
    draw();
  } else {
    print_in_order();
  }
}

void RunView::print(const std::string& text) {
  if (!quiet_) out_.write(taken_back() + text);
}

void RunView::print_in_order() {
  for (; printed_ < scenarios_.size(); ++printed_) {
    const auto found = held_.find(scenarios_[printed_].id);
    if (found == held_.end()) return;
    print(found->second);
  }
}

// What never ran has no line, and must not hold back what did.
void RunView::close() {
  if (live_) return out_.write(taken_back());
  for (; printed_ < scenarios_.size(); ++printed_)
    if (const auto found = held_.find(scenarios_[printed_].id); found != held_.end())
      print(found->second);
}

std::vector<std::string> RunView::lines() const {
  const Moment now = world_.clock.now();
  std::vector<std::string> lines{"  " + std::to_string(done_) + " of " +
                                 std::to_string(scenarios_.size()) + " done" +
                                 (failed_ > 0 ? ", " + std::to_string(failed_) + " failed" : "") +
                                 "  " + time_text(now - begin_)};
  for (const Scenario& scenario : scenarios_) {
    const auto found = running_.find(scenario.id);
    if (found == running_.end()) continue;
    if (lines.size() > most_running) break;
    lines.push_back((found->second.again ? "  again " : "  runs  ") +
                    cut(name_of(scenario), columns_ - 20) + "  " +
                    time_text(now - found->second.since));
  }
  return lines;
}

// Up to the first drawn line, then clear to the end of the screen (ECMA-48 CUU, ED). Written
// together with what follows, so that nothing flickers.
std::string RunView::taken_back() {
  if (drawn_ == 0) return "";
  return "\x1b[" + std::to_string(std::exchange(drawn_, 0)) + "A\x1b[J";
}

void RunView::draw() {
  if (!live_) return;
  std::string text = taken_back();
  const auto all = lines();
  for (const std::string& line : all)
    text += (color_ ? "\x1b[2m" : "") + cut(printable(line), columns_ - 1) +
            (color_ ? "\x1b[0m" : "") + "\n";
  out_.write(text);
  drawn_ = all.size();
}

}  // namespace gonogo

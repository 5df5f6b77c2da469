// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "emulator/report/facts.h"
#include "emulator/report/html_timeline.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

/// Turns one container's events in one world into bars: a bar lasts until the event that changes
/// its look.
class BarMaker {
 public:
  BarMaker(std::string who, size_t lane) : who_(std::move(who)), lane_(lane) {}

  void take(const TimelineEntry& entry) {
    const std::string& event = entry.event;
    if (event == "started" || event == "restarted") {
      begin(entry.t, "starting", event);
    } else if (event == "ready" || event == "healthy") {
      if (open_) begin(entry.t, "running", event);
    } else if (event == "unhealthy") {
      if (open_) begin(entry.t, "unwell", event);
    } else if (event == "exited" || event == "lost" || event == "start_failed" ||
               event == "wont_start") {
      close(entry.t);
      mark(entry);
    }
  }
  void close(Nanoseconds t) {
    if (!open_) return;
    open_->to = std::max(t, open_->from);
    open_->tip = open_->now + ", " + time_text(open_->from) + " to " + time_text(open_->to);
    bars_.push_back(*open_);
    open_.reset();
  }
  const std::vector<TimelineBar>& bars() const { return bars_; }

 private:
  void begin(Nanoseconds t, const char* look, const std::string& event) {
    close(t);
    open_ = TimelineBar{.from = t, .to = t, .look = look, .now = who_ + " " + event, .lane = lane_};
  }
  void mark(const TimelineEntry& entry) {
    const bool bad = entry.event != "exited" && entry.event != "wont_start";
    const std::string what = who_ + " " + entry.event;
    bars_.push_back(
        {.from = entry.t,
         .to = entry.t,
         .look = bad ? "end lost" : "end",
         .tip = what + " at " + time_text(entry.t) + (entry.text.empty() ? "" : ": " + entry.text),
         .now = what,
         .lane = lane_});
  }
  std::string who_;
  size_t lane_;
  std::vector<TimelineBar> bars_;
  std::optional<TimelineBar> open_;
};

struct Span {
  Nanoseconds from{};
  Nanoseconds to{};
};

void widen(std::map<int, Span>& spans, int world, Nanoseconds from, Nanoseconds to) {
  const auto [at, added] = spans.emplace(world, Span{from, to});
  if (added) return;
  at->second.from = std::min(at->second.from, from);
  at->second.to = std::max(at->second.to, to);
}

std::map<int, Span> world_spans(const RunResult& result) {
  std::map<int, Span> spans;
  for (const TimelineEntry& entry : result.timeline) widen(spans, entry.world, entry.t, entry.t);
  for (const ScenarioResult& scenario : result.scenarios)
    for (const Attempt& attempt : scenario.attempts) {
      if (spans.count(attempt.world) == 0) continue;
      // The scenario's own times are those of its first attempt.
      const bool first = &attempt == &scenario.attempts.front();
      const Nanoseconds from = first ? scenario.started : attempt.started - result.started;
      widen(spans, attempt.world, from, first ? scenario.ended : from + attempt.duration);
    }
  return spans;
}

/// The first lane that is free from `from` on; takes it until `to`.
size_t take_lane(std::vector<Nanoseconds>& free_from, const Span& span) {
  size_t lane = 0;
  while (lane < free_from.size() && free_from[lane] > span.from) ++lane;
  if (lane == free_from.size()) free_from.emplace_back();
  free_from[lane] = span.to;
  return lane;
}

std::map<int, size_t> world_lanes(const std::map<int, Span>& spans, size_t& lanes) {
  std::vector<std::pair<int, Span>> by_start(spans.begin(), spans.end());
  std::stable_sort(by_start.begin(), by_start.end(),
                   [](const auto& a, const auto& b) { return a.second.from < b.second.from; });
  std::vector<Nanoseconds> free_from;
  std::map<int, size_t> lane_of;
  for (const auto& [world, span] : by_start) lane_of[world] = take_lane(free_from, span);
  lanes = std::max<size_t>(free_from.size(), 1);
  return lane_of;
}

using Makers = std::map<std::pair<std::string, int>, BarMaker>;

// An entry without a name is of the whole world: its end ends every bar of it.
void close_world(Makers& makers, int world, Nanoseconds t) {
  for (auto& [key, maker] : makers)
    if (key.second == world) maker.close(t);
}

void add_containers(const RunResult& result, TimelinePicture& picture) {
  const std::map<int, Span> spans = world_spans(result);
  const std::map<int, size_t> lanes = world_lanes(spans, picture.lanes);
  std::vector<TimelineEntry> entries = result.timeline;
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.t < b.t; });
  Makers makers;
  std::vector<std::string> names;
  for (const TimelineEntry& entry : entries) {
    if (entry.who.empty()) {
      if (entry.event == "stopping" || entry.event == "started")
        close_world(makers, entry.world, entry.t);
      continue;
    }
    if (std::find(names.begin(), names.end(), entry.who) == names.end()) names.push_back(entry.who);
    makers.try_emplace({entry.who, entry.world}, entry.who, lanes.at(entry.world))
        .first->second.take(entry);
  }
  for (const auto& [world, span] : spans) close_world(makers, world, span.to);
  for (const std::string& name : names) {
    TimelineRow row{.who = name};
    for (const auto& [key, maker] : makers)
      if (key.first == name)
        row.bars.insert(row.bars.end(), maker.bars().begin(), maker.bars().end());
    if (!row.bars.empty()) picture.rows.push_back(std::move(row));
  }
}

std::string look_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return "passed-bar";
    case Outcome::failed: return "failed-bar";
    case Outcome::errored:
    case Outcome::flaky:
    case Outcome::skipped:
    case Outcome::not_run: return "doubt-bar";
  }
  return "";
}

void add_scenarios(const RunResult& result, TimelinePicture& picture) {
  TimelineRow row{.who = "scenarios"};
  for (size_t i = 0; i < result.scenarios.size(); ++i) {
    const ScenarioResult& scenario = result.scenarios[i];
    if (scenario.ended <= scenario.started) continue;
    const std::string what = label_of(scenario) + ": " + std::string(to_text(scenario.outcome));
    row.bars.push_back({.from = scenario.started,
                        .to = scenario.ended,
                        .look = look_of(scenario.outcome),
                        .tip = what + ", " + time_text(duration_of(scenario)),
                        .now = what,
                        .link = "#s" + std::to_string(i + 1)});
  }
  std::stable_sort(row.bars.begin(), row.bars.end(),
                   [](const TimelineBar& a, const TimelineBar& b) { return a.from < b.from; });
  std::vector<Nanoseconds> free_from;
  for (TimelineBar& bar : row.bars) bar.lane = take_lane(free_from, {bar.from, bar.to});
  picture.lanes = std::max(picture.lanes, free_from.size());
  if (!row.bars.empty()) picture.rows.push_back(std::move(row));
}

}  // namespace

TimelinePicture timeline_picture(const RunResult& result) {
  TimelinePicture picture;
  add_containers(result, picture);
  add_scenarios(result, picture);
  for (TimelineRow& row : picture.rows) {
    std::stable_sort(row.bars.begin(), row.bars.end(),
                     [](const TimelineBar& a, const TimelineBar& b) { return a.from < b.from; });
    for (const TimelineBar& bar : row.bars) picture.end = std::max(picture.end, bar.to);
  }
  return picture;
}

}  // namespace gonogo

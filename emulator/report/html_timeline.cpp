// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <map>

#include "emulator/report/facts.h"
#include "emulator/report/html_parts.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

struct Bar {
  Nanoseconds from{};
  Nanoseconds to{};
  std::string look;
  std::string tip;
  std::string link{};
};

struct Row {
  std::string who;
  std::vector<Bar> bars{};
};

/// Turns one container's events into bars: a bar lasts until the event that changes its look.
class RowMaker {
 public:
  explicit RowMaker(std::string who) : row_{.who = std::move(who)} {}

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
    open_->to = t;
    open_->tip =
        row_.who + " " + open_->tip + ", " + time_text(open_->from) + " to " + time_text(open_->to);
    row_.bars.push_back(*open_);
    open_.reset();
  }
  const Row& row() const { return row_; }

 private:
  void begin(Nanoseconds t, const char* look, const std::string& event) {
    close(t);
    open_ = Bar{.from = t, .to = t, .look = look, .tip = event};
  }
  void mark(const TimelineEntry& entry) {
    const bool bad = entry.event != "exited" && entry.event != "wont_start";
    row_.bars.push_back({.from = entry.t,
                         .to = entry.t,
                         .look = bad ? "end lost" : "end",
                         .tip = row_.who + " " + entry.event + " at " + time_text(entry.t) +
                                (entry.text.empty() ? "" : ": " + entry.text)});
  }
  Row row_;
  std::optional<Bar> open_;
};

Nanoseconds end_of(const RunResult& result) {
  Nanoseconds end{};
  for (const TimelineEntry& entry : result.timeline) end = std::max(end, entry.t);
  for (const ScenarioResult& scenario : result.scenarios) end = std::max(end, scenario.ended);
  return end;
}

// An entry without a name is of the whole world: its end or its new begin ends every bar.
std::vector<Row> container_rows(const RunResult& result, Nanoseconds end) {
  std::vector<RowMaker> makers;
  std::map<std::string, size_t> index;
  std::vector<TimelineEntry> entries = result.timeline;
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.t < b.t; });
  for (const TimelineEntry& entry : entries) {
    if (entry.who.empty()) {
      if (entry.event == "stopping" || entry.event == "started")
        for (RowMaker& maker : makers) maker.close(entry.t);
      continue;
    }
    const auto [at, added] = index.emplace(entry.who, makers.size());
    if (added) makers.emplace_back(entry.who);
    makers[at->second].take(entry);
  }
  std::vector<Row> rows;
  for (RowMaker& maker : makers) {
    maker.close(end);
    if (!maker.row().bars.empty()) rows.push_back(maker.row());
  }
  return rows;
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

// Scenarios that ran side by side get rows of their own.
std::vector<Row> scenario_rows(const RunResult& result) {
  std::vector<Row> rows;
  for (size_t i = 0; i < result.scenarios.size(); ++i) {
    const ScenarioResult& scenario = result.scenarios[i];
    if (scenario.ended <= scenario.started) continue;
    auto lane = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
      return row.bars.back().to <= scenario.started;
    });
    if (lane == rows.end())
      lane = rows.insert(rows.end(), Row{.who = rows.empty() ? "scenarios" : ""});
    lane->bars.push_back({.from = scenario.started,
                          .to = scenario.ended,
                          .look = look_of(scenario.outcome),
                          .tip = label_of(scenario) + ": " +
                                 std::string(to_text(scenario.outcome)) + ", " +
                                 time_text(duration_of(scenario)),
                          .link = "#s" + std::to_string(i + 1)});
  }
  return rows;
}

std::string percent(Nanoseconds part, Nanoseconds whole) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f%%",
                100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count()));
  return text;
}

Html html_of(const Bar& bar, Nanoseconds end) {
  std::string style = "left:" + percent(bar.from, end);
  if (bar.to > bar.from) style += ";width:" + percent(bar.to - bar.from, end);
  const bool late = bar.from > end / 2;
  Html::Attributes attributes{{"class", bar.look + (late ? " late" : "")},
                              {"style", style},
                              {"data-tip", bar.tip},
                              {"aria-label", bar.tip}};
  if (bar.link.empty()) {
    attributes.emplace_back("tabindex", "0");
    return Html::element("i", attributes, "");
  }
  attributes.emplace_back("href", bar.link);
  return Html::element("a", attributes, "");
}

Html axis(Nanoseconds end) {
  Html marks = Html::element("span", {}, "0 s");
  marks += Html::element("span", {}, time_text(end / 2));
  marks += Html::element("span", {}, time_text(end));
  Html html = Html::element("span", {}, "");
  html += Html::element("div", {{"class", "axis"}}, marks);
  return html;
}

Html legend() {
  Html items;
  for (const auto& [look, meaning] : {std::pair{"starting", "started"},
                                      {"running", "ready or healthy"},
                                      {"unwell", "unhealthy"},
                                      {"passed-bar", "passed"},
                                      {"failed-bar", "failed or lost"},
                                      {"doubt-bar", "neither"}}) {
    Html item = Html::element("i", {{"class", look}}, "");
    item += Html::text(meaning);
    items += Html::element("span", {}, item);
  }
  return Html::element("p", {{"class", "legend"}}, items);
}

}  // namespace

Html html_timeline(const RunResult& result) {
  const Nanoseconds end = end_of(result);
  if (end.count() <= 0) return {};
  std::vector<Row> rows = container_rows(result, end);
  for (Row& row : scenario_rows(result)) rows.push_back(std::move(row));
  if (rows.empty()) return {};
  Html content;
  for (const Row& row : rows) {
    Html track;
    for (const Bar& bar : row.bars) track += html_of(bar, end);
    content += Html::element("span", {{"class", "who mono"}}, row.who);
    content += Html::element("div", {{"class", "track"}}, track);
  }
  content += axis(end);
  Html html = Html::element("div", {{"class", "rows"}}, content);
  html += legend();
  return html;
}

}  // namespace gonogo

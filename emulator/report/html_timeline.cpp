// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/html_timeline.h"

#include <cstdio>

#include "emulator/base/duration.h"
#include "emulator/report/html_parts.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

std::string percent(double part, double whole) { return number(100.0 * part / whole) + "%"; }

double count(Nanoseconds time) { return static_cast<double>(time.count()); }

Html html_of(const TimelineBar& bar, const TimelinePicture& picture) {
  const double end = count(picture.end);
  const auto lanes = static_cast<double>(picture.lanes);
  std::string style = "left:" + percent(count(bar.from), end);
  if (bar.to > bar.from) style += ";width:" + percent(count(bar.to - bar.from), end);
  if (picture.lanes > 1)
    style +=
        ";top:" + percent(static_cast<double>(bar.lane), lanes) + ";height:" + percent(1, lanes);
  const bool late = bar.from > picture.end / 2;
  Html::Attributes attributes{{"class", bar.look + (late ? " late" : "")},
                              {"style", style},
                              {"data-tip", bar.tip},
                              {"data-now", bar.now},
                              {"data-from", number(to_milliseconds(bar.from))},
                              {"data-to", number(to_milliseconds(bar.to))},
                              {"aria-label", bar.tip}};
  if (bar.link.empty()) {
    attributes.emplace_back("role", "img");
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
  const TimelinePicture picture = timeline_picture(result);
  if (picture.rows.empty() || picture.end.count() <= 0) return {};
  Html content;
  for (const TimelineRow& row : picture.rows) {
    Html track;
    for (const TimelineBar& bar : row.bars) track += html_of(bar, picture);
    content += Html::element("span", {{"class", "who mono"}}, row.who);
    content += Html::element(
        "div", {{"class", "track"}, {"role", "group"}, {"aria-label", row.who}}, track);
  }
  content += axis(picture.end);
  const std::string lanes = "--lanes:" + std::to_string(picture.lanes);
  Html html = Html::element(
      "div",
      {{"class", "rows"}, {"style", lanes}, {"data-end", number(to_milliseconds(picture.end))}},
      content);
  html += Html::element("p", {{"class", "mono"}, {"id", "moment"}, {"aria-live", "polite"}}, "");
  html += legend();
  return html;
}

}  // namespace gonogo

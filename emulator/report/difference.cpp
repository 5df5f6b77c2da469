// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/difference.h"

// Its headers need these, and do not say so.
#include <algorithm>
#include <dtl/dtl.hpp>
#include <functional>
#include <iostream>
#include <list>
#include <map>
#include <set>
#include <unordered_map>

#include "emulator/base/text.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr size_t longest_at_a_glance = 60;
constexpr size_t around = 3;          // equal lines shown beside what differs
constexpr size_t most_lines = 4'000;  // the algorithm's memory grows with what differs

using Lines = std::vector<std::string>;

Lines lines_of(std::string_view printed) {
  const auto value = parse_json(printed, "");
  if (value && (value->is_object() || value->is_array())) return split_lines(to_json(*value, 2));
  return split_lines(value && value->is_text() ? value->as_text() : std::string(printed));
}

std::vector<bool> near_change(const std::vector<std::string>& marked) {
  std::vector<bool> near(marked.size(), false);
  for (size_t i = 0; i < marked.size(); ++i) {
    if (marked[i][0] == ' ') continue;
    const size_t from = i - std::min(i, around);
    for (size_t j = from; j < std::min(marked.size(), i + around + 1); ++j) near[j] = true;
  }
  return near;
}

Lines marked_lines(const Lines& expected, const Lines& actual) {
  dtl::Diff<std::string, Lines> diff(expected, actual);
  diff.compose();
  Lines marked;
  for (const auto& [line, info] : diff.getSes().getSequence()) {
    const char* mark = info.type == dtl::SES_ADD      ? "+ "
                       : info.type == dtl::SES_DELETE ? "- "
                                                      : "  ";
    marked.push_back(mark + line);
  }
  // What was expected stands before what came, in every place.
  const auto is_change = [](const std::string& line) { return line[0] != ' '; };
  for (auto at = marked.begin(); at != marked.end();) {
    const auto from = std::find_if(at, marked.end(), is_change);
    at = std::find_if_not(from, marked.end(), is_change);
    std::stable_partition(from, at, [](const std::string& line) { return line[0] == '-'; });
  }
  return marked;
}

Lines shown_of(const Lines& marked) {
  const std::vector<bool> near = near_change(marked);
  Lines shown;
  for (size_t i = 0; i < marked.size(); ++i) {
    if (near[i])
      shown.push_back(marked[i]);
    else if (i == 0 || near[i - 1])
      shown.emplace_back("…");
  }
  return shown;
}

}  // namespace

std::vector<std::string> difference(std::string_view expected, std::string_view actual) {
  const Lines before = lines_of(expected);
  const Lines after = lines_of(actual);
  const bool small = expected.size() <= longest_at_a_glance && actual.size() <= longest_at_a_glance;
  const bool lines = before.size() > 1 && after.size() > 1;
  if (small || !lines || before.size() + after.size() > most_lines) return {};
  return shown_of(marked_lines(before, after));
}

std::vector<std::string> line_difference(std::string_view expected, std::string_view actual) {
  const Lines before = split_lines(std::string(expected));
  const Lines after = split_lines(std::string(actual));
  if (before.size() + after.size() > most_lines) return {};
  return shown_of(marked_lines(before, after));
}

}  // namespace gonogo

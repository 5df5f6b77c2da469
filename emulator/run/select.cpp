// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/select.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>

#include "emulator/base/text.h"
#include "emulator/run/chains.h"
#include "emulator/run/shard.h"
#include "emulator/run/tag_expression.h"

namespace gonogo {
namespace {

struct WrittenPlace {
  std::string file;
  int line = 0;
};

std::optional<WrittenPlace> written_place(const std::string& pattern) {
  const size_t colon = pattern.rfind(':');
  if (colon == std::string::npos || colon + 1 == pattern.size()) return std::nullopt;
  int line = 0;
  const char* end = pattern.data() + pattern.size();
  const auto [at, error] = std::from_chars(pattern.data() + colon + 1, end, line);
  if (error != std::errc() || at != end) return std::nullopt;
  return WrittenPlace{pattern.substr(0, colon), line};
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path.starts_with("./") ? path.substr(2) : path;
}

// A line belongs to the last scenario of its file that starts at or before it.
bool is_at(const Scenario& scenario, const WrittenPlace& place, const std::vector<Scenario>& all) {
  if (scenario.where.file != place.file || scenario.where.mark.line > place.line) return false;
  return std::none_of(all.begin(), all.end(), [&](const Scenario& other) {
    return other.where.file == place.file && other.where.mark.line <= place.line &&
           other.where.mark.line > scenario.where.mark.line;
  });
}

bool is_row_at(const Scenario& scenario, const WrittenPlace& place) {
  return scenario.row_where.file == place.file && scenario.row_where.mark.line <= place.line &&
         place.line <= scenario.row_end;
}

// A line of an examples row means that row; any other the whole scenario.
bool is_chosen(const Scenario& scenario, const WrittenPlace& place, const std::vector<Scenario>& all) {
  const bool rows = std::any_of(all.begin(), all.end(),
                                [&](const Scenario& each) { return is_row_at(each, place); });
  return rows ? is_row_at(scenario, place) : is_at(scenario, place, all);
}

bool matches(const Scenario& scenario, const std::string& pattern,
             const std::vector<Scenario>& all) {
  if (const auto place = written_place(pattern)) return is_chosen(scenario, *place, all);
  const std::string path = without_slash(pattern);
  const std::string& file = scenario.where.file;
  return path == "." || file == path || file.starts_with(path + "/") || glob_matches(path, file) ||
         scenario.name == pattern || scenario.id == pattern ||
         file + "#" + scenario.name == pattern;  // all rows of its examples
}

Error nothing_matches(const std::string& pattern, const std::vector<Scenario>& all) {
  std::vector<std::string> known;
  for (const Scenario& scenario : all) {
    known.push_back(scenario.where.file);
    known.push_back(scenario.name);
  }
  return {.code = "nothing-matches",
          .what = "no scenario is called \"" + pattern + "\" or lies there" +
                  did_you_mean(pattern, known),
          .hint = "gonogo run --list shows all"};
}

// A `kept` scenario needs what the ones before it in its file did.
void bring_predecessors(const std::vector<Scenario>& all, std::vector<bool>& chosen) {
  for (size_t i = all.size(); i-- > 1;)
    if (chosen[i] && all[i].kept && all[i - 1].where.file == all[i].where.file)
      chosen[i - 1] = true;
}

void take_shard(const std::vector<Scenario>& all, const Selection& selection,
                std::vector<bool>& chosen) {
  const std::vector<Chain> chains = chains_of(all);
  const std::vector<int> shards = shards_of(all, chains, selection.shards, selection.durations);
  for (size_t i = 0; i < chains.size(); ++i)
    for (size_t j = chains[i].first; j < chains[i].last; ++j)
      if (shards[i] != selection.shard) chosen[j] = false;
}

}  // namespace

std::string file_of(const std::string& pattern) {
  const std::string file = pattern.substr(0, pattern.find('#'));
  const auto place = written_place(file);
  return place ? place->file : file;
}

std::optional<std::vector<std::string>> files_named(const std::vector<std::string>& files,
                                                    const Selection& selection) {
  if (selection.patterns.empty()) return std::nullopt;
  std::set<std::string> named;
  for (const std::string& pattern : selection.patterns) {
    const std::string path = without_slash(file_of(pattern));
    const auto is_meant = [&](const std::string& file) {
      return file == path || file.starts_with(path + "/");
    };
    if (std::none_of(files.begin(), files.end(), is_meant)) return std::nullopt;
    std::copy_if(files.begin(), files.end(), std::inserter(named, named.end()), is_meant);
  }
  return std::vector<std::string>(named.begin(), named.end());
}

Location place_of(const Scenario& scenario) {
  return scenario.row_where.file == scenario.where.file ? scenario.row_where : scenario.where;
}

Result<std::vector<Scenario>> select(const std::vector<Scenario>& all, const Selection& selection) {
  const auto tags = parse_tag_expression(selection.tags);
  if (!tags) return fail(tags.error());
  for (const std::string& pattern : selection.patterns)
    if (std::none_of(all.begin(), all.end(),
                     [&](const Scenario& each) { return matches(each, pattern, all); }))
      return fail(nothing_matches(pattern, all));
  std::vector<bool> chosen(all.size(), true);
  for (size_t i = 0; i < all.size(); ++i) {
    const Scenario& scenario = all[i];
    const auto is_kind = [&](const std::string& kind) { return kind == scenario.kind; };
    const auto is_named = [&](const std::string& pattern) {
      return matches(scenario, pattern, all);
    };
    chosen[i] = (selection.patterns.empty() ||
                 std::any_of(selection.patterns.begin(), selection.patterns.end(), is_named)) &&
                (selection.kinds.empty() ||
                 std::any_of(selection.kinds.begin(), selection.kinds.end(), is_kind)) &&
                tags->holds(scenario.tags) &&
                (!selection.ids || std::find(selection.ids->begin(), selection.ids->end(),
                                             scenario.id) != selection.ids->end());
  }
  bring_predecessors(all, chosen);
  if (selection.shards > 1) take_shard(all, selection, chosen);
  std::vector<Scenario> scenarios;
  for (size_t i = 0; i < all.size(); ++i)
    if (chosen[i]) scenarios.push_back(all[i]);
  return scenarios;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/merge.h"

#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/run/merge_parts.h"

namespace gonogo {
namespace {

Error merge_error(const char* code, std::string what, std::string seen = "",
                  std::string hint = "") {
  return {.code = code, .what = std::move(what), .seen = std::move(seen), .hint = std::move(hint)};
}

// --- Re-runs

Result<Done> put_rerun_in(const RunPart& rerun, RunPart& base) {
  if (auto same = same_ground(base, rerun); !same) return same;
  const auto wanted = to_run_again(base.result);
  std::set<std::string> there;
  for (const ScenarioResult& scenario : rerun.result.scenarios) there.insert(scenario.id);
  for (const std::string& id : wanted)
    if (there.count(id) == 0)
      return fail(merge_error("merge-incomplete",
                              rerun.folder + " did not run again what " + base.folder + " lacks",
                              id, "gonogo run --rerun-failed --base " + base.folder));
  add_rerun(rerun.result, base.result);
  return Done{};
}

// A base's digest is that of its file: what has been put into it meanwhile does not count.
Result<Done> put_reruns_in(std::vector<RunPart>& parts) {
  const auto is_rerun = [](const RunPart& part) { return !part.result.base.empty(); };
  std::vector<RunPart> reruns;
  std::copy_if(parts.begin(), parts.end(), std::back_inserter(reruns), is_rerun);
  std::erase_if(parts, is_rerun);
  for (const RunPart& rerun : reruns) {
    const auto base = std::find_if(parts.begin(), parts.end(), [&](const RunPart& part) {
      return part.sha256 == rerun.result.base;
    });
    if (base == parts.end())
      return fail(merge_error("merge-base",
                              "the run that " + rerun.folder + " ran again is not here",
                              "results.json with sha256 " + rerun.result.base.substr(0, 12) + "…",
                              "name its folder too: gonogo merge BASE " + rerun.folder));
    if (auto done = put_rerun_in(rerun, *base); !done) return done;
  }
  return Done{};
}

// --- Shards

std::string shard_text(const Shard& shard) {
  return std::to_string(shard.index) + "/" + std::to_string(shard.count);
}

Result<Done> are_shards_of_one(const std::vector<RunPart>& parts) {
  const RunPart& first = parts.front();
  for (const RunPart& part : parts) {
    if (!part.result.shard)
      return fail(merge_error("merge-partial", part.folder + " is no shard and no re-run",
                              part.result.full ? "a full run" : "a selection",
                              "merge takes all shards of one run, and re-runs with their base"));
    if (auto same = same_ground(first, part); !same) return same;
    const Shard& a = *first.result.shard;
    const Shard& b = *part.result.shard;
    const std::string places = first.folder + " and " + part.folder;
    if (a.count != b.count)
      return fail(merge_error("merge-differs", "the shards are of another number of parts",
                              shard_text(a) + " and " + shard_text(b) + " in " + places));
    if (a.durations_sha256 != b.durations_sha256)
      return fail(merge_error("merge-differs", "the shards were cut by different durations", places,
                              "give every shard the same --durations FILE"));
    if (a.all != b.all)
      return fail(
          merge_error("merge-differs", "the shards are of different sets of scenarios", places));
  }
  return Done{};
}

Result<Done> is_each_there_once(const std::vector<RunPart>& parts) {
  const int count = parts.front().result.shard->count;
  std::vector<const RunPart*> of_index(static_cast<size_t>(count), nullptr);
  for (const RunPart& part : parts) {
    const Shard& shard = *part.result.shard;
    if (shard.index < 1 || shard.index > count)
      return fail(merge_error("merge-differs", part.folder + " is a shard that can't be",
                              shard_text(shard)));
    const RunPart*& slot = of_index[static_cast<size_t>(shard.index) - 1];
    if (slot != nullptr)
      return fail(merge_error("merge-twice", "shard " + shard_text(shard) + " is there twice",
                              slot->folder + " and " + part.folder));
    slot = &part;
  }
  std::vector<std::string> missing;
  for (int i = 1; i <= count; ++i)
    if (of_index[static_cast<size_t>(i) - 1] == nullptr)
      missing.push_back(std::to_string(i) + "/" + std::to_string(count));
  if (missing.empty()) return Done{};
  return fail(merge_error(
      "merge-incomplete",
      "missing: shard" + std::string(missing.size() > 1 ? "s " : " ") + join(missing, ", "),
      count_of(static_cast<long long>(parts.size()), "shard") + " of " + std::to_string(count)));
}

Result<Done> is_every_scenario_there_once(const std::vector<RunPart>& parts) {
  std::map<std::string, std::string> folder_of;
  for (const RunPart& part : parts)
    for (const std::string& id : part.result.expected)
      if (const auto [at, added] = folder_of.emplace(id, part.folder); !added)
        return fail(merge_error("merge-twice", "two shards have the same scenario",
                                id + " in " + at->second + " and " + part.folder));
  const std::vector<std::string>& all = parts.front().result.shard->all;
  for (const std::string& id : all)
    if (folder_of.erase(id) == 0)
      return fail(merge_error("merge-incomplete", "no shard has this scenario", id));
  if (!folder_of.empty())
    return fail(merge_error("merge-differs", "a shard has a scenario that the run has not",
                            folder_of.begin()->first));
  return Done{};
}

Result<RunResult> put_together(std::vector<RunPart> parts) {
  for (const auto check : {are_shards_of_one, is_each_there_once, is_every_scenario_there_once})
    if (auto done = check(parts); !done) return fail(done.error());
  std::sort(parts.begin(), parts.end(), [](const RunPart& a, const RunPart& b) {
    return a.result.shard->index < b.result.shard->index;
  });
  RunResult whole = std::move(parts.front().result);
  const std::vector<std::string> all = whole.shard->all;
  for (size_t i = 1; i < parts.size(); ++i) add_shard(std::move(parts[i].result), whole);
  put_in_order(all, whole);
  whole.shard.reset();
  whole.full = true;
  return whole;
}

}  // namespace

std::vector<std::string> to_run_again(const RunResult& result) {
  std::set<std::string> settled;
  for (const ScenarioResult& scenario : result.scenarios)
    if (scenario.outcome == Outcome::passed || scenario.outcome == Outcome::flaky ||
        scenario.outcome == Outcome::skipped)
      settled.insert(scenario.id);
  std::vector<std::string> again;
  for (const std::string& id : result.expected)
    if (settled.count(id) == 0) again.push_back(id);
  return again;
}

Result<RunResult> merge_runs(std::vector<RunPart> parts) {
  std::vector<RunResult::Part> sources;
  for (const RunPart& part : parts)
    sources.push_back({part.result.id, part.sha256, oldest_end(part.result)});
  if (auto done = put_reruns_in(parts); !done) return fail(done.error());
  if (parts.empty()) return fail(merge_error("merge-base", "there is nothing to merge"));
  const bool alone = parts.size() == 1 && !parts.front().result.shard;
  if (alone && !parts.front().result.full)
    return fail(merge_error("merge-partial", parts.front().folder + " is a selection",
                            join(parts.front().result.selection, " "),
                            "only a full run, or all of its shards, can be a release verdict"));
  auto whole =
      alone ? Result<RunResult>(std::move(parts.front().result)) : put_together(std::move(parts));
  if (whole) whole->parts = std::move(sources);
  return whole;
}

}  // namespace gonogo

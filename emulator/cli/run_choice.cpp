// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/run_choice.h"

#include <charconv>

#include "emulator/base/text.h"
#include "emulator/cli/run_folder.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/run/merge.h"
#include "emulator/run/run_all.h"

namespace gonogo {
namespace {

constexpr int most_jobs = 64;

template <typename Number>
std::optional<Number> number_in(const std::string& text) {
  Number number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && at == end) return number;
  return std::nullopt;
}

std::uint64_t new_seed() { return std::stoull(random_hex(4), nullptr, 16); }

std::nullopt_t refuse(World& world, const std::string& text) {
  world.err.write("gonogo: " + text + "\n");
  return std::nullopt;
}

/// Nothing where it makes no sense; what is wrong has been printed then.
std::optional<Place> place_of(const Options& options, World& world) {
  if (options.shard.empty()) {
    // Outside of a pipeline a variable that somebody has set does not make a run partial.
    if (!options.ci || options.rerun_failed) return Place{};
    const auto place = place_in(world.environment);
    if (!place) return print_error(place.error(), world), std::nullopt;
    return *place;
  }
  const auto parts = split(options.shard, '/');
  Place place;
  if (parts.size() == 2)
    place = {number_in<int>(parts[0]).value_or(0), number_in<int>(parts[1]).value_or(0)};
  if (place.index < 1 || place.count < place.index)
    return refuse(world, "--shard is I/N, for example 1/3");
  return place;
}

Result<Done> add_durations(const Options& options, const World& world, Choice& choice) {
  if (options.durations.empty()) return Done{};
  const Path file = world.folder / options.durations;
  auto text = read_file(file);
  if (!text) return fail(text.error());
  auto document = parse_json(*text, options.durations);
  if (!document) return fail(document.error());
  auto durations = durations_of(*document);
  if (!durations) return fail(durations.error());
  choice.selection.durations = std::move(*durations);
  choice.durations_sha256 = sha256(*text);
  return Done{};
}

Result<Done> read_base(const Options& options, const Project& project, const World& world,
                       Choice& choice) {
  const Path folder = options.base.empty() ? Path(project.folder) / ".gonogo" / "latest"
                                           : world.folder / options.base;
  auto digest = sha256_of_file(folder / "results.json");
  if (!digest) return fail(digest.error());
  auto results = read_results(folder);
  if (!results) return fail(results.error());
  if (!results->full && !results->shard)
    return fail({.code = "merge-partial",
                 .what = "only a full run or a shard can be run again in part",
                 .seen = shown_path(folder.string(), world) + " is a selection" +
                         (results->base.empty() ? "" : ": the re-run of another one"),
                 .hint = "gonogo run --rerun-failed --base FOLDER"});
  choice.base = *digest;
  choice.base_folder = shown_path(std::filesystem::weakly_canonical(folder).string(), world);
  choice.selection.ids = to_run_again(*results);
  return Done{};
}

bool is_kind(const std::string& text) {
  return text == "unit" || text == "regression" || text == "acceptance";
}

}  // namespace

std::optional<Manner> manner_of(const Options& options, World& world) {
  Manner manner{.jobs = default_jobs(), .seed = new_seed()};
  if (!options.jobs.empty()) manner.jobs = number_in<int>(options.jobs).value_or(0);
  if (manner.jobs < 1 || manner.jobs > most_jobs)
    return refuse(world, "--jobs is a number from 1 to 64");
  if (!options.seed.empty()) {
    const auto seed = number_in<std::uint64_t>(options.seed);
    if (!seed) return refuse(world, "--seed is a number");
    manner.seed = *seed;
  }
  if (!options.shuffle.empty()) {
    manner.shuffle =
        options.shuffle == "new" ? new_seed() : number_in<std::uint64_t>(options.shuffle);
    if (!manner.shuffle) return refuse(world, "--shuffle is a number, or `new`");
  }
  if (options.keep_failed && options.ci)
    return refuse(world, "--ci leaves nothing behind: not together with --keep-failed");
  return manner;
}

std::optional<Choice> choice_of(const Options& options, World& world) {
  for (const std::string& kind : options.kinds)
    if (!is_kind(kind)) return refuse(world, "--kind is unit, regression or acceptance");
  const bool narrowed = !options.targets.empty() || !options.kinds.empty() || !options.tags.empty();
  if (options.ci && narrowed)
    return refuse(world, "--ci runs everything, or a shard: a selection is no release verdict");
  if (options.ci && options.update_snapshots)
    return refuse(world, "--update-snapshots is for people: under --ci what is seen is compared");
  // Such parts could be merged into a whole that has compared nothing.
  if (options.update_snapshots && (options.rerun_failed || !options.shard.empty()))
    return refuse(world, "--update-snapshots goes with no shard and no re-run");
  if (options.rerun_failed && (narrowed || !options.shard.empty()))
    return refuse(world, "--rerun-failed runs what its base lacks, no other selection or shard");
  Choice choice{
      .selection = {.patterns = options.targets, .kinds = options.kinds, .tags = options.tags}};
  const auto place = place_of(options, world);
  if (!place) return std::nullopt;
  if (place->count > 1) {
    choice.selection.shard = place->index;
    choice.selection.shards = place->count;
  }
  if (auto done = add_durations(options, world, choice); !done)
    return print_error(done.error(), world), std::nullopt;
  return choice;
}

void take_paths(const Project& project, const World& world, Selection& selection) {
  for (std::string& pattern : selection.patterns) {
    const std::string file = file_of(pattern);
    const Path path = (world.folder / file).lexically_normal();
    if (file.empty() || !path_exists(path)) continue;
    std::error_code ignored;
    const Path inside = std::filesystem::weakly_canonical(path.parent_path(), ignored) / path.filename();
    const Path folder = std::filesystem::weakly_canonical(project.folder, ignored);
    const std::string relative = inside.lexically_relative(folder).string();
    if (!relative.empty() && !relative.starts_with(".."))
      pattern = relative + pattern.substr(file.size());
  }
}

bool add_base(const Options& options, const Project& project, World& world, Choice& choice) {
  if (!options.rerun_failed) return true;
  const auto done = read_base(options, project, world, choice);
  if (!done) print_error(done.error(), world);
  return done.has_value();
}

}  // namespace gonogo

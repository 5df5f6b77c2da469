// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/run_folder.h"

#include "emulator/base/text.h"
#include "emulator/gate/override_run.h"
#include "emulator/gate/signed_run.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr const char* own_folder = ".gonogo";
constexpr const char* runs_folder = "runs";
constexpr const char* verdict_name = "verdict.json";
constexpr const char* marker = ".run";  // here a run wrote

using Files = std::vector<std::pair<const char*, std::string>>;

Result<Done> write_all(const Path& folder, const Redactor& redactor, const Files& files) {
  for (const auto& [name, text] : files)
    if (auto done = write_file(folder / name, redactor.redact(text)); !done) return done;
  return Done{};
}

// Only where a run was before: a folder of somebody's own may have such names, too.
Result<Done> empty(const Path& folder) {
  const bool was_a_run = path_exists(folder / marker);
  remove_half_written(folder);
  for (const char* name : {verdict_name, "results.json", signed_verdict_name, bundle_name,
                           override_name, "receipt.json", "receipt.dsse.json", "junit.xml",
                           "report.html", "summary.md", "ctrf.json"})
    if (auto done = remove_tree(folder / name); !done) return done;
  if (!was_a_run) return Done{};
  for (const char* name : {"logs", "evidence"})
    if (auto done = remove_tree(folder / name); !done) return done;
  return Done{};
}

// Two runs of one second are two folders.
Result<HeldFolder> take_new(const Path& wanted) {
  for (int n = 1;; ++n) {
    Path folder = wanted;
    if (n > 1) folder += "-" + std::to_string(n);
    if (path_exists(folder)) continue;
    auto held = HeldFolder::take(folder);
    if (held || held.error().code != "locked") return held;
  }
}

// A page that can be mailed: what is larger is beside it.
HtmlOptions page_of(const Path& folder) {
  constexpr std::uintmax_t largest = 3U << 20U;
  constexpr std::uintmax_t largest_of_all = 16U << 20U;
  return {.evidence = [folder, used = std::uintmax_t{0}](const std::string& name) mutable {
    const Path path = (folder / name).lexically_normal();
    const std::string inside = path.lexically_relative(folder).string();
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error || inside.starts_with("..") || size > largest || used + size > largest_of_all)
      return std::string();
    used += size;
    const auto bytes = read_file(path);
    return bytes ? *bytes : std::string();
  }};
}

}  // namespace

Result<Done> redact_files(const Path& folder, const Redactor& redactor) {
  if (redactor.empty() || !path_exists(folder)) return Done{};
  const auto files = list_files(folder);
  if (!files) return fail(files.error());
  for (const std::string& name : *files) {
    if (name.ends_with(".png")) continue;
    const auto text = read_file(folder / name);
    if (!text) return fail(text.error());
    const std::string clean = redactor.redact(*text);
    if (clean == *text) continue;
    if (auto done = write_file(folder / name, clean); !done) return done;
  }
  return Done{};
}

std::string run_id(const RunResult& result) {
  // "2026-11-24T14:02:11Z"
  std::string time = to_rfc3339(result.started);
  std::string id =
      replace_all(time.substr(0, 10), "-", "") + "-" + replace_all(time.substr(11, 8), ":", "");
  if (!result.subject.commit.empty()) id += "-" + result.subject.commit.substr(0, 7);
  return id;
}

Result<HeldFolder> make_run_folder(const Project& project, const Options& options,
                                   const std::string& id, const World& world) {
  const Path own = Path(project.folder) / own_folder;
  if (auto done = write_file(own / ".gitignore", "*\n"); !done) return fail(done.error());
  auto held = options.out.empty()
                  ? take_new(own / runs_folder / id)
                  : HeldFolder::take((world.folder / options.out).lexically_normal());
  if (!held) return held;
  if (auto done = empty(held->path()); !done) return fail(done.error());
  if (auto done = write_file(held->path() / marker, id + "\n"); !done) return fail(done.error());
  // Else a run, or a merge of shards that came as artifacts, would make the tree dirty that the gate looks at.
  if (!options.out.empty())
    if (auto done = write_file(held->path() / ".gitignore", "*\n"); !done) return fail(done.error());
  return held;
}

void sweep_runs(const Path& project_folder) {
  const Path own = project_folder / own_folder;
  for (const char* written : {"", "gate"}) remove_half_written(own / written);
  std::error_code error;
  for (std::filesystem::directory_iterator at(own / runs_folder, error), end; !error && at != end;
       at.increment(error)) {
    if (path_exists(at->path() / verdict_name))
      remove_half_written(at->path());
    else
      remove_unless_held(at->path());
  }
}

Path run_folder_of(const Options& options, const Project& project, const World& world) {
  if (!options.out.empty()) return (world.folder / options.out).lexically_normal();
  return Path(project.folder) / own_folder / "latest";
}

Result<Done> write_reports(const Path& folder, const RunResult& result, const Verdict& verdict,
                           const Redactor& redactor) {
  return write_all(folder, redactor,
                   {{"junit.xml", junit_report(result, verdict)},
                    {"report.html", html_report(result, verdict, page_of(folder))},
                    {"summary.md", markdown_report(result, verdict)},
                    {"ctrf.json", ctrf_report(result, verdict)}});
}

Result<Done> keep_run(const Project& project, const Path& folder, const RunResult& result,
                      const Verdict& verdict, const Redactor& redactor,
                      const std::optional<SigningKey>& key) {
  if (auto done = write_all(folder, redactor, {{"results.json", to_json(to_value(result), 2) + "\n"}});
      !done)
    return done;
  if (auto done = write_reports(folder, result, verdict, redactor); !done) return done;
  if (auto done = write_signed_run(folder, result, verdict, redactor, key); !done) return done;
  if (auto done =
          write_all(folder, redactor, {{verdict_name, to_json(to_value(verdict), 2) + "\n"}});
      !done)
    return done;
  const Path link = Path(project.folder) / own_folder / "latest";
  return point_link(link, folder.lexically_relative(link.parent_path()));
}

Result<RunResult> read_results(const Path& folder) {
  auto value = read_document(folder / "results.json");
  if (!value) return fail(value.error());
  return run_result_of(*value);
}

Result<Done> check_policy(const RunResult& results, const Policy& policy) {
  const std::string here = policy_digest(policy);
  if (results.policy_sha256 == here) return Done{};
  return fail({.code = "policy-differs",
               .what = "the policy here is not the one of the run",
               .seen = here.substr(0, 12) + "… and " + results.policy_sha256.substr(0, 12) + "…",
               .hint = "do it in the checkout that the run was made in, or run again"});
}

Result<Verdict> judge_as_shown(const RunResult& results, const Policy& policy, const Path& folder) {
  if (auto same = check_policy(results, policy); !same) return fail(same.error());
  Verdict verdict = judge(results, policy);
  const auto override = read_override(folder, break_glass_keys(policy));
  return override ? with_override(std::move(verdict), *override) : verdict;
}

bool colored(const Options& options, const World& world) {
  if (options.color == "always") return true;
  return options.color == "auto" && world.out.is_terminal && !options.ci &&
         world.variable("NO_COLOR").empty();
}

void print_verdict(const RunResult& result, const Verdict& verdict, const Path& folder,
                   const Project& project, const Options& options, const Redactor& redactor,
                   World& world) {
  if (options.json()) {
    world.out.write(redactor.redact(to_json(to_value(verdict))) + "\n");
    return;
  }
  const TextOptions how{.color = colored(options, world),
                        .source =
                            [&](const std::string& file) {
                              const auto text = read_file(project.path(file));
                              return text ? *text : std::string();
                            },
                        .run_folder = shown_path(folder.string(), world)};
  const std::string text = redactor.redact(text_report(result, verdict, how));
  if (options.quiet)
    world.out.write(split_lines(text).front() + "\n");
  else
    world.out.write("\n" + text);
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/publish.h"

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/gate/action.h"
#include "emulator/gate/bitbucket_client.h"
#include "emulator/io/document.h"
#include "emulator/report/plain.h"
#include "emulator/report/reports.h"

namespace gonogo {
namespace {

constexpr const char* token_variable = "GONOGO_STATUS_TOKEN";
// A longer summary is left out by GitHub as a whole:
// https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
constexpr size_t longest_page = 1U << 20U;

/// The parts of one publication: each says how it went, and none keeps another from being told.
class Publication {
 public:
  Publication(const PublishOptions& options, const std::optional<JudgedRun>& judged, World& world)
      : options_(options), judged_(judged), world_(world) {}

  int go() {
    if (!options_.place.repository.empty()) bitbucket();
    if (!options_.begin) github();
    if (!told_any_) say(world_, "nobody to tell: this is no step of Bitbucket or GitHub");
    return failed_ ? exit_code::gate_could_not_act : exit_code::go;
  }

 private:
  void bitbucket() {
    const auto base = bitbucket_base(world_);
    if (!base) return failed("Bitbucket", base.error());
    BitbucketAccess access{.base = *base,
                           .token = Secret(std::string(trim(world_.variable(token_variable)))),
                           .token_variable = token_variable,
                           .scope = "repository"};
    const bool has_token = !access.token.empty();
    const bool in_step = !world_.variable("BITBUCKET_STEP_UUID").empty();
    if (has_token) {
      BitbucketClient client(access, world_);
      build_status_by(client);
      if (!options_.begin) report_by(client);
    } else if (in_step) {
      // The proxy signs what it can read: http to Bitbucket's own name.
      access.base = "http://api.bitbucket.org/2.0";
      access.proxy = options_.proxy;
      BitbucketClient client(access, world_);
      if (!options_.begin) report_by(client);
      note("build status: not posted, there is no token in " + std::string(token_variable));
    }
  }

  std::string commit_path() const {
    return "/repositories/" + options_.place.repository + "/commit/" + options_.place.commit;
  }

  void build_status_by(BitbucketClient& client) {
    const std::string state = options_.begin ? "INPROGRESS" : build_state(judged_);
    const auto done = client.send("POST", commit_path() + "/statuses/build",
                                  build_status(options_.place, state, judged_));
    if (!done) return failed("build status", done.error());
    note("build status of " + short_id(options_.place.commit) + ": " + state);
  }

  void report_by(BitbucketClient& client) {
    const Value report = insights_report(options_.place, judged_);
    const std::string path = commit_path() + "/reports/gonogo";
    if (const auto done = client.send("PUT", path, report); !done)
      return failed("Code Insights report", done.error());
    size_t annotations = 0;
    for (const Value& body : insights_annotations(judged_)) {
      if (const auto done = client.send("POST", path + "/annotations", body); !done)
        return failed("Code Insights annotations", done.error());
      annotations += body.items().size();
    }
    note("Code Insights report: " + text_of(report, "result") + ", " +
         count_of(static_cast<long long>(annotations), "annotation"));
  }

  void github() {
    const std::string file = world_.variable("GITHUB_STEP_SUMMARY");
    if (file.empty()) return;
    std::string text = judged_ ? markdown_report(judged_->results, judged_->verdict)
                               : "**no verdict**: the run did not come to its end\n";
    if (text.size() > longest_page) {
      constexpr std::string_view end = "\n\n(cut: report.html has it all)\n";
      text.resize(text.rfind('\n', longest_page - end.size()));
      text += end;
    }
    const std::string before = read_file(file).value_or("");
    if (auto done = write_file(file, before + text); !done)
      return failed("step summary", done.error());
    note("step summary: " + std::to_string(text.size()) + " bytes");
  }

  void note(const std::string& line) {
    told_any_ = true;
    say(world_, line);
  }

  void failed(const std::string& what, const Error& error) {
    failed_ = true;
    note(what + ": not posted: " + to_line(error));
  }

  const PublishOptions& options_;
  const std::optional<JudgedRun>& judged_;
  World& world_;
  bool told_any_ = false;
  bool failed_ = false;
};

}  // namespace

WallTime begun_at(const Path& marker, const std::string& commit) {
  const auto text = read_file(marker);
  if (!text) return {};
  const auto value = parse_json(*text, marker.string());
  if (!value || text_of(*value, "commit") != commit) return {};
  return from_rfc3339(text_of(*value, "begun"));
}

int publish(const PublishOptions& options, const std::optional<JudgedRun>& judged, World& world) {
  if (options.begin) {
    const Value marker = Value::object(
        {{"commit", options.place.commit}, {"begun", to_rfc3339(world.clock.wall(), 3)}});
    if (auto done = write_file(options.marker, to_json(marker) + "\n"); !done) {
      say(world, "the begin can't be noted: " + to_line(done.error()));
      return exit_code::gate_could_not_act;
    }
  }
  return Publication(options, judged, world).go();
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/gate/consistency.h"
#include "emulator/gate/gate.h"

namespace gonogo {
namespace {

using Digests = std::vector<std::pair<std::string, std::string>>;

std::optional<Refusal> refusal(std::string text) { return Refusal{.text = std::move(text)}; }

// The first 7 digits, or all where these are the same.
std::pair<std::string, std::string> distinct(const std::string& a, const std::string& b) {
  const std::string left = a.substr(0, 7);
  const std::string right = b.substr(0, 7);
  if (left == right) return {a, b};
  return {left, right};
}

std::string minutes(Nanoseconds duration) {
  return to_text(std::chrono::duration_cast<Milliseconds>(duration));
}

std::optional<Refusal> not_go(const Verdict& verdict) {
  if (verdict.decision != Decision::go) {
    const std::string why = verdict.reasons.empty() ? "no reason is given"
                                                    : verdict.reasons.front().code + ": " +
                                                          verdict.reasons.front().text;
    const int own = verdict.exit_code;
    const int otherwise =
        verdict.decision == Decision::no_go ? exit_code::no_go : exit_code::cannot_tell;
    return Refusal{
        .text = "the verdict is " + std::string(to_text(verdict.decision)) + " (" + why + ")",
        .exit_code = own > 0 && own < 256 ? own : otherwise};
  }
  if (verdict.exit_code != exit_code::go)
    return refusal("the verdict contradicts itself: it says GO with exit code " +
                   std::to_string(verdict.exit_code));
  const Counts& counts = verdict.counts;
  if (counts.failed + counts.errored + counts.not_run > 0)
    return refusal("the verdict contradicts itself: it says GO and counts " +
                   std::to_string(counts.failed) + " failed, " + std::to_string(counts.errored) +
                   " not tried, " + std::to_string(counts.not_run) + " not run");
  if (counts.passed == 0) return refusal("the verdict says GO although nothing passed");
  if (!verdict.full)
    return refusal("the verdict is partial (" + count_of(counts.total, "selected case") +
                   "); a deployment needs a full run");
  return std::nullopt;
}

std::optional<Refusal> other_commit(const Verdict& verdict, const Checkout& checkout) {
  const Subject& subject = verdict.subject;
  if (subject.commit.empty()) return refusal("the verdict is bound to no commit");
  if (checkout.commit.empty())
    return refusal("the verdict is for " + subject.commit.substr(0, 7) +
                   ", this folder has no commit");
  if (subject.commit != checkout.commit) {
    const auto [tested, here] = distinct(subject.commit, checkout.commit);
    return refusal("verdict is for " + tested + ", HEAD is " + here);
  }
  if (subject.dirty)
    return refusal("the verdict is of a dirty tree" +
                   (subject.dirty_files.empty()
                        ? ""
                        : " (" + subject.dirty_files.front() + " differed from the commit)"));
  if (checkout.dirty)
    return refusal("the tree is dirty: it differs from the commit that was tested");
  return std::nullopt;
}

std::optional<Refusal> other_text(const std::string& what, const std::string& tested,
                                  const std::string& here) {
  if (tested.empty()) return refusal("the verdict does not say which " + what + " it is bound to");
  if (here.empty())
    return refusal("the " + what + " of this checkout can't be told; the verdict is bound to " +
                   tested.substr(0, 7));
  if (tested == here) return std::nullopt;
  const auto [left, right] = distinct(tested, here);
  return refusal("verdict is for " + what + " " + left + ", here it is " + right);
}

std::optional<Refusal> other_digests(const std::string& what, Digests tested, Digests here) {
  if (tested.empty()) return refusal("the verdict is bound to no " + what);
  std::sort(tested.begin(), tested.end());
  std::sort(here.begin(), here.end());
  const auto digest_in = [](const Digests& all, const std::string& name) -> std::string {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == name; });
    return found != all.end() ? found->second : "";
  };
  for (const auto& [name, digest] : tested) {
    if (digest.empty()) return refusal("the verdict has no digest of " + what + " " + name);
    const std::string now = digest_in(here, name);
    if (now.empty()) return refusal(what + " " + name + " was tested and is not here");
    const auto [left, right] = distinct(digest, now);
    if (digest != now)
      return refusal("verdict is for " + what + " " + name + " " + left + ", here it is " + right);
  }
  for (const auto& [name, digest] : here)
    if (digest_in(tested, name).empty())
      return refusal(what + " " + name + " is here and was not tested");
  if (tested != here) return refusal("the verdict names a " + what + " twice");
  return std::nullopt;
}

std::optional<Refusal> other_inputs(const Verdict& verdict, const Checkout& checkout,
                                    const Policy& policy) {
  const Subject& subject = verdict.subject;
  if (auto no = other_text("policy", verdict.policy_sha256, checkout.policy_sha256)) return no;
  if (auto no = other_text("scenarios", subject.scenarios_sha256, checkout.scenarios_sha256))
    return no;
  if (auto no =
          other_digests("task definition", subject.task_definitions, checkout.task_definitions))
    return no;
  if (auto no = other_digests("input", subject.inputs, checkout.inputs)) return no;
  if (subject.images.empty()) return refusal("the verdict is bound to no image");
  for (const ImageUse& image : subject.images)
    if (image.digest.empty()) return refusal("the verdict has no digest of image " + image.name);
  if (!subject.unbound_files.empty())
    return refusal("the tested image holds " + subject.unbound_files.front() +
                   ", which neither the commit nor a build makes");
  const auto& allowed = policy.allowed_overrides;
  for (const auto& [name, digest] : subject.overrides)
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
      return refusal("the verdict was reached with the override \"" + name +
                     "\", which policy.overrides does not name");
  return std::nullopt;
}

std::optional<Refusal> wrong_time(const Verdict& verdict, const Checkout& checkout,
                                  const Policy& policy) {
  constexpr WallTime unknown{};
  if (verdict.started == unknown || verdict.finished == unknown || verdict.expires == unknown)
    return refusal("the verdict does not say when it was reached or when it expires");
  if (verdict.started > verdict.finished)
    return refusal("the verdict's run ended before it began (" + to_rfc3339(verdict.finished) +
                   ", " + to_rfc3339(verdict.started) + ")");
  if (verdict.finished > checkout.now)
    return refusal("the verdict is from the future: reached " + to_rfc3339(verdict.finished) +
                   ", now it is " + to_rfc3339(checkout.now));
  const WallTime end = std::min(verdict.expires, verdict.finished + policy.max_age);
  if (end <= checkout.now)
    return refusal("the verdict expired at " + to_rfc3339(end) + ", " +
                   minutes(checkout.now - end) + " ago");
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> refuse(const Verdict& verdict, const RunResult& results,
                              const Checkout& checkout, const Policy& policy) {
  if (auto no = not_go(verdict)) return no;
  if (auto no = other_commit(verdict, checkout)) return no;
  if (auto no = other_inputs(verdict, checkout, policy)) return no;
  if (auto no = wrong_time(verdict, checkout, policy)) return no;
  if (const std::string difference = first_difference(verdict, judge(results, policy));
      !difference.empty())
    return refusal("results.json and the policy give another verdict: " + difference);
  return std::nullopt;
}

}  // namespace gonogo

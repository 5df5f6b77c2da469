// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/refusal.h"

#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"

namespace gonogo {
namespace {

std::string minutes(Nanoseconds duration) {
  return to_text(std::chrono::duration_cast<Milliseconds>(duration));
}

}  // namespace

std::optional<Refusal> refusal(std::string text) { return Refusal{.text = std::move(text)}; }

std::pair<std::string, std::string> distinct(const std::string& a, const std::string& b) {
  const std::string left = a.substr(0, 7);
  const std::string right = b.substr(0, 7);
  if (left == right) return {a, b};
  return {left, right};
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
  return not_full(verdict);
}

std::optional<Refusal> not_full(const Verdict& verdict) {
  if (verdict.full) return std::nullopt;
  return refusal("the verdict is partial (" + count_of(verdict.counts.total, "selected case") +
                 "); a deployment needs a full run");
}

std::optional<Refusal> unbound(const Verdict& verdict,
                               const std::vector<std::string>& allowed_overrides) {
  const Subject& subject = verdict.subject;
  if (subject.commit.empty()) return refusal("the verdict is bound to no commit");
  if (subject.dirty)
    return refusal("the verdict is of a dirty tree" +
                   (subject.dirty_files.empty()
                        ? ""
                        : " (" + subject.dirty_files.front() + " differed from the commit)"));
  // A run that could not begin has none; it is no GO.
  if (subject.images.empty() && verdict.decision == Decision::go)
    return refusal("the verdict is bound to no image");
  for (const ImageUse& image : subject.images)
    if (image.digest.empty()) return refusal("the verdict has no digest of image " + image.name);
  for (const Subject::Build& build : subject.builds)
    if (!build.dockerfile.empty() && build.context.empty())
      return refusal("git tracks nothing of the build context of image " + build.image);
  if (!subject.unbound_files.empty())
    return refusal("the tested image holds " + subject.unbound_files.front() +
                   ", which neither the commit nor a build makes");
  for (const auto& [name, digest] : subject.overrides)
    if (std::find(allowed_overrides.begin(), allowed_overrides.end(), name) ==
        allowed_overrides.end())
      return refusal("the verdict was reached with the override \"" + name +
                     "\", which policy.overrides does not name");
  return std::nullopt;
}

std::optional<Refusal> wrong_time(const Verdict& verdict, WallTime now, Milliseconds max_age) {
  constexpr WallTime unknown{};
  if (verdict.started == unknown || verdict.finished == unknown || verdict.expires == unknown)
    return refusal("the verdict does not say when it was reached or when it expires");
  if (verdict.started > verdict.finished)
    return refusal("the verdict's run ended before it began (" + to_rfc3339(verdict.finished) +
                   ", " + to_rfc3339(verdict.started) + ")");
  if (verdict.finished > now + clock_skew)
    return refusal("the verdict is from the future: reached " + to_rfc3339(verdict.finished) +
                   ", now it is " + to_rfc3339(now) +
                   "; the clock of one of the machines is wrong");
  const WallTime end = std::min(verdict.expires, verdict.finished + max_age);
  if (end <= now)
    return refusal("the verdict expired at " + to_rfc3339(end) + ", " + minutes(now - end) +
                   " ago");
  return std::nullopt;
}

}  // namespace gonogo

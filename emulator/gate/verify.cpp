// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/verify.h"

#include <algorithm>

#include "emulator/base/duration.h"

namespace gonogo {
namespace {

std::optional<Refusal> other_commit(const Verdict& verdict, const Wanted& wanted) {
  if (wanted.commit.empty() || verdict.subject.commit == wanted.commit) return std::nullopt;
  const auto [tested, asked] = distinct(verdict.subject.commit, wanted.commit);
  return refusal("verdict is for " + tested + ", to be deployed is " + asked);
}

// A name can be there more than once: the same reference stands in two task definitions.
std::optional<Refusal> other_image(const Verdict& verdict, const std::string& name,
                                   const std::string& digest) {
  const auto& images = verdict.subject.images;
  const auto found = std::find_if(images.begin(), images.end(),
                                  [&](const ImageUse& each) { return each.name == name; });
  if (found == images.end())
    return refusal("image " + name + " was not tested, to be deployed is " + digest);
  for (const ImageUse& image : images) {
    if (image.name != name) continue;
    if (image.stand_in)
      return refusal("image " + name + " was tested as a stand-in (" + image.digest +
                     "), to be deployed is " + digest);
    if (image.digest != digest)
      return refusal("verdict is for image " + name + " " + image.digest + ", to be deployed is " +
                     digest);
  }
  return std::nullopt;
}

std::optional<Refusal> other_policy(const Verdict& verdict, const Wanted& wanted) {
  if (wanted.policy_sha256.empty() || verdict.policy_sha256 == wanted.policy_sha256)
    return std::nullopt;
  const auto [judged, asked] = distinct(verdict.policy_sha256, wanted.policy_sha256);
  return refusal("verdict was judged by policy " + (judged.empty() ? "\"\"" : judged) +
                 ", wanted is " + asked);
}

std::optional<Refusal> too_old(const Verdict& verdict, const Wanted& wanted) {
  const auto age = std::chrono::duration_cast<Milliseconds>(wanted.now - verdict.finished);
  if (wanted.max_age && age > *wanted.max_age)
    return refusal("the verdict is " + to_text(age) + " old, allowed are " +
                   to_text(*wanted.max_age));
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> refuse_unwanted(const Verdict& verdict, const Wanted& wanted,
                                       const std::string& results_sha256) {
  if (wanted.override) {
    if (auto no = wrong_override(*wanted.override, verdict, results_sha256, wanted.now)) return no;
    if (auto no = not_full(verdict)) return no;
  } else if (auto no = not_go(verdict)) {
    return no;
  }
  if (auto no = unbound(verdict, wanted.allowed_overrides)) return no;
  if (auto no = other_commit(verdict, wanted)) return no;
  for (const auto& [name, digest] : wanted.images)
    if (auto no = other_image(verdict, name, digest)) return no;
  if (auto no = other_policy(verdict, wanted)) return no;
  const auto own_age = std::chrono::duration_cast<Milliseconds>(verdict.expires - verdict.finished);
  if (auto no = wrong_time(verdict, wanted.now, own_age)) return no;
  return too_old(verdict, wanted);
}

}  // namespace gonogo

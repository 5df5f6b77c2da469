// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/gate/consistency.h"
#include "emulator/gate/gate.h"
#include "emulator/gate/refusal.h"

namespace gonogo {
namespace {

using Digests = std::vector<std::pair<std::string, std::string>>;

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
  if (!checkout.pipeline_commit.empty() && checkout.pipeline_commit != checkout.commit) {
    const auto [here, pipeline] = distinct(checkout.commit, checkout.pipeline_commit);
    return refusal("the pipeline is of " + pipeline + " (BITBUCKET_COMMIT), HEAD is " + here);
  }
  return std::nullopt;
}

std::optional<Refusal> dirty_here(const Checkout& checkout) {
  if (!checkout.dirty) return std::nullopt;
  const std::string files = join(checkout.dirty_files, ", ");
  return refusal("the tree is dirty: it differs from the commit that was tested" +
                 (files.empty() ? "" : ": " + files));
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

std::optional<Refusal> other_inputs(const Verdict& verdict, const Checkout& checkout) {
  const Subject& subject = verdict.subject;
  if (auto no = other_text("policy", verdict.policy_sha256, checkout.policy_sha256)) return no;
  if (auto no = other_text("scenarios", subject.scenarios_sha256, checkout.scenarios_sha256))
    return no;
  if (auto no =
          other_digests("task definition", subject.task_definitions, checkout.task_definitions))
    return no;
  return other_digests("input", subject.inputs, checkout.inputs);
}

std::optional<Refusal> other_part(const std::string& what, const std::string& tested,
                                  const std::string& here) {
  if (tested == here) return std::nullopt;
  const auto [left, right] = distinct(tested, here);
  return refusal("verdict is for " + what + " " + (left.empty() ? "(none)" : left) +
                 ", here it is " + (right.empty() ? "(none)" : right));
}

// A file that is not here was made by a `build:` in another step: the recipe that names the build,
// and the commit, are all that binds it then.
std::optional<Refusal> other_build(const Subject::Build& tested, const Subject::Build& here) {
  const std::string of = " of image " + tested.image;
  if (auto no = other_part("recipe" + of, tested.recipe, here.recipe)) return no;
  if (auto no = other_part("Dockerfile" + of, tested.dockerfile, here.dockerfile)) return no;
  if (auto no = other_part("build context" + of, tested.context, here.context)) return no;
  for (const auto& [path, digest] : here.files) {
    const auto found =
        std::find_if(tested.files.begin(), tested.files.end(),
                     [&, &name = path](const auto& each) { return each.first == name; });
    if (found == tested.files.end()) return refusal("file " + path + of + " was not tested");
    if (digest.empty()) continue;
    if (auto no = other_part("file " + path + of, found->second, digest)) return no;
  }
  return std::nullopt;
}

std::optional<Refusal> other_builds(const Verdict& verdict, const Checkout& checkout) {
  const auto& tested = verdict.subject.builds;
  if (tested.size() != checkout.builds.size())
    return refusal("verdict is for " + count_of(static_cast<long long>(tested.size()), "recipe") +
                   " of images, here there are " + std::to_string(checkout.builds.size()));
  for (size_t i = 0; i < tested.size(); ++i) {
    if (tested[i].image != checkout.builds[i].image)
      return refusal("verdict is for a recipe of image " + tested[i].image + ", here it is of " +
                     checkout.builds[i].image);
    if (auto no = other_build(tested[i], checkout.builds[i])) return no;
  }
  return std::nullopt;
}

// What was built for the test alone is never what lies ready to be deployed.
std::optional<Refusal> not_prebuilt(const Verdict& verdict, const Checkout& checkout) {
  if (!checkout.images_prebuilt) return std::nullopt;
  for (const ImageUse& image : verdict.subject.images)
    if (image.stand_in)
      return refusal("image " + image.name +
                     " was tested as a stand-in; gate.images: prebuilt deploys the image itself");
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> refuse(const Verdict& verdict, const RunResult& results,
                              const Checkout& checkout, const Policy& policy) {
  if (auto no = not_go(verdict)) return no;
  return refuse_even_overridden(verdict, results, checkout, policy);
}

std::optional<Refusal> refuse_even_overridden(const Verdict& verdict, const RunResult& results,
                                              const Checkout& checkout, const Policy& policy) {
  if (auto no = not_full(verdict)) return no;
  if (auto no = other_commit(verdict, checkout)) return no;
  if (auto no = unbound(verdict, policy.allowed_overrides)) return no;
  if (auto no = dirty_here(checkout)) return no;
  if (auto no = other_inputs(verdict, checkout)) return no;
  if (auto no = other_builds(verdict, checkout)) return no;
  if (auto no = not_prebuilt(verdict, checkout)) return no;
  if (auto no = wrong_time(verdict, checkout.now, policy.max_age)) return no;
  if (const std::string difference =
          first_difference(verdict, judge(results, policy), "recomputed");
      !difference.empty())
    return refusal("results.json and the policy give another verdict: " + difference);
  return std::nullopt;
}

}  // namespace gonogo

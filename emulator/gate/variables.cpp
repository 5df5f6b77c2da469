// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/variables.h"

#include <algorithm>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

// Stand-ins and the services' own servers are not deployed.
bool is_deployed(const ImageUse& image, const Subject& subject) {
  const auto is_its = [&](const Subject::Service& each) { return each.name == image.name; };
  return !image.stand_in && std::none_of(subject.services.begin(), subject.services.end(), is_its);
}

// "NAME@DIGEST NAME@DIGEST": what `verdict verify --image` takes, one a word.
std::string images_text(const Subject& subject) {
  std::vector<std::string> words;
  for (const ImageUse& image : subject.images)
    if (is_deployed(image, subject)) words.push_back(image.name + "@" + image.digest);
  return join(words, " ");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> deployment_variables(const Verdict& verdict,
                                                                      const Handover& handover) {
  const Subject& subject = verdict.subject;
  std::vector<std::pair<std::string, std::string>> all{
      {"GONOGO_PROJECT", verdict.project},
      {"GONOGO_REPOSITORY", handover.repository},
      {"GONOGO_COMMIT", subject.commit},
      {"GONOGO_BRANCH", handover.branch},
      {"GONOGO_TAG", handover.tag},
      {"GONOGO_TERRAFORM_COMMIT", subject.terraform ? subject.terraform->commit : ""},
      {"GONOGO_IMAGES", images_text(subject)},
      {"GONOGO_POLICY_SHA256", verdict.policy_sha256},
      {"GONOGO_VERDICT_SHA256", handover.verdict_sha256},
      {"GONOGO_VERDICT_EXPIRES", to_rfc3339(verdict.expires)},
      {"GONOGO_VERDICT_DSSE", handover.envelope},
      {"GONOGO_OVERRIDE_DSSE", handover.override_envelope}};
  std::erase_if(all, [](const auto& each) { return each.second.empty(); });
  return all;
}

}  // namespace gonogo

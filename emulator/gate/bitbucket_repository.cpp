// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/bitbucket_repository.h"

#include "emulator/base/text.h"
#include "emulator/io/git.h"

namespace gonogo {

std::string repository_of_url(std::string_view url) {
  const size_t scheme = url.find("://");
  const bool short_form = scheme == std::string_view::npos;
  if (!short_form) url.remove_prefix(scheme + 3);
  const size_t end = url.find(short_form ? ':' : '/');
  if (end == std::string_view::npos) return "";
  std::string_view host = url.substr(0, end);
  if (const size_t user = host.rfind('@'); user != std::string_view::npos)
    host.remove_prefix(user + 1);
  if (to_lower(host) != "bitbucket.org") return "";
  std::string path(url.substr(end + 1));
  while (path.ends_with('/')) path.pop_back();
  if (path.ends_with(".git")) path.resize(path.size() - 4);
  const auto parts = split(path, '/');
  return parts.size() == 2 && !parts[0].empty() && !parts[1].empty() ? path : "";
}

std::string bitbucket_repository(const Path& folder, const World& world) {
  const std::string name = repository_of_url(origin_url(folder));
  return name.empty() ? world.variable("BITBUCKET_REPO_FULL_NAME") : name;
}

}  // namespace gonogo

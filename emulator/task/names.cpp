// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/names.h"

#include <algorithm>
#include <cctype>

#include "emulator/base/text.h"

namespace gonogo {

bool is_ecs_name(std::string_view name) {
  const auto allowed = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= 255 && std::all_of(name.begin(), name.end(), allowed);
}

bool is_arn(std::string_view text) {
  const auto parts = split(text, ':');
  return parts.size() >= 6 && parts[0] == "arn" && !parts[1].empty() && !parts[2].empty() &&
         !parts[5].empty();
}

bool is_role(std::string_view text) {
  if (text.find(':') == std::string_view::npos) return text.find(' ') == std::string_view::npos;
  const auto parts = split(text, ':');
  return is_arn(text) && parts[2] == "iam" && parts[5].starts_with("role/") &&
         parts[5].size() > std::string_view("role/").size();
}

bool is_ecr_image(std::string_view image) {
  const std::string host(image.substr(0, image.find('/')));
  return glob_matches("*.dkr.ecr.*.amazonaws.com", host) ||
         glob_matches("*.dkr.ecr.*.amazonaws.com.cn", host) ||
         glob_matches("*.dkr.ecr-fips.*.amazonaws.com", host);
}

}  // namespace gonogo

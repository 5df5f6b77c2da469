// SPDX-License-Identifier: Apache-2.0
// The list of containers and what each of them must have.
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/task/names.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

void container_definitions_empty(const RegisterRequest& request, Objections& objections) {
  const Value* list = request.find("containerDefinitions");
  if (list == nullptr || (list->is_array() && list->items().empty()))
    objections.aws("/containerDefinitions", "Container list cannot be empty");
}

// Source of the sentence: aws/amazon-ecs-cli issue 184.
void too_many_containers(const RegisterRequest& request, Objections& objections) {
  if (request.containers.size() > 10)
    objections.aws("/containerDefinitions", "Too many containers.",
                   std::to_string(request.containers.size()) + " of at most 10");
}

void essential_container(const RegisterRequest& request, Objections& objections) {
  const auto& containers = request.containers;
  if (!containers.empty() &&
      std::none_of(containers.begin(), containers.end(), [](const auto& c) { return c.essential; }))
    objections.aws("/containerDefinitions", "Task definition doesn't have any essential container");
}

// Source of the sentence: metaps/genova issue 291, Shippable/support issue 2946.
void duplicate_container_names(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    if (!container.name.empty() && request.container(container.name) != &container)
      objections.aws(container.pointer + "/name",
                     "Container names must be unique within a Task Definition.",
                     "\"" + container.name + "\" is there twice");
}

// Source of the sentences: hashicorp/terraform issue 2888, ansible/ansible issue 22860.
void container_name(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    if (!container.value->is_object()) continue;
    if (container.name.empty()) {
      objections.aws(container.pointer + "/name", "Container.name should not be null or empty.");
    } else if (container.name.size() > 255) {
      objections.own(container.pointer + "/name", "a container's name has at most 255 characters");
    } else if (!is_ecs_name(container.name)) {
      objections.aws(container.pointer + "/name", "Container.name contains invalid characters.",
                     "letters, digits, hyphens and underscores");
    }
  }
}

void container_image(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    if (container.value->is_object() && container.text("image").empty())
      objections.aws(container.pointer + "/image", "Container.image should not be null or empty.");
}

void image_reference(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const std::string& image = container.text("image");
    const size_t at = image.find("@sha256:");
    const std::string digest = at == std::string::npos ? "" : image.substr(at + 8);
    const bool hex = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (at != std::string::npos && (digest.size() != 64 || !hex))
      objections.own(container.pointer + "/image", "after \"@sha256:\" come 64 hex digits");
    if (at == std::string::npos && image.size() > 255)
      objections.own(container.pointer + "/image", "an image has at most 255 characters");
    if (image.find_first_of(" \t\n") != std::string::npos)
      objections.own(container.pointer + "/image", "an image has no white space");
  }
}

/// What stands between an image's registry and its tag or digest.
std::string repository_of(const std::string& image) {
  const size_t slash = image.find('/');
  const bool registry =
      slash != std::string::npos && image.substr(0, slash).find_first_of(".:") != std::string::npos;
  const std::string rest = registry ? image.substr(slash + 1) : image;
  return rest.substr(0, rest.find_first_of(":@"));
}

// Source: the OCI distribution specification, pulling manifests: a repository's name is in lower
// case. It registers, but the task can't start.
void image_not_pullable(const RegisterRequest& request, Objections& objections) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:@";
  for (const RegisterContainer& container : request.containers) {
    const std::string& image = container.text("image");
    if (image.find_first_of(" \t\n") != std::string::npos) continue;  // told by image-reference
    const std::string name = repository_of(image);
    if (image.find_first_not_of(letters) != std::string::npos || name != to_lower(name))
      objections.own(container.pointer + "/image",
                     "no registry can have an image of this name: CannotPullContainerError",
                     "lower-case letters, digits and . _ - / before the tag");
  }
}

// Source: moby, volume/mounts/parser and daemon/container: both must be absolute. It registers, but
// the container can't start.
void path_not_absolute(const RegisterRequest& request, Objections& objections) {
  const auto object = [&](const std::string& pointer, const std::string& path) {
    if (!path.empty() && path.front() != '/' && !request.windows())
      objections.own(pointer, "\"" + path + "\" is not absolute: CannotCreateContainerError");
  };
  for (const RegisterContainer& container : request.containers) {
    object(container.pointer + "/workingDirectory", container.text("workingDirectory"));
    const auto& mounts = container.list("mountPoints");
    for (size_t i = 0; i < mounts.size(); ++i)
      object(container.pointer + "/mountPoints/" + std::to_string(i) + "/containerPath",
             text_in(mounts[i], "containerPath"));
  }
}

// The list replaces the image's own entrypoint: the container then starts a program without a name.
void entry_point_blank(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& words = container.list("entryPoint");
    if (!words.empty() && words.front().is_text() && words.front().as_text().empty())
      objections.own(container.pointer + "/entryPoint/0",
                     "an entryPoint that begins with an empty text cannot be executed",
                     "leave entryPoint out to keep the image's own");
  }
}

constexpr TaskRule rules[] = {
    {"container-definitions-empty", container_definitions_empty},
    {"too-many-containers", too_many_containers},
    {"essential-container", essential_container},
    {"duplicate-container-names", duplicate_container_names},
    {"container-name", container_name},
    {"container-image", container_image},
    {"image-reference", image_reference},
    {"image-not-pullable", image_not_pullable, RuleScope::always, Finding::Level::warning},
    {"path-not-absolute", path_not_absolute, RuleScope::always, Finding::Level::warning},
    {"entry-point-blank", entry_point_blank, RuleScope::always, Finding::Level::warning},
};

}  // namespace

std::span<const TaskRule> container_rules() { return rules; }

}  // namespace gonogo

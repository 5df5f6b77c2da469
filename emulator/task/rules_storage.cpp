// SPDX-License-Identifier: Apache-2.0
// Volumes and where they are mounted.
#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/task/names.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

template <typename Visit>
void for_each_volume(const RegisterRequest& request, Visit visit) {
  const auto& volumes = request.list("volumes");
  for (size_t i = 0; i < volumes.size(); ++i) visit(volumes[i], "/volumes/" + std::to_string(i));
}

template <typename Visit>
void for_each_efs(const RegisterRequest& request, Visit visit) {
  for_each_volume(request, [&](const Value& volume, const std::string& place) {
    if (const Value* efs = present(volume, "efsVolumeConfiguration"))
      visit(*efs, place + "/efsVolumeConfiguration");
  });
}

// Source of the sentence: aws/amazon-ecs-cli issue 277.
void volume_name(const RegisterRequest& request, Objections& objections) {
  std::set<std::string> seen;
  for_each_volume(request, [&](const Value& volume, const std::string& place) {
    const std::string& name = text_in(volume, "name");
    if (!volume.is_object()) return;
    if (name.empty() || name.size() > 255) {
      objections.own(place + "/name", "a volume's name has 1 to 255 characters");
    } else if (!is_ecs_name(name)) {
      objections.aws(place + "/name", "volume.name contains invalid characters.",
                     "letters, digits, hyphens and underscores");
    } else if (!seen.insert(name).second) {
      objections.own(place + "/name", "there are two volumes named \"" + name + "\"");
    }
  });
}

void volume_unknown(const RegisterRequest& request, Objections& objections) {
  if (request.bare_list) return;
  std::vector<std::string> names;
  for (const Value& volume : request.list("volumes")) names.push_back(text_in(volume, "name"));
  for (const RegisterContainer& container : request.containers) {
    const auto& mounts = container.list("mountPoints");
    for (size_t i = 0; i < mounts.size(); ++i) {
      const std::string& name = text_in(mounts[i], "sourceVolume");
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
        objections.aws(
            container.pointer + "/mountPoints/" + std::to_string(i) + "/sourceVolume",
            "Unknown volume '" + name + "'.",
            names.empty() ? "the definition has no volumes" : "volumes: " + join(names, ", "));
    }
  }
}

void mount_path(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    std::set<std::string> seen;
    const auto& mounts = container.list("mountPoints");
    for (size_t i = 0; i < mounts.size(); ++i) {
      const std::string place = container.pointer + "/mountPoints/" + std::to_string(i);
      const std::string& path = text_in(mounts[i], "containerPath");
      if (mounts[i].is_object() && path.empty())
        objections.own(place + "/containerPath", "a mount point needs a containerPath");
      if (!path.empty() && !seen.insert(path).second)
        objections.own(place + "/containerPath", "\"" + path + "\" is a mount point twice");
    }
  }
}

void fargate_host_source_path(const RegisterRequest& request, Objections& objections) {
  for_each_volume(request, [&](const Value& volume, const std::string& place) {
    const Value* host = present(volume, "host");
    if (host != nullptr && !text_in(*host, "sourcePath").empty())
      objections.aws(place + "/host/sourcePath",
                     "Fargate compatible task definitions do not support sourcePath");
  });
}

void fargate_docker_volume(const RegisterRequest& request, Objections& objections) {
  for_each_volume(request, [&](const Value& volume, const std::string& place) {
    if (present(volume, "dockerVolumeConfiguration") != nullptr)
      objections.aws(
          place + "/dockerVolumeConfiguration",
          "Fargate compatible task definitions do not support dockerVolumeConfiguration");
  });
}

void fargate_fsx_volume(const RegisterRequest& request, Objections& objections) {
  for_each_volume(request, [&](const Value& volume, const std::string& place) {
    if (present(volume, "fsxWindowsFileServerVolumeConfiguration") != nullptr)
      objections.own(place + "/fsxWindowsFileServerVolumeConfiguration",
                     "Fargate compatible task definitions do not support "
                     "fsxWindowsFileServerVolumeConfiguration");
  });
}

void volume_single_kind(const RegisterRequest& request, Objections& objections) {
  for_each_volume(request, [&](const Value& volume, const std::string& place) {
    std::vector<std::string> kinds;
    for (const std::string key :
         {"dockerVolumeConfiguration", "efsVolumeConfiguration", "s3filesVolumeConfiguration",
          "fsxWindowsFileServerVolumeConfiguration"})
      if (present(volume, key) != nullptr) kinds.push_back(key);
    if (flag_in(volume, "configuredAtLaunch")) kinds.push_back("configuredAtLaunch");
    if (kinds.size() > 1)
      objections.own(place, "a volume is one of " + join(kinds, ", ") + ", not several");
  });
}

void volume_configured_at_launch(const RegisterRequest& request, Objections& objections) {
  bool seen = false;
  for_each_volume(request, [&](const Value& volume, const std::string& place) {
    if (!flag_in(volume, "configuredAtLaunch")) return;
    if (seen)
      objections.own(place + "/configuredAtLaunch",
                     "only one volume of a task can be configured at launch");
    seen = true;
  });
}

// Source: the case where such a volume is refused when nobody mounts it.
void volume_configured_at_launch_unmounted(const RegisterRequest& request, Objections& objections) {
  for_each_volume(request, [&](const Value& volume, const std::string& place) {
    if (!flag_in(volume, "configuredAtLaunch")) return;
    const std::string& name = text_in(volume, "name");
    for (const RegisterContainer& container : request.containers)
      for (const Value& mount : container.list("mountPoints"))
        if (text_in(mount, "sourceVolume") == name) return;
    objections.own(
        place, "the volume \"" + name + "\" is configured at launch, but no container mounts it");
  });
}

bool encrypted(const Value& efs) { return text_in(efs, "transitEncryption") == "ENABLED"; }

void efs_iam_without_transit_encryption(const RegisterRequest& request, Objections& objections) {
  for_each_efs(request, [&](const Value& efs, const std::string& place) {
    const Value* authorization = present(efs, "authorizationConfig");
    if (authorization != nullptr && text_in(*authorization, "iam") == "ENABLED" && !encrypted(efs))
      objections.aws(place + "/authorizationConfig/iam",
                     "EFS IAM authorization requires TransitEncryption to be enabled");
  });
}

void efs_access_point_with_root_directory(const RegisterRequest& request, Objections& objections) {
  for_each_efs(request, [&](const Value& efs, const std::string& place) {
    const Value* authorization = present(efs, "authorizationConfig");
    const std::string& root = text_in(efs, "rootDirectory");
    if (authorization != nullptr && !text_in(*authorization, "accessPointId").empty() &&
        !root.empty() && root != "/")
      objections.aws(place + "/rootDirectory",
                     "When using an EFS access point, the root directory must either be set to "
                     "\"/\" or be omitted.");
  });
}

void efs_access_point_without_transit_encryption(const RegisterRequest& request,
                                                 Objections& objections) {
  for_each_efs(request, [&](const Value& efs, const std::string& place) {
    const Value* authorization = present(efs, "authorizationConfig");
    if (authorization != nullptr && !text_in(*authorization, "accessPointId").empty() &&
        !encrypted(efs))
      objections.own(place + "/authorizationConfig/accessPointId",
                     "an EFS access point requires TransitEncryption to be enabled",
                     "add \"transitEncryption\": \"ENABLED\"");
  });
}

void efs_transit_encryption_port_without_encryption(const RegisterRequest& request,
                                                    Objections& objections) {
  for_each_efs(request, [&](const Value& efs, const std::string& place) {
    if (present(efs, "transitEncryptionPort") != nullptr && !encrypted(efs))
      objections.aws(place + "/transitEncryptionPort",
                     "TransitEncryptionPort requires that TransitEncryption is enabled.");
  });
}

void efs_transit_encryption_port_range(const RegisterRequest& request, Objections& objections) {
  for_each_efs(request, [&](const Value& efs, const std::string& place) {
    const auto port = integer_in(efs, "transitEncryptionPort");
    if (port && (*port < 0 || *port > 65535))
      objections.own(place + "/transitEncryptionPort",
                     "transitEncryptionPort must be a port, but is " + std::to_string(*port));
  });
}

constexpr TaskRule storage_table[] = {
    {"volume-name", volume_name},
    {"volume-unknown", volume_unknown},
    {"mount-path", mount_path},
    {"fargate-host-source-path", fargate_host_source_path, RuleScope::on_fargate},
    {"fargate-docker-volume", fargate_docker_volume, RuleScope::on_fargate},
    {"fargate-fsx-volume", fargate_fsx_volume, RuleScope::on_fargate},
    {"volume-single-kind", volume_single_kind},
    {"volume-configured-at-launch", volume_configured_at_launch},
    {"volume-configured-at-launch-unmounted", volume_configured_at_launch_unmounted},
    {"efs-iam-without-transit-encryption", efs_iam_without_transit_encryption},
    {"efs-access-point-with-root-directory", efs_access_point_with_root_directory},
    {"efs-access-point-without-transit-encryption", efs_access_point_without_transit_encryption},
    {"efs-transit-encryption-port-without-encryption",
     efs_transit_encryption_port_without_encryption},
    {"efs-transit-encryption-port-range", efs_transit_encryption_port_range},
};

}  // namespace

std::span<const TaskRule> storage_rules() { return storage_table; }

}  // namespace gonogo

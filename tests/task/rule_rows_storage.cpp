// SPDX-License-Identifier: Apache-2.0
#include "tests/task/rule_rows.h"

namespace gonogo::test {
namespace {

// clang-format off
constexpr RuleRow storage_table[] = {
    {"volume-name", R"({"volumes":[{"name":"my data"}]})", R"({"volumes":[{"name":"my_data-1"}]})", "/volumes/0/name", "volume.name contains invalid characters."},
    {"volume-name", R"({"volumes":[{"name":"a"},{"name":"a"}]})", R"({"volumes":[{"name":"a"},{"name":"b"}]})", "/volumes/1/name", "there are two volumes named \"a\""},
    {"volume-unknown", R"({"volumes":[{"name":"a"}],"c":{"mountPoints":[{"sourceVolume":"b","containerPath":"/b"}]}})", R"({"volumes":[{"name":"a"}],"c":{"mountPoints":[{"sourceVolume":"a","containerPath":"/b"}]}})",
     "/containerDefinitions/0/mountPoints/0/sourceVolume", "Unknown volume 'b'."},
    {"mount-path", R"({"volumes":[{"name":"a"}],"c":{"mountPoints":[{"sourceVolume":"a"}]}})", R"({"volumes":[{"name":"a"}],"c":{"mountPoints":[{"sourceVolume":"a","containerPath":"/a"}]}})",
     "/containerDefinitions/0/mountPoints/0/containerPath", "a mount point needs a containerPath"},
    {"mount-path", R"({"volumes":[{"name":"a"}],"c":{"mountPoints":[{"sourceVolume":"a","containerPath":"/a"},{"sourceVolume":"a","containerPath":"/a"}]}})",
     R"({"volumes":[{"name":"a"}],"c":{"mountPoints":[{"sourceVolume":"a","containerPath":"/a"},{"sourceVolume":"a","containerPath":"/b"}]}})",
     "/containerDefinitions/0/mountPoints/1/containerPath", "\"/a\" is a mount point twice"},
    {"fargate-host-source-path", R"({"volumes":[{"name":"a","host":{"sourcePath":"/data"}}]})", R"({"volumes":[{"name":"a","host":{}}]})", "/volumes/0/host/sourcePath",
     "Fargate compatible task definitions do not support sourcePath"},
    {"fargate-docker-volume", R"({"volumes":[{"name":"a","dockerVolumeConfiguration":{"scope":"task"}}]})", R"({"volumes":[{"name":"a","dockerVolumeConfiguration":null}]})", "/volumes/0/dockerVolumeConfiguration",
     "Fargate compatible task definitions do not support dockerVolumeConfiguration"},
    {"fargate-fsx-volume", R"({"volumes":[{"name":"a","fsxWindowsFileServerVolumeConfiguration":{"fileSystemId":"f","rootDirectory":"/","authorizationConfig":{"credentialsParameter":"c","domain":"d"}}}]})", "{}",
     "/volumes/0/fsxWindowsFileServerVolumeConfiguration", "Fargate compatible task definitions do not support fsxWindowsFileServerVolumeConfiguration"},
    {"volume-single-kind", R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1"},"configuredAtLaunch":true}],"c":{"mountPoints":[{"sourceVolume":"a","containerPath":"/a"}]}})",
     R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1"},"configuredAtLaunch":false}]})", "/volumes/0", "a volume is one of efsVolumeConfiguration, configuredAtLaunch, not several"},
    {"volume-configured-at-launch", R"({"volumes":[{"name":"a","configuredAtLaunch":true},{"name":"b","configuredAtLaunch":true}],"c":{"mountPoints":[{"sourceVolume":"a","containerPath":"/a"},{"sourceVolume":"b","containerPath":"/b"}]}})",
     R"({"volumes":[{"name":"a","configuredAtLaunch":true}],"c":{"mountPoints":[{"sourceVolume":"a","containerPath":"/a"}]}})", "/volumes/1/configuredAtLaunch", "only one volume of a task can be configured at launch"},
    {"volume-configured-at-launch-unmounted", R"({"volumes":[{"name":"a","configuredAtLaunch":true}]})",
     R"({"volumes":[{"name":"a","configuredAtLaunch":true}],"c":{"mountPoints":[{"sourceVolume":"a","containerPath":"/a"}]}})", "/volumes/0", "the volume \"a\" is configured at launch, but no container mounts it"},
    {"efs-iam-without-transit-encryption", R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","authorizationConfig":{"iam":"ENABLED"}}}]})",
     R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","transitEncryption":"ENABLED","authorizationConfig":{"iam":"ENABLED"}}}]})",
     "/volumes/0/efsVolumeConfiguration/authorizationConfig/iam", "EFS IAM authorization requires TransitEncryption to be enabled"},
    {"efs-access-point-with-root-directory", R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","rootDirectory":"/x","transitEncryption":"ENABLED","authorizationConfig":{"accessPointId":"fsap-1"}}}]})",
     R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","rootDirectory":"/","transitEncryption":"ENABLED","authorizationConfig":{"accessPointId":"fsap-1"}}}]})",
     "/volumes/0/efsVolumeConfiguration/rootDirectory", "When using an EFS access point, the root directory must either be set to \"/\" or be omitted."},
    {"efs-access-point-without-transit-encryption", R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","authorizationConfig":{"accessPointId":"fsap-1"}}}]})",
     R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","transitEncryption":"ENABLED","authorizationConfig":{"accessPointId":"fsap-1"}}}]})",
     "/volumes/0/efsVolumeConfiguration/authorizationConfig/accessPointId", "an EFS access point requires TransitEncryption to be enabled"},
    {"efs-transit-encryption-port-without-encryption", R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","transitEncryptionPort":2049}}]})",
     R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","transitEncryption":"ENABLED","transitEncryptionPort":2049}}]})",
     "/volumes/0/efsVolumeConfiguration/transitEncryptionPort", "TransitEncryptionPort requires that TransitEncryption is enabled."},
    {"efs-transit-encryption-port-range", R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","transitEncryption":"ENABLED","transitEncryptionPort":65536}}]})",
     R"({"volumes":[{"name":"a","efsVolumeConfiguration":{"fileSystemId":"fs-1","transitEncryption":"ENABLED","transitEncryptionPort":65535}}]})",
     "/volumes/0/efsVolumeConfiguration/transitEncryptionPort", "transitEncryptionPort must be a port, but is 65536"},
};
// clang-format on

}  // namespace

std::span<const RuleRow> storage_rows() { return storage_table; }

}  // namespace gonogo::test

// SPDX-License-Identifier: Apache-2.0
#include "emulator/verdict/verdict.h"

namespace gonogo {

const std::vector<ApproximationKind>& approximation_kinds() {
  static const std::vector<ApproximationKind> kinds{
      {"stand-in-image", true, "an image is made from a recipe, not pulled from its registry"},
      {"engine-version", true, "a server runs in another series than production's"},
      {"eager-health", true, "health commands are also tried while a container starts"},
      {"durability-off", true, "MySQL syncs nothing, and runs without binary log and TLS"},
      {"logs-local", true, "log drivers write to files"},
      {"credentials-local", true,
       "the credentials of the task role are made up, AWS would refuse them"},
      {"cpu-shares", true, "cpu counts as shares between containers, not as a limit"},
      {"allowed-RULE", false, "a definition that AWS would reject was started: --allow RULE"},
      {"external-allowed", false, "something beyond the VPC was reachable"},
      {"time-scale", false, "the lifecycle's periods were shortened"},
      {"topology-localhost", false, "all tasks share one network namespace"},
      {"nofile-limit", false, "containers may open fewer files than on Fargate"},
      {"no-memory-limit", false, "memory limits are not enforced on this machine"},
      {"no-cpu-shares", false, "cpu is not shared out on this machine"},
      {"latency-unavailable", false, "a fault of the network could not be made"},
      {"seccomp-profile", false, "system calls are not filtered as by Docker's profile"},
      {"log-router-local", false, "a log router has nowhere to send to"},
      {"efs-state", false, "an EFS volume starts empty"},
      {"volume-state", false, "a volume of S3 Files or EBS is a folder that starts empty"},
      {"tmpfs", false, "linuxParameters.tmpfs mounts nothing"},
      {"terminal", false, "interactive and pseudoTerminal give no terminal"},
      {"app-mesh", false, "traffic is not led through the proxy of proxyConfiguration"},
      {"windows-platform", false, "the task is for Windows, Linux is run"},
      {"cpu-architecture", false, "the task is for another architecture than this machine's"},
      {"ephemeral-storage-size", false, "the task may write less than it asked for"},
      {"attach-process", false,
       "containers are processes of this machine: no image, user or limits of their own"},
      {"attach-network", false,
       "all tasks share this machine's network; nothing beyond it is refused"},
      {"attach-files", false, "what containers write to files stays for the next scenario"},
  };
  return kinds;
}

}  // namespace gonogo

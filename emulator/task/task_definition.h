// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/location.h"

namespace gonogo {

/// The four conditions of containerDefinitions[].dependsOn, and `create`, which ECS adds by itself
/// for volumesFrom: the other container has left the queue.
enum class DependencyCondition { start, complete, success, healthy, create };

struct Dependency {
  std::string container;
  DependencyCondition condition = DependencyCondition::start;
};

/// A task definition's own check; an image's HEALTHCHECK is ignored by ECS. Defaults are ECS's.
struct HealthCheck {
  std::vector<std::string> command;  ///< without the leading CMD or CMD-SHELL
  bool shell = false;                ///< CMD-SHELL: by the container's /bin/sh -c
  Milliseconds interval{30'000};
  Milliseconds timeout{5'000};
  int retries = 3;
  Milliseconds start_period{0};
};

struct RestartPolicy {
  bool enabled = false;
  std::vector<int> ignored_exit_codes{};
  Milliseconds attempt_period{300'000};
};

struct PortMapping {
  std::uint16_t container_port = 0;
  std::uint16_t host_port = 0;
  std::string protocol = "tcp";
  std::string name{};
};

struct Ulimit {
  std::string name;
  std::int64_t soft = 0;
  std::int64_t hard = 0;
};

struct MountPoint {
  std::string volume;
  std::string path;
  bool read_only = false;
};

struct LogConfiguration {
  std::string driver;
  std::map<std::string, std::string> options{};
};

/// `secrets`: the variable's name and where its value comes from (an ARN or a parameter's name).
struct SecretReference {
  std::string name;
  std::string value_from;
  Location where{};
};

struct ContainerDefinition {
  std::string name;
  std::string image;
  int cpu = 0;                              ///< units of 1/1024 vCPU; 0: not set
  std::optional<int> memory{};              ///< MiB, hard limit
  std::optional<int> memory_reservation{};  ///< MiB
  bool essential = true;
  std::optional<std::vector<std::string>> entry_point{};
  std::optional<std::vector<std::string>> command{};
  std::vector<std::pair<std::string, std::string>> environment{};
  std::vector<std::string> environment_files{};  ///< ARNs
  std::vector<SecretReference> secrets{};
  std::vector<PortMapping> ports{};
  std::vector<MountPoint> mounts{};
  std::vector<std::pair<std::string, bool>> volumes_from{};  ///< container, read only
  std::vector<Dependency> depends_on{};
  std::optional<Milliseconds> start_timeout{};
  Milliseconds stop_timeout{30'000};
  RestartPolicy restart_policy{};
  std::optional<HealthCheck> health_check{};
  std::string user{};
  std::string working_directory{};
  bool read_only_root = false;
  std::vector<Ulimit> ulimits{};
  std::vector<std::string> capabilities_add{};
  std::vector<std::string> capabilities_drop{};
  bool init_process = false;
  std::vector<std::pair<std::string, std::string>> system_controls{};
  std::optional<LogConfiguration> log{};
  bool firelens_router = false;
  bool terminal = false;  ///< interactive or pseudoTerminal
  std::map<std::string, std::string> labels{};
  Location where{};
  Location memory_where{};  ///< of `memory`, else of the container: where a fix for OOM is made
};

struct TaskVolume {
  std::string name;
  bool efs = false;
};

/// A task definition as ECS means it on Fargate: defaults filled in, units converted.
struct TaskDefinition {
  std::string family;
  std::string file;    ///< as it was named
  std::string sha256;  ///< of the file's bytes
  int cpu = 0;         ///< units of 1/1024 vCPU
  int memory = 0;      ///< MiB
  std::string task_role{};
  std::string execution_role{};
  std::string cpu_architecture = "X86_64";
  std::string operating_system = "LINUX";
  bool shared_pid = false;  ///< pidMode task
  bool fault_injection = false;
  bool proxy = false;  ///< proxyConfiguration
  std::optional<int> ephemeral_storage_gib{};
  std::vector<ContainerDefinition> containers{};
  std::vector<TaskVolume> volumes{};
  std::vector<std::string> parameters{};  ///< that it uses: parity.h

  const ContainerDefinition* find(const std::string& container) const;
};

/// What an image says about how to run it: the part of the OCI image configuration that ECS uses.
struct ImageConfig {
  std::vector<std::string> entrypoint{};
  std::vector<std::string> command{};
  std::vector<std::string> environment{};  ///< NAME=value
  std::string user{};
  std::string working_directory{};
  std::string stop_signal{};  ///< "SIGTERM" when empty
  std::vector<std::string> volumes{};
};

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/secret.h"
#include "emulator/base/value.h"
#include "emulator/project/project.h"
#include "emulator/task/container_values.h"
#include "emulator/task/parity.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

/// A root file system as the image room hands it on: read-only folders, the topmost first, and how
/// the image wants to be run.
struct Root {
  std::vector<std::string> folders{};
  ImageConfig config{};
  std::string digest{};     ///< "sha256:…"
  bool stand_in = false;    ///< made from a recipe, not the registry's image
  std::vector<std::pair<std::string, std::string>> files{};  ///< engine attach: path here, inside
  std::vector<std::pair<std::string, std::string>> packages{};  ///< name, version
};

/// The image of a service as (engine, data): its root and, for MySQL, the folder with schema and seed.
struct ServiceRoot {
  Root root{};
  std::string version{};      ///< of the server that runs: "9.7.4"
  std::string data_folder{};  ///< "" without baked data
};

/// A folder or file that a container sees.
struct Mount {
  enum class Kind { bind, tmpfs };
  Kind kind = Kind::bind;
  std::string source{};  ///< on the host (bind)
  std::string target{};
  bool read_only = false;
  std::uint64_t size = 0;  ///< bytes (tmpfs)
};

/// A volume of a task as one of its containers sees it.
struct SharedVolume {
  std::string volume;
  std::string target;
  bool read_only = false;
  /// The image declares a VOLUME at exactly this place: its content and owner come first (AWS: bind
  /// mounts, "VOLUME"). As with Docker only into a volume that is still empty.
  bool copy_up = false;
  std::string keep{};  ///< a folder of the host that stays; "": one that ends with the environment
};

/// A place in the environment's network: an address and what its resolv.conf and hosts say.
struct NetworkSpec {
  std::string id;       ///< the task's or service's name
  std::string address;  ///< IPv4
  std::string hostname;
};

/// One container as an engine runs it: no policy left in it.
struct ContainerSpec {
  std::string id;       ///< "task/container", or a service's name
  std::string network;  ///< NetworkSpec::id; "" for the VPC's own (gateway and resolver)
  std::vector<std::string> root{};  ///< lower folders, the topmost first
  std::vector<std::string> argv{};
  std::vector<std::pair<std::string, Secret>> environment{};
  std::string working_directory = "/";
  std::string user = "0:0";  ///< name or number, with or without a group
  std::string hostname{};
  std::string pool{};           ///< containers of one pool share its limits: the task's name
  std::uint64_t pool_memory = 0;   ///< bytes; 0: no limit
  std::uint64_t pool_storage = 0;  ///< bytes written by all of them together; 0: no limit
  std::uint64_t memory = 0;        ///< bytes; 0: no limit of its own
  std::uint64_t memory_reservation = 0;  ///< bytes; 0: none. Docker's soft limit
  int cpu_shares = 0;              ///< units of 1/1024 vCPU; 0: not set
  std::vector<Ulimit> ulimits{};
  std::vector<std::string> capabilities{};  ///< CAP_…: the whole set
  bool read_only_root = false;
  bool init_process = false;
  std::vector<Mount> mounts{};
  std::vector<SharedVolume> shared_volumes{};  ///< per pool
  bool shared_pid = false;      ///< sees the processes of the whole pool
  bool filter_calls = false;    ///< Docker's default seccomp profile
  std::vector<std::pair<std::string, std::string>> system_controls{};  ///< "net.core.somaxconn" …
  bool notify = false;          ///< gives a socket at $NOTIFY_SOCKET and answers by Ready
  std::string stop_signal = "SIGTERM";
  std::string log_stream{};  ///< of awslogs: "GROUP/PREFIX/CONTAINER/TASK-ID"; "" for other drivers
};

/// How a service tells that it can be used.
struct Readiness {
  enum class Kind { notify, port };
  Kind kind = Kind::notify;
  std::uint16_t port = 0;
};

struct ServicePlan {
  std::string name;
  bool external = false;  ///< runs already (engine attach): no container is made for it
  ServiceEngine engine = ServiceEngine::container;
  std::string hostname;
  std::uint16_t port = 0;
  std::string version{};  ///< that runs
  std::string wanted{};   ///< that production has
  Readiness readiness{};
  ContainerSpec container{};
  std::string database{};
  std::string user{};
  Secret password{};
  std::string admin_user{};  ///< who empties and fills an external one
  Secret admin_password{};
};

struct TaskPlan {
  std::string name;
  TaskDefinition definition{};
  std::string task_id{};
  std::string hostname{};  ///< the name that people gave it
  std::string address{};
  std::uint16_t port = 0;  ///< of its URL; 0 when it has none
  bool exact_health = false;
  bool service = false;
  std::vector<ContainerSpec> containers{};  ///< in the order of the definition
  std::vector<std::pair<std::string, std::string>> images{};  ///< container → image reference
};

struct PublishedPort {
  std::uint16_t host = 0;  ///< 0: a free one
  std::string task;
  std::string address;
  std::uint16_t port = 0;
};

/// Something beyond the VPC whose calls are carried to an address that this machine can reach.
struct ExternalPlan {
  std::string name;          ///< its network's id, too
  std::uint16_t called = 0;  ///< port that is listened at in the VPC
  std::string host;
  std::uint16_t port = 0;
};

/// One line of the plan: what is done to what, and why.
struct PlanLine {
  std::string operation;  ///< "network", "container", "service", "name", "publish"
  std::string target;
  std::string cause;
};

/// Something that is not exactly as on Fargate. Ids: decisions.md and docs/fargate.md.
struct Approximation {
  std::string id;
  std::string text;
};

/// A parameter that this run's definitions use.
struct ParameterLine {
  std::string parameter;  ///< "containerDefinitions.healthCheck"
  ParityState state = ParityState::mirrored;
  std::string id{};    ///< of the approximation, or of what is not mirrored
  std::string text{};  ///< why
};

struct ImageUse {
  std::string name;  ///< reference as the definition has it, or the service's name
  std::string digest;
  bool stand_in = false;
};

/// All of what `up` does: pure data, printable, told to the supervisor as JSON.
struct EnvironmentPlan {
  std::string environment;
  std::string engine = "embedded";  ///< or "attach"
  std::string project;
  std::string region;
  double time_scale = 1;
  std::string vpc_cidr;
  std::string gateway;
  std::string resolver;
  std::vector<NetworkSpec> networks{};
  std::vector<std::pair<std::string, std::string>> names{};  ///< host name → address
  ContainerSpec resolver_container{};
  std::vector<ServicePlan> services{};
  std::vector<TaskPlan> tasks{};
  std::vector<PublishedPort> ports{};
  std::vector<ExternalPlan> externals{};
  std::vector<PlanLine> lines{};
  std::vector<Approximation> approximations{};
  std::vector<Approximation> not_mirrored{};
  int mirrored = 0;  ///< parameters of the definitions that behave as on Fargate
  std::vector<ParameterLine> parameters{};  ///< of all definitions of this run, each once
  std::vector<ImageUse> images{};

  const TaskPlan* find_task(const std::string& name) const;
  const ServicePlan* find_service(const std::string& name) const;
};

/// Everything that planning looks at. `roots` is keyed by image reference, `service_roots` by the
/// service's name; "resolver" is the resolver's.
struct PlanInputs {
  const Project& project;
  std::string environment;
  std::vector<std::pair<std::string, TaskDefinition>> definitions;  ///< task → definition
  const SecretStore& secrets;
  std::map<std::string, std::string> file_texts{};  ///< ARN → text of environmentFiles
  std::map<std::string, Root> roots{};
  std::map<std::string, ServiceRoot> service_roots{};
  double time_scale = 1;
  bool publish_anywhere = false;  ///< free host ports instead of the wanted ones
  std::int64_t open_files_limit = 65535;  ///< the host's hard limit
  bool limits_memory = true;  ///< whether this machine lets a task's memory be limited
  bool shares_cpu = true;     ///< and its CPU be shared out
  /// What a task may write at most, bytes: it is kept in memory.
  std::uint64_t storage_cap = std::uint64_t{4} << 30U;
  bool attach = false;  ///< no containers: processes of this machine, services that run already
  std::map<std::string, std::string> variables{};  ///< this process' own; read by attach only
};

/// The plan, pure: the same inputs give the same plan. Every secret met goes into `redactor`.
Result<EnvironmentPlan> make_plan(const PlanInputs& inputs, Redactor& redactor);

/// The plan as people read it: `gonogo plan`; with `verbose` each parameter and how it is mirrored.
std::string to_text(const EnvironmentPlan& plan, bool verbose = false);

/// To the supervisor and back, secrets included: only ever through a sealed memory file.
Value to_value(const EnvironmentPlan& plan);
Result<EnvironmentPlan> plan_of_value(const Value& value);

/// The same without any secret, for people and reports.
Value to_public_value(const EnvironmentPlan& plan);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/finding.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/project/policy.h"
#include "emulator/project/trigger.h"

namespace gonogo {

/// How a container runs where none can be made (engine attach): as a process of this machine.
struct AttachContainer {
  std::vector<std::string> command{};  ///< else what the recipe of its image says
  std::string workdir{};               ///< relative to the project's folder, which is the default
  std::map<std::string, std::string> environment{};
  std::optional<std::uint16_t> port{};  ///< where it listens, instead of its first containerPort
  std::vector<std::string> build{};     ///< run before each `run`: makes the program
  Location where{};
};

/// How one task of the project is run.
struct TaskEntry {
  std::string name;
  std::string definition;                            ///< path, relative to the project's folder
  std::map<std::string, std::string> environment{};  ///< for every container; as containerOverrides
  bool exact_health = false;  ///< follows Fargate's interval; else also tried at once (eager)
  bool service = false;       ///< run as by a service
  std::string hostname;       ///< default: its name
  std::optional<std::uint16_t> port{};
  /// host port → container port, on 127.0.0.1
  std::vector<std::pair<std::uint16_t, std::uint16_t>> publish{};
  std::map<std::string, AttachContainer> attach{};  ///< by container
  Location where{};
};

enum class ServiceEngine { mysql, mariadb, redis, container };

/// A password as a file names it: text, a key of the secrets file, or a variable of ours.
struct PasswordSource {
  std::string text{};
  std::string secret{};
  std::string variable{};
};

/// Where a service runs already (engine attach), and as whom it may be emptied and filled.
struct AttachService {
  std::string host = "127.0.0.1";
  std::optional<std::uint16_t> port{};  ///< default: the engine's own
  std::string user{};                   ///< default: the service's user and password
  std::optional<PasswordSource> password{};
};

/// Something that tasks reach over the VPC and that is no task.
struct ServiceEntry {
  std::string name;
  ServiceEngine engine = ServiceEngine::container;
  std::string version{};  ///< production's series: "8.4", "7"
  std::string hostname;
  std::string database{};
  std::string user{};
  std::string password_secret{};  ///< key of the secrets file; else `password`
  std::string password{};
  std::vector<std::string> schema{};  ///< paths of SQL scripts, in order
  std::vector<std::string> seed{};
  std::string image{};  ///< of engine container
  std::optional<std::uint16_t> ready_port{};
  AttachService attach{};
  Location where{};
};

/// What stands in for a registry's image: built from Debian packages and files.
struct ImageRecipe {
  std::string match;   ///< glob over the reference as written, then normalised
  std::string debian;  ///< suite: bookworm, sid
  std::vector<std::string> packages{};
  std::vector<std::pair<std::string, std::string>> files{};  ///< path here → absolute path inside
  std::vector<std::string> build{};  ///< run before each `run`: makes the files
  std::string
      dockerfile{};  ///< from which the image that is deployed is built; only its digest counts
  std::string context{};  ///< that build's folder; default: the Dockerfile's own
  std::vector<std::string> entrypoint{};
  std::vector<std::string> command{};
  std::string user{};
  std::string working_directory{};
  std::string stop_signal{};
  std::vector<std::string> environment{};
  Location where{};
};

/// A value that differs from what the file says by default: by `--set` or a variable.
struct ProjectOverride {
  std::string name;
  std::string value;
};

/// Where Terraform says what really is: a state (`terraform state pull`) or a plan
/// (`terraform show -json`).
struct TerraformEntry {
  std::string file{};  ///< path; "" when the project names none
  bool is_plan = false;
  std::string commit{};  ///< of Terraform's repository; default: that of the file's own checkout
};

/// Something beyond the VPC that the product calls by name.
struct ExternalEntry {
  std::string name;
  std::string host{};  ///< who answers in its place, seen from this machine; "" when nobody does
  std::uint16_t port = 0;    ///< of `host`
  std::uint16_t called = 0;  ///< that the product calls
  std::string allowed{};     ///< why it need not be there
};

/// gonogo.yaml, read and interpolated. Paths are relative to `folder`.
struct Project {
  std::string file;
  std::string folder;  ///< absolute
  std::string name;
  std::string region = "eu-west-1";
  std::vector<TaskEntry> tasks{};
  bool localhost_topology = false;
  std::string vpc_cidr = "198.18.0.0/16";
  std::map<std::string, std::string> files{};  ///< ARN of an environment file → path
  std::vector<ExternalEntry> externals{};
  std::map<std::string, std::string> kept_volumes{};  ///< EFS volume → folder that stays
  std::vector<ServiceEntry> services{};
  std::vector<ImageRecipe> images{};
  std::string secrets{};  ///< path; "" when there is none
  std::vector<std::string> scenarios{};
  std::map<std::string, Value> vars{};
  Policy policy{};
  TerraformEntry terraform{};
  std::string policy_file{};  ///< path, where the policy is not written in gonogo.yaml itself
  bool images_prebuilt = false;
  std::vector<std::string> gate_keys{};  ///< paths of public keys: the gate takes nothing unsigned
  std::vector<Trigger> triggers{};
  std::vector<ProjectOverride> overrides{};
  std::string sha256{};  ///< of the file's bytes

  const ServiceEntry* find_service(const std::string& service) const;
  const TaskEntry* find_task(const std::string& task) const;
  std::string path(const std::string& relative) const;  ///< below `folder`
};

struct ProjectReading {
  std::optional<Project> project{};
  Findings findings{};
};

/// Reads gonogo.yaml. `${env.NAME:-default}` is taken from `environment`, `${NAME}` from `settings`
/// (`--set`); both are recorded as overrides where they change the text. `folder` is the absolute
/// folder of the file.
ProjectReading read_project(std::string_view text, const std::string& file,
                            const std::string& folder,
                            const std::map<std::string, std::string>& environment,
                            const std::map<std::string, std::string>& settings);

/// The nearest gonogo.yaml at or above a folder: the path, or an Error `no-project`.
Result<std::string> find_project(const std::string& folder);

}  // namespace gonogo

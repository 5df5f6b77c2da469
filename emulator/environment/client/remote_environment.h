// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/environment/client/control_client.h"
#include "emulator/environment/client/environment.h"

namespace gonogo {

TimelineEntry timeline_entry_of(const Value& value);
/// The loss in a state message, if it has one.
std::optional<Loss> loss_of(const Value& state);

/// An environment reached through its supervisor's door.
class RemoteEnvironment : public Environment {
 public:
  RemoteEnvironment(Path door, EnvironmentPlan plan, std::string log_folder);

  const EnvironmentPlan& plan() const override { return plan_; }
  std::unique_ptr<HttpClient> http() override;
  Result<SqlClient*> sql(const std::string& service) override;
  Result<RedisClient*> redis(const std::string& service) override;
  Result<RunOutcome> exec(const ExecRequest& request) override;
  Result<Descriptor> start_program(const ProgramRequest& request) override;
  std::unique_ptr<HttpClient> program_http() override;
  Result<std::string> read(const std::string& container, const std::string& path,
                           size_t limit) override;
  Result<Done> fault(const Fault& fault, Milliseconds timeout) override;
  std::optional<Loss> loss() override;
  std::vector<TimelineEntry> timeline() override;
  std::vector<RefusedCall> refused() override;
  Result<Value> describe() override;
  std::vector<std::string> log_lines(const std::string& container, WallTime from,
                                     size_t limit) override;
  std::string log_folder() const override { return log_folder_; }
  std::uint16_t published_port(const std::string& task) const override;
  /// Also asked for a loss: about what the supervisor does not see.
  void also_ask(std::function<std::optional<Loss>()> other) { other_losses_ = std::move(other); }

 protected:
  const ControlClient& control() const { return control_; }

 private:
  OpenSocket open_socket() const;
  /// A connection, and the folder of its socket: a statement that hangs is ended by a second one.
  struct SqlSession {
    Descriptor folder{};
    std::unique_ptr<SqlClient> client{};
  };
  Result<std::unique_ptr<SqlClient>> connect_sql(const ServicePlan& service, Descriptor& folder);
  Result<std::unique_ptr<RedisClient>> connect_redis(const ServicePlan& service);

  ControlClient control_;
  EnvironmentPlan plan_;
  std::string log_folder_;
  std::map<std::string, SqlSession> sql_;
  std::map<std::string, std::unique_ptr<RedisClient>> redis_;
  std::vector<TimelineEntry> timeline_;  // as far as it was heard
  std::optional<Loss> loss_;
  std::function<std::optional<Loss>()> other_losses_;
};

/// Runs a command in a container and passes text in and out.
Result<RunOutcome> exec_in(const ControlClient& control, const ExecRequest& request);

}  // namespace gonogo

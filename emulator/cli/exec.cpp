// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "emulator/base/text.h"
#include "emulator/cli/loading.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/io/document.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

constexpr int exec_failed = 125;

std::string cell_of(const Value& value) {
  return value.is_text() ? value.as_text() : value.is_null() ? "NULL" : to_json(value);
}

int run_sql(Environment& environment, const std::string& service, const std::string& statement,
            World& world) {
  auto client = environment.sql(service);
  if (!client) return print_error(client.error(), world), exec_failed;
  auto outcome = (*client)->execute(statement, {});
  if (!outcome) return print_error(outcome.error(), world), exec_failed;
  if (outcome->error) {
    world.err.write("ERROR " + std::to_string(outcome->error->code) + ": " +
                    outcome->error->message + "\n");
    return exit_code::no_go;
  }
  std::vector<std::vector<std::string>> rows{outcome->result.columns};
  for (const auto& row : outcome->result.rows) {
    rows.emplace_back();
    for (const Value& value : row) rows.back().push_back(cell_of(value));
  }
  if (!outcome->result.columns.empty()) world.out.write(aligned(rows, ""));
  return exit_code::go;
}

int run_redis(Environment& environment, const std::string& service,
              const std::vector<std::string>& words, World& world) {
  auto client = environment.redis(service);
  if (!client) return print_error(client.error(), world), exec_failed;
  auto reply = (*client)->command(words);
  if (!reply) return print_error(reply.error(), world), exec_failed;
  world.out.write(cell_of(reply->value) + "\n");
  return reply->is_error() ? exit_code::no_go : exit_code::go;
}

std::string container_of(const EnvironmentPlan& plan, const std::string& target) {
  const TaskPlan* task = plan.find_task(target);
  if (task == nullptr) return target;
  for (const ContainerDefinition& container : task->definition.containers)
    if (container.essential) return target + "/" + container.name;
  return target;
}

std::string standard_input() {
  std::string text;
  if (isatty(STDIN_FILENO) != 0) return text;
  char bytes[65536];
  for (ssize_t size = 0; (size = read(STDIN_FILENO, bytes, sizeof bytes)) > 0;)
    text.append(bytes, static_cast<size_t>(size));
  return text;
}

}  // namespace

int exec(const Options& options, World& world) {
  if (options.targets.size() != 1 || options.command.empty()) {
    world.err.write("gonogo: exec needs where and what: gonogo exec backend/app -- ls\n"
                    "  services take their own language: gonogo exec mysql -- \"SELECT 1\"\n");
    return exec_failed;
  }
  const auto name = environment_name(options, world);
  if (!name) return exec_failed;
  auto environment = attach_world(*name, world);
  if (!environment) return print_error(environment.error(), world), exec_failed;
  const std::string& target = options.targets.front();
  const EnvironmentPlan& plan = (*environment)->plan();
  if (const ServicePlan* service = plan.find_service(target)) {
    if (service->engine == ServiceEngine::mysql)
      return run_sql(**environment, target, join(options.command, " "), world);
    if (service->engine == ServiceEngine::redis)
      return run_redis(**environment, target, options.command, world);
  }
  const auto outcome = (*environment)->exec({.container = container_of(plan, target),
                                             .argv = options.command,
                                             .input = standard_input(),
                                             .timeout = Milliseconds(0)});
  if (!outcome) return print_error(outcome.error(), world), exec_failed;
  world.out.write(outcome->out);
  world.err.write(outcome->err);
  return outcome->status.shell_code();
}

}  // namespace gonogo

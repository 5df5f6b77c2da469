// SPDX-License-Identifier: Apache-2.0
// Health checks, timeouts and restarts.
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

struct Bounds {
  std::string key;
  std::int64_t lowest;
  std::int64_t highest;
};

void health_check_range(const RegisterRequest& request, const Bounds& bounds,
                        Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* check = container.find("healthCheck");
    const auto value = check == nullptr ? std::nullopt : integer_in(*check, bounds.key);
    if (!value || (*value >= bounds.lowest && *value <= bounds.highest)) continue;
    const bool high = *value > bounds.highest;
    objections.aws(container.pointer + "/healthCheck/" + bounds.key,
                   "Health check " + bounds.key + " must be " +
                       (high ? "less than or equal to the maximum allowed value " +
                                   std::to_string(bounds.highest)
                             : "greater than or equal to the minimum allowed value " +
                                   std::to_string(bounds.lowest)) +
                       " for container '" + container.name + "'",
                   std::to_string(*value) + " is not from " + std::to_string(bounds.lowest) +
                       " to " + std::to_string(bounds.highest));
  }
}

void healthcheck_interval_range(const RegisterRequest& request, Objections& objections) {
  health_check_range(request, {"interval", 5, 300}, objections);
}

void healthcheck_timeout_range(const RegisterRequest& request, Objections& objections) {
  health_check_range(request, {"timeout", 2, 60}, objections);
}

void healthcheck_retries_range(const RegisterRequest& request, Objections& objections) {
  health_check_range(request, {"retries", 1, 10}, objections);
}

void healthcheck_start_period_range(const RegisterRequest& request, Objections& objections) {
  health_check_range(request, {"startPeriod", 0, 300}, objections);
}

void healthcheck_command_empty(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* check = container.find("healthCheck");
    const Value* command = check == nullptr ? nullptr : present(*check, "command");
    if (command != nullptr && command->is_array() && command->items().empty())
      objections.own(container.pointer + "/healthCheck/command", "a health check needs a command");
  }
}

// Source: Amazon ECS API reference, HealthCheck: the list begins with CMD or CMD-SHELL.
void healthcheck_command_form(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* check = container.find("healthCheck");
    const Value* command = check == nullptr ? nullptr : present(*check, "command");
    if (command == nullptr || command->items().empty()) continue;
    const std::string& first = command->items().front().as_text();
    const std::string place = container.pointer + "/healthCheck/command";
    if (first != "CMD" && first != "CMD-SHELL" && first != "NONE")
      objections.own(place + "/0",
                     "the command must begin with CMD or CMD-SHELL: as it stands it can never "
                     "succeed",
                     "[\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]");
    if (first == "NONE" || (command->items().size() == 1 && first.starts_with("CMD")))
      objections.own(place, "there is no command: the container never becomes HEALTHY");
    if (first == "CMD-SHELL" && command->items().size() > 2)
      objections.own(place,
                     "CMD-SHELL takes one text, the command line of a shell; more texts "
                     "are its positional parameters");
  }
}

void timeout_range(const RegisterRequest& request, const std::string& key, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto seconds = container.integer(key);
    if (seconds && (*seconds < 2 || *seconds > 120))
      objections.own(container.pointer + "/" + key,
                     key + " must be from 2 to 120 seconds, but is " + std::to_string(*seconds));
  }
}

void start_timeout_range(const RegisterRequest& request, Objections& objections) {
  timeout_range(request, "startTimeout", objections);
}

void stop_timeout_range(const RegisterRequest& request, Objections& objections) {
  timeout_range(request, "stopTimeout", objections);
}

void restart_attempt_period_range(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* policy = container.find("restartPolicy");
    const auto period =
        policy == nullptr ? std::nullopt : integer_in(*policy, "restartAttemptPeriod");
    if (period && (*period < 60 || *period > 1800))
      objections.aws(container.pointer + "/restartPolicy/restartAttemptPeriod",
                     "the 'restartAttemptPeriod' setting for container '" + container.name +
                         "' must be between 60 and 1800",
                     "it is " + std::to_string(*period));
  }
}

void restart_ignored_exit_codes(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* policy = container.find("restartPolicy");
    const Value* codes = policy == nullptr ? nullptr : present(*policy, "ignoredExitCodes");
    if (codes != nullptr && codes->items().size() > 50)
      objections.own(container.pointer + "/restartPolicy/ignoredExitCodes",
                     "there are " + std::to_string(codes->items().size()) +
                         " ignored exit codes; 50 are allowed");
  }
}

void restart_on_windows(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    if (container.find("restartPolicy") != nullptr && request.windows())
      objections.own(container.pointer + "/restartPolicy",
                     "restart policies are not available on Windows");
}

constexpr TaskRule health_table[] = {
    {"healthcheck-interval-range", healthcheck_interval_range},
    {"healthcheck-timeout-range", healthcheck_timeout_range},
    {"healthcheck-retries-range", healthcheck_retries_range},
    {"healthcheck-start-period-range", healthcheck_start_period_range},
    {"healthcheck-command-empty", healthcheck_command_empty},
    {"healthcheck-command-form", healthcheck_command_form, RuleScope::always,
     Finding::Level::warning},
    {"start-timeout-range", start_timeout_range, RuleScope::on_fargate},
    {"stop-timeout-range", stop_timeout_range, RuleScope::on_fargate},
    {"restart-attempt-period-range", restart_attempt_period_range},
    {"restart-ignored-exit-codes", restart_ignored_exit_codes},
    {"restart-on-windows", restart_on_windows},
};

}  // namespace

std::span<const TaskRule> health_rules() { return health_table; }

}  // namespace gonogo

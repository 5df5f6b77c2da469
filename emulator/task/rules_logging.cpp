// SPDX-License-Identifier: Apache-2.0
// logConfiguration and firelensConfiguration.
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/regex.h"
#include "emulator/task/rules.h"
#include "emulator/task/size.h"

namespace gonogo {
namespace {

/// A container's log configuration as rules ask for it.
struct Log {
  const RegisterContainer& container;
  const Value& value;
  std::string pointer;

  const std::string& driver() const { return text_in(value, "logDriver"); }
  const Value* option(std::string_view key) const {
    const Value* options = present(value, "options");
    return options == nullptr ? nullptr : present(*options, key);
  }
};

template <typename Visit>
void for_each_log(const RegisterRequest& request, Visit visit) {
  for (const RegisterContainer& container : request.containers)
    if (const Value* value = container.find("logConfiguration"))
      visit(Log{container, *value, container.pointer + "/logConfiguration"});
}

void fargate_log_driver(const RegisterRequest& request, Objections& objections) {
  const std::vector<std::string> drivers{"awslogs", "splunk", "awsfirelens"};
  for_each_log(request, [&](const Log& log) {
    if (log.driver().empty() ||
        std::find(drivers.begin(), drivers.end(), log.driver()) != drivers.end())
      return;
    objections.aws(log.pointer + "/logDriver",
                   log.driver() +
                       " is not a valid log driver. Must be one of [awslogs, splunk, "
                       "awsfirelens]");
  });
}

void awslogs_missing_options(const RegisterRequest& request, Objections& objections) {
  for_each_log(request, [&](const Log& log) {
    if (log.driver() != "awslogs") return;
    std::vector<std::string> missing;
    for (const std::string key : {"awslogs-region", "awslogs-group"})
      if (log.option(key) == nullptr) missing.push_back(key);
    if (!missing.empty())
      objections.aws(log.pointer + "/options",
                     "Log driver awslogs requires options: " + join(missing, ", "));
  });
}

void awslogs_fargate_missing_stream_prefix(const RegisterRequest& request, Objections& objections) {
  for_each_log(request, [&](const Log& log) {
    if (log.driver() == "awslogs" && log.option("awslogs-stream-prefix") == nullptr)
      objections.aws(log.pointer + "/options",
                     "Fargate requires log configuration options to include "
                     "awslogs-stream-prefix to support log driver awslogs.");
  });
}

// Source of the sentence: aws-samples/amazon-ecs-firelens-examples issue 83. Options: Amazon ECS
// API reference, LogConfiguration, and Docker's awslogs driver.
void awslogs_unknown_options(const RegisterRequest& request, Objections& objections) {
  const std::vector<std::string> known{"awslogs-create-group",
                                       "awslogs-region",
                                       "awslogs-group",
                                       "awslogs-stream-prefix",
                                       "awslogs-datetime-format",
                                       "awslogs-multiline-pattern",
                                       "awslogs-format",
                                       "awslogs-endpoint",
                                       "awslogs-stream",
                                       "awslogs-force-flush-interval-seconds",
                                       "awslogs-max-buffered-events",
                                       "awslogs-credentials-endpoint",
                                       "mode",
                                       "max-buffer-size"};
  for_each_log(request, [&](const Log& log) {
    const Value* options = present(log.value, "options");
    if (log.driver() != "awslogs" || options == nullptr) return;
    for (const Value::Member& option : options->members())
      if (std::find(known.begin(), known.end(), option.key) == known.end())
        objections.aws(log.pointer + "/options" + pointer_token(option.key),
                       "Log driver awslogs disallows options: " + option.key,
                       nearest(option.key, known).value_or(""));
  });
}

void awslogs_datetime_and_multiline(const RegisterRequest& request, Objections& objections) {
  for_each_log(request, [&](const Log& log) {
    if (log.option("awslogs-datetime-format") != nullptr &&
        log.option("awslogs-multiline-pattern") != nullptr)
      objections.own(log.pointer + "/options/awslogs-multiline-pattern",
                     "awslogs-datetime-format and awslogs-multiline-pattern exclude each other");
  });
}

// Source: moby, daemon/logger/awslogs: the expressions are those of RE2. It registers, but the task
// can't start.
void awslogs_multiline_pattern(const RegisterRequest& request, Objections& objections) {
  for_each_log(request, [&](const Log& log) {
    const Value* pattern = log.option("awslogs-multiline-pattern");
    if (pattern == nullptr || !pattern->is_text()) return;
    if (const auto compiled = Pattern::compile(pattern->as_text()); !compiled)
      objections.own(log.pointer + "/options/awslogs-multiline-pattern",
                     "awslogs can't read this pattern: " + compiled.error().seen,
                     compiled.error().hint);
  });
}

void log_mode(const RegisterRequest& request, Objections& objections) {
  for_each_log(request, [&](const Log& log) {
    const Value* mode = log.option("mode");
    if (mode != nullptr && mode->as_text() != "blocking" && mode->as_text() != "non-blocking")
      objections.own(log.pointer + "/options/mode", "mode is blocking or non-blocking");
  });
}

// A number of bytes, or with k, m or g. Source: Docker's docs, log driver option max-buffer-size.
void log_buffer_size(const RegisterRequest& request, Objections& objections) {
  for_each_log(request, [&](const Log& log) {
    const Value* size = log.option("max-buffer-size");
    if (size != nullptr && size->is_text() && !read_bytes(size->as_text()))
      objections.own(log.pointer + "/options/max-buffer-size",
                     "\"" + size->as_text() + "\" is no size", "\"10m\", \"512k\"");
  });
}

// Source of the sentence: sil-org/ecs-deploy issue 166 and many others.
void fargate_awslogs_execution_role(const RegisterRequest& request, Objections& objections) {
  if (request.bare_list || !request.text("executionRoleArn").empty()) return;
  bool told = false;
  for_each_log(request, [&](const Log& log) {
    if (told || log.driver() != "awslogs") return;
    told = true;
    objections.aws("/executionRoleArn",
                   "Fargate requires task definition to have execution role ARN to support log "
                   "driver awslogs.",
                   "container \"" + log.container.name + "\" logs to awslogs");
  });
}

void splunk_missing_options(const RegisterRequest& request, Objections& objections) {
  for_each_log(request, [&](const Log& log) {
    if (log.driver() != "splunk") return;
    const Value* secret_options = present(log.value, "secretOptions");
    for (const std::string key : {"splunk-token", "splunk-url"}) {
      const bool secret =
          secret_options != nullptr &&
          std::any_of(secret_options->items().begin(), secret_options->items().end(),
                      [&](const Value& option) { return text_in(option, "name") == key; });
      if (log.option(key) == nullptr && !secret)
        objections.own(log.pointer + "/options", "Log driver splunk requires options: " + key);
    }
  });
}

const RegisterContainer* router_of(const RegisterRequest& request) {
  for (const RegisterContainer& container : request.containers)
    if (container.find("firelensConfiguration") != nullptr) return &container;
  return nullptr;
}

// Source of the sentence: fabfuel/ecs-deploy issue 164.
void firelens_router_missing(const RegisterRequest& request, Objections& objections) {
  if (router_of(request) != nullptr) return;
  for_each_log(request, [&](const Log& log) {
    if (log.driver() == "awsfirelens")
      objections.aws(log.pointer,
                     "When awsfirelens log driver is specified in log configuration, a firelens "
                     "configuration object must be configured in one of the containers.");
  });
}

// Source of the sentence: aws/amazon-cloudwatch-logs-for-fluent-bit issue 20.
void firelens_router_unused(const RegisterRequest& request, Objections& objections) {
  const RegisterContainer* router = router_of(request);
  bool used = false;
  for_each_log(request, [&](const Log& log) { used = used || log.driver() == "awsfirelens"; });
  if (router != nullptr && !used)
    objections.aws(router->pointer + "/firelensConfiguration",
                   "When a firelensConfiguration object is specified, at least one container has "
                   "to be configured with the awsfirelens log driver.");
}

void firelens_single_router(const RegisterRequest& request, Objections& objections) {
  const RegisterContainer* router = router_of(request);
  for (const RegisterContainer& container : request.containers)
    if (&container != router && container.find("firelensConfiguration") != nullptr)
      objections.own(container.pointer + "/firelensConfiguration",
                     "a task has one log router; \"" + router->name + "\" is it already");
}

void fargate_firelens_config_s3(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* firelens = container.find("firelensConfiguration");
    const Value* options = firelens == nullptr ? nullptr : present(*firelens, "options");
    if (options != nullptr && text_in(*options, "config-file-type") == "s3")
      objections.aws(container.pointer + "/firelensConfiguration/options/config-file-type",
                     "Fargate launch type does not support FirelensConfiguration config file "
                     "from 's3'");
  }
}

void firelens_config_file_type(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* firelens = container.find("firelensConfiguration");
    const Value* options = firelens == nullptr ? nullptr : present(*firelens, "options");
    const std::string type = options == nullptr ? "" : text_in(*options, "config-file-type");
    if (!type.empty() && type != "s3" && type != "file")
      objections.own(container.pointer + "/firelensConfiguration/options/config-file-type",
                     "\"" + type + "\" is none of file, s3" + did_you_mean(type, {"file", "s3"}));
  }
}

// Source: Amazon ECS Developer Guide, using FireLens: a router that waits to be over can't route.
void firelens_dependency(const RegisterRequest& request, Objections& objections) {
  const RegisterContainer* router = router_of(request);
  if (router == nullptr) return;
  for (const RegisterContainer& container : request.containers) {
    const auto& dependencies = container.list("dependsOn");
    for (size_t i = 0; i < dependencies.size(); ++i) {
      const std::string& condition = text_in(dependencies[i], "condition");
      if (text_in(dependencies[i], "containerName") == router->name &&
          (condition == "COMPLETE" || condition == "SUCCESS"))
        objections.own(container.pointer + "/dependsOn/" + std::to_string(i) + "/condition",
                       "the log router should be awaited with START or HEALTHY");
    }
  }
}

constexpr TaskRule logging_table[] = {
    {"fargate-log-driver", fargate_log_driver, RuleScope::on_fargate},
    {"awslogs-missing-options", awslogs_missing_options},
    {"awslogs-fargate-missing-stream-prefix", awslogs_fargate_missing_stream_prefix,
     RuleScope::on_fargate},
    {"awslogs-unknown-options", awslogs_unknown_options},
    {"awslogs-datetime-and-multiline", awslogs_datetime_and_multiline},
    {"awslogs-multiline-pattern", awslogs_multiline_pattern, RuleScope::always,
     Finding::Level::warning},
    {"log-mode", log_mode},
    {"log-buffer-size", log_buffer_size},
    {"fargate-awslogs-execution-role", fargate_awslogs_execution_role, RuleScope::on_fargate},
    {"splunk-missing-options", splunk_missing_options},
    {"firelens-router-missing", firelens_router_missing},
    {"firelens-router-unused", firelens_router_unused},
    {"firelens-single-router", firelens_single_router},
    {"fargate-firelens-config-s3", fargate_firelens_config_s3, RuleScope::on_fargate},
    {"firelens-config-file-type", firelens_config_file_type},
    {"firelens-dependency", firelens_dependency, RuleScope::always, Finding::Level::warning},
};

}  // namespace

std::span<const TaskRule> logging_rules() { return logging_table; }

}  // namespace gonogo

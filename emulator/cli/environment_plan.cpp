// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/environment_plan.h"

#include <sys/resource.h>

#include <charconv>
#include <optional>

namespace gonogo::cli {
namespace {

std::int64_t open_files_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  constexpr rlim_t most = INT64_MAX;
  return static_cast<std::int64_t>(std::min(limit.rlim_max, most));
}

Result<double> time_scale(const Session& session) {
  const std::string text = session.line.value("--time-scale", "1");
  double scale = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, scale);
  if (read.ec != std::errc() || read.ptr != end || !(scale >= 1 && scale <= 1e6))
    return usage_error("--time-scale " + text + " is no number from 1 on");
  return scale;
}

}  // namespace

Result<Images> find_images(const Session& session, const LoadedProject& loaded, bool build) {
  const auto store = open_store(session.world);
  if (!store) return fail(store.error());
  return make_images(loaded.project, loaded.definitions, loaded.secrets, *store, session.world,
                     build, [&session](const std::string& what, const std::string& text) {
                       session.note("  " + what + "  " + text + "\n");
                     });
}

Result<EnvironmentPlan> plan_environment(const Session& session, const LoadedProject& loaded,
                                         const Images& images, const PlanWish& wish) {
  const auto scale = time_scale(session);
  if (!scale) return fail(scale.error());
  auto plan = make_plan({.project = loaded.project,
                         .environment = wish.environment,
                         .definitions = loaded.definitions,
                         .secrets = loaded.secrets,
                         .file_texts = loaded.file_texts,
                         .roots = images.roots,
                         .service_roots = images.service_roots,
                         .time_scale = *scale,
                         .publish_anywhere = wish.publish_anywhere,
                         .open_files_limit = open_files_limit()},
                        session.redactor);
  if (!plan) return fail(plan.error());
  for (const std::string& rule : loaded.allowed)
    plan->approximations.push_back(
        {"allowed-" + rule, "AWS would reject a definition by the rule " + rule});
  return plan;
}

}  // namespace gonogo::cli

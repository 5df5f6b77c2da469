// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/planning.h"

#include <sys/resource.h>

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/image/attached_images.h"

namespace gonogo {
namespace {

// What a container may be given: more than our own hard limit where we may raise it (setrlimit(2)).
std::int64_t open_files_limit() {
  constexpr rlim_t fargate_default = 65535;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  if (limit.rlim_max >= fargate_default) return static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_max, 1U << 30U));
  const rlimit raised{limit.rlim_cur, fargate_default};
  if (setrlimit(RLIMIT_NOFILE, &raised) == 0) return fargate_default;
  return static_cast<std::int64_t>(limit.rlim_max);
}

}  // namespace

Result<Images> images_of(const Loaded& loaded, World& world, bool build, Progress& progress) {
  if (loaded.engine == "attach")
    return attached_images(loaded.project, loaded.definitions, world, build);
  auto store = open_store(world);
  if (!store) return fail(store.error());
  return make_images(loaded.project, loaded.definitions, loaded.secrets, *store, world, build,
                     [&](const std::string& what, const std::string& text) {
                       progress.tell(what, text);
                     });
}

Result<EnvironmentPlan> plan_of(const Loaded& loaded, const Images& images,
                                const std::string& environment, bool publish_anywhere,
                                Redactor& redactor) {
  auto plan = make_plan({.project = loaded.project,
                         .environment = environment,
                         .definitions = loaded.definitions,
                         .secrets = loaded.secrets,
                         .file_texts = loaded.file_texts,
                         .roots = images.roots,
                         .service_roots = images.service_roots,
                         .time_scale = loaded.time_scale,
                         .publish_anywhere = publish_anywhere,
                         .open_files_limit = open_files_limit(),
                         .limits_memory = loaded.powers.limits_memory,
                         .shares_cpu = loaded.powers.shares_cpu,
                         .attach = loaded.engine == "attach",
                         .variables = loaded.variables},
                        redactor);
  if (plan)
    for (const std::string& rule : loaded.used_allowances)
      plan->approximations.push_back(
          {"allowed-" + rule, "a definition that AWS would reject is started: --allow " + rule});
  return plan;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/planning.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

// Root may raise its hard limit up to the kernel's (setrlimit(2)).
std::int64_t open_files_limit() {
  if (geteuid() == 0)
    if (const auto text = read_file("/proc/sys/fs/nr_open"))
      return std::strtoll(text->c_str(), nullptr, 10);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max == RLIM_INFINITY) return 1 << 20;
  return static_cast<std::int64_t>(limit.rlim_max);
}

}  // namespace

Result<Images> images_of(const Loaded& loaded, World& world, bool build, Progress& progress) {
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
                         .open_files_limit = open_files_limit()},
                        redactor);
  if (plan)
    for (const std::string& rule : loaded.used_allowances)
      plan->approximations.push_back(
          {"allowed-" + rule, "a definition that AWS would reject is started: --allow " + rule});
  return plan;
}

}  // namespace gonogo

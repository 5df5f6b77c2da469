// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/make_engine.h"

#include "emulator/engine/linux/attach_engine.h"
#include "emulator/engine/linux/embedded_engine.h"

namespace gonogo {

std::unique_ptr<Engine> make_engine(EventLoop& loop, const Orders& orders, const Path& run_folder,
                                    OnEngineEvent on_event) {
  if (orders.plan.engine == "attach")
    return std::make_unique<AttachEngine>(loop, AttachOptions{.exec_helper = orders.exec_helper},
                                          std::move(on_event));
  return std::make_unique<EmbeddedEngine>(loop,
                                          EmbeddedOptions{.environment = orders.plan.environment,
                                                          .run_folder = run_folder,
                                                          .exec_helper = orders.exec_helper,
                                                          .vpc_cidr = orders.plan.vpc_cidr,
                                                          .gateway = orders.plan.gateway,
                                                          .resolver = orders.plan.resolver},
                                          std::move(on_event));
}

}  // namespace gonogo

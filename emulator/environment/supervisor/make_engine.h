// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "emulator/engine/engine.h"
#include "emulator/environment/orders.h"
#include "emulator/io/event_loop.h"

namespace gonogo {

/// The engine that the plan asks for.
std::unique_ptr<Engine> make_engine(EventLoop& loop, const Orders& orders, const Path& run_folder,
                                    OnEngineEvent on_event);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "emulator/engine/linux/embedded_engine.h"
#include "emulator/engine/linux/packet_queue.h"

namespace gonogo {

struct EmbeddedEngine::Network {
  NetworkSpec spec;
  Descriptor handle;  ///< the namespace lives as long as this is open
  std::unique_ptr<PacketQueue> queue{};  ///< while packets are held back or lost
};

struct EmbeddedEngine::Container {
  enum class Phase { added, starting, running, ended };
  ContainerSpec spec;
  std::string name;   ///< crun's: ids have a slash
  std::string group;  ///< control group below the environment's
  Path folder;
  UserIds user{};
  Phase phase = Phase::added;
  bool remove_at_end = false;
  pid_t runtime = -1;  ///< crun, until it has started the container
  pid_t init = -1;
  Descriptor notify{};
  std::optional<EventLoop::Id> notify_watch{};
};

struct EmbeddedEngine::Exec {
  ExecSpec spec;
  std::string container;
  Path folder;
  pid_t runtime = -1;
  pid_t helper = -1;
  bool timed_out = false;
  std::optional<EventLoop::Id> timer{};
};

}  // namespace gonogo

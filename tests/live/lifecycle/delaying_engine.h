// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "emulator/engine/engine.h"
#include "emulator/io/event_loop.h"

namespace gonogo::test {

/// An engine that takes its time before it starts a container for the first time, as one that pulls
/// an image and makes a container does. All else is the real engine's.
class DelayingEngine final : public Engine {
 public:
  DelayingEngine(std::unique_ptr<Engine> real, EventLoop& loop, const Clock& clock,
                 OnEngineEvent on_event)
      : real_(std::move(real)), loop_(loop), clock_(clock), on_event_(std::move(on_event)) {}

  void delay(const std::string& container, Nanoseconds time) { delays_[container] = time; }

  Result<Done> start(const std::string& container, int out, int err) override {
    const auto delay = delays_.extract(container);
    if (delay.empty() || delay.mapped() == Nanoseconds(0)) return real_->start(container, out, err);
    // The caller closes its own ends at once.
    auto ends = std::make_shared<std::pair<Descriptor, Descriptor>>(
        Descriptor(fcntl(out, F_DUPFD_CLOEXEC, 0)), Descriptor(fcntl(err, F_DUPFD_CLOEXEC, 0)));
    loop_.at(clock_.now() + delay.mapped(), [this, container, ends] {
      if (auto done = real_->start(container, ends->first.get(), ends->second.get()); !done)
        on_event_(engine_event::StartFailed{container, to_line(done.error())});
    });
    return Done{};
  }

  Result<Done> begin() override { return real_->begin(); }
  Capabilities capabilities() override { return real_->capabilities(); }
  Result<Done> add_network(const NetworkSpec& network) override {
    return real_->add_network(network);
  }
  Result<Done> add_container(const ContainerSpec& container) override {
    return real_->add_container(container);
  }
  Result<Done> signal(const std::string& container, const std::string& name) override {
    return real_->signal(container, name);
  }
  Result<Done> exec(const ExecSpec& exec) override { return real_->exec(exec); }
  void end_exec(const std::string& exec) override { real_->end_exec(exec); }
  Result<Usage> usage(const std::string& container) override { return real_->usage(container); }
  Result<NetworkUsage> network_usage(const std::string& network) override {
    return real_->network_usage(network);
  }
  Result<Descriptor> open_socket(const std::string& network) override {
    return real_->open_socket(network);
  }
  Result<Descriptor> open_folder(const std::string& container, const std::string& path) override {
    return real_->open_folder(container, path);
  }
  Result<Done> pause(const std::string& container) override { return real_->pause(container); }
  Result<Done> resume(const std::string& container) override { return real_->resume(container); }
  Result<Done> impair(const std::string& network, const std::vector<Impairment>& list) override {
    return real_->impair(network, list);
  }
  Result<Done> remove(const std::string& container) override { return real_->remove(container); }

 private:
  std::unique_ptr<Engine> real_;
  EventLoop& loop_;
  const Clock& clock_;
  OnEngineEvent on_event_;
  std::map<std::string, Nanoseconds> delays_;
};

}  // namespace gonogo::test

// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <mutex>
#include <utility>

#include "emulator/environment/client/own_world.h"
#include "emulator/environment/client/worlds.h"

namespace gonogo {
namespace {

// One is used, one starts: more would only share the processors that the first needs.
constexpr size_t worlds_ahead = 1;

class WorldSource final : public EnvironmentSource {
 public:
  WorldSource(PlanOfWorld plan, WorldOptions options, size_t expected, World& world)
      : plan_(std::move(plan)), options_(std::move(options)), expected_(expected), world_(world) {}

  Result<std::unique_ptr<Environment>> next() override {
    auto own = take();
    if (!own) return fail(own.error());
    if (auto done = (*own)->wait_until_ready(nullptr); !done) return fail(done.error());
    return std::move(*own);
  }

 private:
  Result<std::unique_ptr<OwnWorld>> take() {
    const std::scoped_lock lock(mutex_);
    if (starting_.empty()) starting_.push_back(launch());
    auto own = std::move(starting_.front());
    starting_.pop_front();
    // Before the wait, so that both start at the same time.
    while (own && starting_.size() < worlds_ahead && launched_ < expected_)
      starting_.push_back(launch());
    return own;
  }

  Result<std::unique_ptr<OwnWorld>> launch() {
    const std::string number = std::to_string(++launched_);
    auto plan = plan_(static_cast<int>(launched_));
    if (!plan) return fail(plan.error());
    WorldOptions options = options_;
    options.log_folder /= "world-" + number;
    return OwnWorld::launch(std::move(*plan), options, world_);
  }

  std::mutex mutex_;
  PlanOfWorld plan_;
  WorldOptions options_;
  size_t expected_;
  World& world_;
  size_t launched_ = 0;
  std::deque<Result<std::unique_ptr<OwnWorld>>> starting_;
};

}  // namespace

std::unique_ptr<EnvironmentSource> make_world_source(PlanOfWorld plan, WorldOptions options,
                                                     size_t expected, World& world) {
  return std::make_unique<WorldSource>(std::move(plan), std::move(options), expected, world);
}

}  // namespace gonogo

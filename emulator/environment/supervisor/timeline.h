// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/value.h"

namespace gonogo {

/// What has happened in the world, in order, since its birth; watchers hear of it at once.
class Timeline {
 public:
  struct Entry {
    Nanoseconds t{};
    std::string who;
    std::string event;
    std::string text;
  };
  using Watcher = std::function<void(const Entry&)>;

  Timeline(const Clock& clock, Moment birth) : clock_(clock), birth_(birth) {}
  void add(const std::string& who, const std::string& event, const std::string& text = "");
  void watch(Watcher watcher) { watcher_ = std::move(watcher); }
  const std::vector<Entry>& entries() const { return entries_; }
  Nanoseconds now() const { return clock_.now() - birth_; }

 private:
  const Clock& clock_;
  Moment birth_;
  std::vector<Entry> entries_;
  Watcher watcher_;
};

Value to_value(const Timeline::Entry& entry);

}  // namespace gonogo

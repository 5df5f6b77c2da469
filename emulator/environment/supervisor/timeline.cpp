// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/timeline.h"

#include "emulator/base/duration.h"

namespace gonogo {

void Timeline::add(const std::string& who, const std::string& event, const std::string& text) {
  entries_.push_back({now(), who, event, text});
  if (watcher_) watcher_(entries_.back());
}

Value to_value(const Timeline::Entry& entry) {
  return Value::object({{"t", to_milliseconds(entry.t)},
                        {"who", entry.who},
                        {"event", entry.event},
                        {"text", entry.text}});
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "emulator/base/clock.h"
#include "emulator/io/files.h"

namespace gonogo {

/// Wakes up when something in some folders changes (inotify(7)); not below them.
class FolderWatch {
 public:
  /// An Error `watch-failed` names the folder.
  static Result<FolderWatch> of(const std::set<Path>& folders);
  /// Until something has changed and then been quiet for `quiet`; false at an interrupt.
  Result<bool> wait(Milliseconds quiet);

 private:
  explicit FolderWatch(Descriptor events) : events_(std::move(events)) {}
  Descriptor events_;
};

}  // namespace gonogo

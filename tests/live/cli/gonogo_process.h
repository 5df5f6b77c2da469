// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/base/value.h"
#include "emulator/io/process.h"
#include "tests/support/golden.h"

namespace gonogo::test {

using Variables = std::map<std::string, std::string>;

/// How long a world may take to begin: images may have to be made first.
constexpr Milliseconds start_patience{120'000};

struct Ended {
  int code = -1;
  std::string out;
  std::string err;
  std::string all() const { return out + err; }
};

/// Of a process that is started; -1: nothing.
struct Streams {
  int in = -1;
  int out = -1;
  int err = -1;
  bool terminal = false;  ///< `in` is one, and the process leads its session
};

/// A folder with a project of the test's own, beyond any checkout, and the program under test,
/// which sees only the variables that are given here.
class LiveProject {
 public:
  explicit LiveProject(const std::string& gonogo_yaml);
  const std::string& folder() const { return folder_->path(); }
  void write(const std::string& name, const std::string& text) const { folder_->write(name, text); }

  /// Runs to the end, 240 s at most.
  Ended gonogo(const std::vector<std::string>& arguments, const Variables& variables = {}) const;
  /// The same as an ordinary user, with a copy of the program and a store of that user's own.
  Ended gonogo_as_nobody(const std::vector<std::string>& arguments) const;
  /// The same in a chroot, whose root is not that of the mount namespace.
  Ended gonogo_in_chroot(const std::vector<std::string>& arguments) const;
  /// Starts and does not wait.
  Child start(const std::vector<std::string>& arguments, const Variables& variables = {},
              const Streams& streams = {}) const;
  /// The verdict of the last run, or nothing.
  Value verdict() const;
  /// Makes a repository of it with everything committed.
  void commit() const;

 private:
  std::unique_ptr<TemporaryFolder> folder_ = std::make_unique<TemporaryFolder>();
};

/// Runs the program under test in the folder of the sample product.
Ended gonogo_in_source(const std::vector<std::string>& arguments, const Variables& variables = {});

/// The image of most tests: the sample's frontend has the same packages, so that it is made once.
std::string nginx_image();

/// Process ids whose command line has that text and whose control group belongs to an environment
/// whose name starts with `environment`.
std::vector<pid_t> processes_of(const std::string& environment, const std::string& command);

/// Waits until there is such a process; 0 after `limit`.
pid_t await_process(const std::string& environment, const std::string& command, Milliseconds limit);

}  // namespace gonogo::test

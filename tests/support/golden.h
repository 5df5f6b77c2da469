// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gonogo::test {

/// Whether `text` equals tests/golden/<name>.txt. On a difference the text received is written
/// beside it as <name>.received.txt and the first differing line is printed; UPDATE_GOLDEN=1 in the
/// environment approves it instead.
bool golden(const std::string& name, const std::string& text);

/// A new empty folder that is removed when this goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  /// Writes a file below it and gives its whole path.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

std::string read_text(const std::string& path);

}  // namespace gonogo::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/finding.h"
#include "emulator/base/value.h"

namespace gonogo {

/// Reads one mapping of a user's file. Every accessor marks its key as known; a value of another
/// kind than asked for is a finding (`wrong-type`) and reads as absent. `finish()` reports each key
/// that nobody asked for (`unknown-key`, with the nearest known name).
class Reader {
 public:
  /// `pointer` is the mapping's own JSON pointer ("" for the root). References must outlive this.
  Reader(const Value& mapping, std::string file, std::string pointer, Findings& findings);

  bool has(std::string_view key);
  const Value* find(std::string_view key);

  std::optional<std::string> text(std::string_view key);
  /// Text, or a number or truth value written without quotes, as its text.
  std::optional<std::string> scalar(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::optional<bool> flag(std::string_view key);
  std::optional<Milliseconds> duration(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  /// One of `allowed`, else a finding that lists them.
  std::optional<std::string> choice(std::string_view key, const std::vector<std::string>& allowed);
  /// The mapping or list below `key`, or nullptr.
  const Value* mapping(std::string_view key);
  const Value* list(std::string_view key);

  /// Reports `missing-key` when the key is absent; answers whether it is there.
  bool require(std::string_view key);
  void finish();

  void report(std::string rule, std::string message, std::string_view key = {},
              std::string hint = {});
  Location place(std::string_view key = {}) const;
  std::string pointer(std::string_view key = {}) const;
  const std::string& file() const { return file_; }

 private:
  template <typename Accept>
  const Value* expect(std::string_view key, std::string_view wanted, Accept accept);

  const Value& mapping_;
  std::string file_;
  std::string pointer_;
  Findings& findings_;
  std::vector<std::string> known_;
};

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

namespace json_path {
struct Query;
}

/// A JSONPath (RFC 9535), parsed once: with all its functions and their types checked.
class JsonPath {
 public:
  explicit JsonPath(json_path::Query query);
  JsonPath(JsonPath&&) noexcept;
  JsonPath& operator=(JsonPath&&) noexcept;
  ~JsonPath();

  /// Whether it can select one node at most, whatever the document.
  bool singular() const;
  /// The nodes in the order of RFC 9535; they live as long as `root`.
  std::vector<const Value*> select(const Value& root) const;
  /// The node of a singular path, else the list of the nodes; nothing when it selects nothing.
  std::optional<Value> value_in(const Value& root) const;

 private:
  std::unique_ptr<const json_path::Query> query_;
};

/// An Error `bad-json-path` says at which character and why.
Result<JsonPath> parse_json_path(std::string_view text);

}  // namespace gonogo

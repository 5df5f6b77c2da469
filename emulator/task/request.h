// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/finding.h"
#include "emulator/base/value.h"

namespace gonogo {

/// What a definition says it is for.
enum class Launch { fargate, undeclared, elsewhere };

/// One container of a request: its mapping and its JSON pointer ("/containerDefinitions/0").
struct RegisterContainer {
  const Value* value;
  std::string pointer;
  std::string name;
  bool essential = true;

  /// The value of a key; a null and a value of no use count as absent.
  const Value* find(std::string_view key) const;
  const Value::Array& list(std::string_view key) const;
  const std::string& text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
};

/// A request of RegisterTaskDefinition as rules see it: the written values, not yet typed.
struct RegisterRequest {
  const Value* root;
  Launch launch = Launch::undeclared;
  bool bare_list = false;  ///< a list of containers without a task around it
  size_t bytes = 0;        ///< as it is sent, without white space
  std::vector<RegisterContainer> containers{};

  const Value* find(std::string_view key) const;
  const Value::Array& list(std::string_view key) const;
  const std::string& text(std::string_view key) const;
  bool on_fargate() const { return launch != Launch::elsewhere; }
  bool windows() const;
  /// networkMode is awsvpc, or has to be.
  bool awsvpc() const;
  const RegisterContainer* container(std::string_view name) const;
};

/// `root` must outlive the request.
RegisterRequest view_request(const Value& root, bool bare_list, size_t bytes);

/// A member of a mapping that is neither absent nor null, else nullptr.
const Value* present(const Value& mapping, std::string_view key);

/// Its integer, when it is there and one.
std::optional<std::int64_t> integer_in(const Value& mapping, std::string_view key);

/// Its text, else an empty one.
const std::string& text_in(const Value& mapping, std::string_view key);

/// True when it is there and true.
bool flag_in(const Value& mapping, std::string_view key);

}  // namespace gonogo

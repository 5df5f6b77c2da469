// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/request.h"

#include <algorithm>

namespace gonogo {
namespace {

const Value nothing{};

Launch launch_of(const Value& root) {
  const Value* declared = present(root, "requiresCompatibilities");
  if (declared == nullptr || declared->items().empty()) return Launch::undeclared;
  const auto& items = declared->items();
  const bool fargate = std::any_of(items.begin(), items.end(),
                                   [](const Value& item) { return item.as_text() == "FARGATE"; });
  return fargate ? Launch::fargate : Launch::elsewhere;
}

}  // namespace

const Value* present(const Value& mapping, std::string_view key) {
  const Value* value = mapping.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::int64_t> integer_in(const Value& mapping, std::string_view key) {
  const Value* value = present(mapping, key);
  if (value == nullptr || !value->is_integer()) return std::nullopt;
  return value->as_integer();
}

const std::string& text_in(const Value& mapping, std::string_view key) {
  const Value* value = present(mapping, key);
  return (value == nullptr ? nothing : *value).as_text();
}

bool flag_in(const Value& mapping, std::string_view key) {
  const Value* value = present(mapping, key);
  return value != nullptr && value->as_bool();
}

const Value* RegisterContainer::find(std::string_view key) const { return present(*value, key); }

const Value::Array& RegisterContainer::list(std::string_view key) const {
  const Value* found = find(key);
  return (found == nullptr ? nothing : *found).items();
}

const std::string& RegisterContainer::text(std::string_view key) const {
  return text_in(*value, key);
}

std::optional<std::int64_t> RegisterContainer::integer(std::string_view key) const {
  return integer_in(*value, key);
}

const Value* RegisterRequest::find(std::string_view key) const { return present(*root, key); }

const Value::Array& RegisterRequest::list(std::string_view key) const {
  const Value* found = find(key);
  return (found == nullptr ? nothing : *found).items();
}

const std::string& RegisterRequest::text(std::string_view key) const { return text_in(*root, key); }

bool RegisterRequest::windows() const {
  const Value* platform = find("runtimePlatform");
  return platform != nullptr && text_in(*platform, "operatingSystemFamily").starts_with("WINDOWS");
}

bool RegisterRequest::awsvpc() const { return on_fargate() || text("networkMode") == "awsvpc"; }

const RegisterContainer* RegisterRequest::container(std::string_view name) const {
  for (const RegisterContainer& candidate : containers)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

RegisterRequest view_request(const Value& root, bool bare_list, size_t bytes) {
  RegisterRequest request{
      .root = &root, .launch = launch_of(root), .bare_list = bare_list, .bytes = bytes};
  const auto& items = request.list("containerDefinitions");
  for (size_t i = 0; i < items.size(); ++i) {
    const Value* essential = present(items[i], "essential");
    request.containers.push_back({.value = &items[i],
                                  .pointer = "/containerDefinitions/" + std::to_string(i),
                                  .name = text_in(items[i], "name"),
                                  .essential = essential == nullptr || essential->as_bool()});
  }
  return request;
}

}  // namespace gonogo

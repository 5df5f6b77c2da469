// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/read_parts.h"

namespace gonogo {

Policy read_policy(const Value& mapping, const std::string& file, const std::string& pointer,
                   Findings& findings) {
  Policy policy;
  policy.source = mapping;
  Reader reader(mapping, file, pointer, findings);
  if (const Value* require = reader.mapping("require")) {
    Reader inner(*require, file, reader.pointer("require"), findings);
    for (const char* kind : {"unit", "regression", "acceptance"})
      if (const auto least = inner.integer(kind)) policy.require[kind] = static_cast<int>(*least);
    inner.finish();
  }
  if (const auto flaky = reader.choice("flaky", {"no-go", "warn"}))
    policy.flaky_is_warning = *flaky == "warn";
  if (const auto age = reader.duration("max_age")) policy.max_age = *age;
  if (const Value* approximations = reader.mapping("approximations")) {
    Reader inner(*approximations, file, reader.pointer("approximations"), findings);
    policy.allowed_approximations = inner.texts("allow");
    inner.finish();
  }
  policy.allowed_overrides = reader.texts("overrides");
  policy.expect = reader.texts("expect");
  reader.finish();
  return policy;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/terraform.h"

#include "emulator/base/members.h"

namespace gonogo {
namespace {

constexpr std::int64_t raw_version = 4;  // of terraform.tfstate since 0.12

tl::unexpected<Error> not_terraform(const std::string& file, const std::string& seen) {
  return fail({.code = "not-terraform",
               .what = "this is no Terraform state or plan",
               .where = {.file = file},
               .seen = seen,
               .hint = "terraform state pull > FILE, or terraform show -json PLAN > FILE"});
}

}  // namespace

Result<TerraformFacts> terraform_facts_of(const Value& document, const std::string& file) {
  const Value* version = document.find("version");
  if (version != nullptr && version->is_integer()) {
    if (version->as_integer() != raw_version)
      return not_terraform(file, "version " + std::to_string(version->as_integer()));
    const Value* serial = document.find("serial");
    const std::string lineage = text_of(document, "lineage");
    if (serial == nullptr || !serial->is_integer() || lineage.empty())
      return not_terraform(file, "a state without serial or lineage");
    return TerraformFacts{"state", serial->as_integer(), lineage};
  }
  const std::string format = text_of(document, "format_version");
  if (!format.starts_with("0.") && !format.starts_with("1."))
    return not_terraform(file, format.empty() ? "neither version nor format_version"
                                              : "format_version \"" + format + "\"");
  if (document.find("planned_values") != nullptr || document.find("resource_changes") != nullptr)
    return TerraformFacts{.kind = "plan"};
  // An empty state has no `values`.
  return TerraformFacts{.kind = "state"};
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/cli/loading.h"
#include "emulator/io/document.h"
#include "emulator/project/project_schema.h"
#include "emulator/scenario/schema.h"
#include "emulator/task/rules.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

// Made from the sources while building.
constexpr std::string_view error_ids[] = {
#include "emulator/cli/error_ids.inc"
};

/// Every id that people may meet: of errors and findings, of AWS's rules, of approximations.
Value ids() {
  Value errors = Value::array();
  for (const std::string_view id : error_ids) errors.push(id);
  Value rules = Value::array();
  for (const TaskRule& rule : all_rules()) rules.push(rule.id);
  Value parity = Value::array();
  for (const ApproximationKind& kind : approximation_kinds()) parity.push(kind.id);
  return Value::object(
      {{"errors", std::move(errors)}, {"rules", std::move(rules)}, {"parity", std::move(parity)}});
}

struct SchemaRow {
  std::string_view name;
  Value (*make)();
};

constexpr SchemaRow rows[] = {
    {"scenario", scenario_schema}, {"project", project_schema}, {"ids", ids}};

}  // namespace

int show_schema(const Options& options, World& world) {
  const std::string what = options.targets.size() == 1 ? options.targets[0] : "";
  std::vector<std::string> known;
  for (const SchemaRow& row : rows) {
    known.emplace_back(row.name);
    if (row.name != what) continue;
    world.out.write(to_json(row.make(), 2) + "\n");
    return exit_code::go;
  }
  world.err.write("gonogo: schema is one of " + join(known, ", ") + did_you_mean(what, known) +
                  "\n");
  return exit_code::bad_input;
}

}  // namespace gonogo

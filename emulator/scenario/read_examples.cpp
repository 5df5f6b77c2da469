// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/csv.h"
#include "emulator/scenario/reading.h"

namespace gonogo {
namespace {

std::vector<std::string> sorted_keys(const Value& row) {
  std::vector<std::string> keys;
  for (const Value::Member& member : row.members()) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// The rows of a CSV file, all text.
Value::Array rows_of_file(const Value& name, const Reading& reading) {
  const std::string path = reading.path_of(name.as_text());
  const auto text = reading.text_of(path, name);
  if (!text) return {};
  const auto table = parse_csv(*text, path);
  if (!table) {
    reading.findings.push_back({.rule = table.error().code,
                                .message = table.error().what,
                                .where = table.error().where,
                                .hint = table.error().hint});
    return {};
  }
  if (table->empty())
    reading.report("no-examples", "the file " + path + " has no row below its header", name);
  return *table;
}

void check_rows(const Value::Array& rows, const Reading& reading, Value::Array& good) {
  for (size_t i = 0; i < rows.size(); ++i) {
    const Value& row = rows[i];
    const Reading below = reading.below(std::to_string(i));
    if (!row.is_object() || row.members().empty()) {
      below.report("wrong-type", "an example is a mapping of names and values", row);
    } else if (!good.empty() && sorted_keys(row) != sorted_keys(good[0])) {
      below.report(
          "uneven-examples",
          "this example has other names than the first one: " + join(sorted_keys(row), ", ") +
              " instead of " + join(sorted_keys(good[0]), ", "),
          row);
    } else {
      check_placeholders(row, below);
      good.push_back(row);
    }
  }
}

}  // namespace

Value::Array read_examples(const Value& examples, const Reading& reading) {
  if (examples.is_text()) return rows_of_file(examples, reading);
  Value::Array rows;
  if (examples.items().empty())
    reading.report("no-examples", "\"examples\" must be a list of mappings, one at least", examples,
                   "or the name of a CSV file with a header");
  check_rows(examples.items(), reading, rows);
  return rows;
}

}  // namespace gonogo

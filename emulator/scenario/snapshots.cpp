// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/snapshots.h"

#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/regex.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

constexpr std::string_view suffix = ".snap";

Value sorted(const Value& value) {
  if (value.is_array()) {
    Value list = Value::array();
    for (const Value& item : value.items()) list.push(sorted(item));
    return list;
  }
  if (!value.is_object()) return value;
  Value mapping = Value::object();
  for (const Value::Member& member : value.members())
    mapping.members().push_back({member.key, sorted(member.value)});
  std::stable_sort(mapping.members().begin(), mapping.members().end(),
                   [](const Value::Member& a, const Value::Member& b) { return a.key < b.key; });
  return mapping;
}

Value masked(const Value& value, const std::set<const Value*>& hit, const Value& mask) {
  if (hit.contains(&value)) return mask;
  if (value.is_array()) {
    Value list = Value::array();
    for (const Value& item : value.items()) list.push(masked(item, hit, mask));
    return list;
  }
  if (!value.is_object()) return value;
  Value mapping = Value::object();
  for (const Value::Member& member : value.members())
    mapping.members().push_back({member.key, masked(member.value, hit, mask)});
  return mapping;
}

void collect(const Value& wanted, std::set<std::string>& names) {
  const Value* name = wanted.find("snapshot");
  if (name != nullptr && name->is_text()) names.insert(name->as_text());
}

void collect(const std::vector<Step>& steps, std::set<std::string>& names) {
  for (const Step& step : steps) {
    for (const Expectation& each : step.expect) collect(each.wanted, names);
    collect(step.steps, names);
  }
}

/// "x.${size}.snap" → "x.*.snap".
std::string as_glob(std::string path) {
  for (size_t at = 0; (at = path.find("${", at)) != std::string::npos;) {
    const size_t end = path.find('}', at);
    if (end == std::string::npos) break;
    path.replace(at, end - at + 1, "*");
  }
  return path;
}

Value masked_nodes(const Value& value, const Value& masks) {
  Value clean = value;
  for (const Value::Member& mask : masks.members()) {
    if (mask.key.starts_with("re:") || value.is_text()) continue;
    const auto path = parse_json_path(mask.key);
    if (!path) continue;
    const auto nodes = path->select(clean);
    clean = masked(clean, {nodes.begin(), nodes.end()}, mask.value);
  }
  return clean;
}

std::string masked_text(std::string text, const Value& masks) {
  for (const Value::Member& mask : masks.members())
    if (mask.key.starts_with("re:"))
      text = replace_matches(text, mask.key.substr(3), mask.value.as_text()).value_or(text);
  return text;
}

// "5" is another value than 5: text that could be taken for one of JSON's is written as JSON writes it.
std::string stored_text(const std::string& text) {
  const auto other = parse_json(text, "");
  return other && !other->is_object() && !other->is_array() ? to_json(Value(text)) : text;
}

// Text that could be taken for NULL is quoted; a cell stays on one line.
std::string stored_cell(const Value& value) {
  if (value.is_null()) return "NULL";
  std::string text = replace_all(replace_all(text_of(value), "\\", "\\\\"), "\n", "\\n");
  return text == "NULL" || text.empty() || text.find("  ") != std::string::npos ? "\"" + text + "\""
                                                                                : text;
}

}  // namespace

std::string snapshot_path(const Scenario& scenario, const std::string& name) {
  const Path file(scenario.where.file);
  const std::string own =
      scenario.id.substr(std::min(scenario.id.find('#') + 1, scenario.id.size()));
  // The name itself is kept but for what would lead out of the folder.
  const std::string safe = replace_all(replace_all(name, "/", "-"), "..", "-");
  return (file.parent_path() / "__snapshots__" / file.stem() / (slug(own) + "." + safe))
             .lexically_normal()
             .string() +
         std::string(suffix);
}

std::string snapshot_text(const Value& value, const Value& masks) {
  const Value clean = masked_nodes(value, masks);
  std::string text =
      masked_text(clean.is_text() ? stored_text(clean.as_text()) : to_json(sorted(clean), 2), masks);
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

std::string snapshot_table(const Value& rows, const std::vector<std::string>& columns,
                           const Value& masks) {
  const Value clean = masked_nodes(rows, masks);
  std::vector<std::vector<std::string>> lines{columns};
  for (const Value& row : clean.items()) {
    lines.emplace_back();
    for (const Value& cell : row.items()) lines.back().push_back(masked_text(stored_cell(cell), masks));
  }
  return aligned(lines, "");
}

size_t first_different_line(const std::string& stored, const std::string& text) {
  const auto before = split_lines(stored);
  const auto after = split_lines(text);
  const size_t shorter = std::min(before.size(), after.size());
  size_t line = 0;
  while (line < shorter && before[line] == after[line]) ++line;
  return line;
}

std::vector<std::string> orphan_snapshots(const std::vector<Scenario>& scenarios,
                                          const std::vector<std::string>& existing) {
  std::set<std::string> wanted;
  for (const Scenario& scenario : scenarios) {
    std::set<std::string> names;
    collect(scenario.steps, names);
    collect(scenario.finally, names);
    for (const std::string& name : names) wanted.insert(as_glob(snapshot_path(scenario, name)));
  }
  std::vector<std::string> orphans;
  for (const std::string& path : existing) {
    if (!path.ends_with(suffix) || path.find("__snapshots__/") == std::string::npos) continue;
    const bool used = wanted.contains(path) ||
                      std::any_of(wanted.begin(), wanted.end(), [&](const std::string& glob) {
                        return glob.find('*') != std::string::npos && glob_matches(glob, path);
                      });
    if (!used) orphans.push_back(path);
  }
  return orphans;
}

SnapshotBook::Comparison SnapshotBook::compare(const std::string& name, const std::string& whole) {
  const std::string text = redactor_.redact(whole);
  const std::string path = snapshot_path(scenario_, name);
  if (!update_) {
    const auto stored = read_file(folder_ / path);
    if (!stored)
      return {.note = "there is no " + path + " yet: gonogo run --update-snapshots makes it"};
    return {.same = *stored == text, .stored = *stored};
  }
  if (const auto kept = kept_.find(path); kept != kept_.end() && kept->second != text)
    return {.stored = kept->second, .note = "two different values claim this snapshot"};
  drafts_[path] = text;
  return {.same = true, .stored = text};
}

Result<Done> SnapshotBook::keep() {
  for (const auto& [path, draft] : drafts_) {
    const std::string text = redactor_.redact(draft);  // of what the step itself has captured, too
    const auto stored = read_file(folder_ / path);
    if (!stored || *stored != text)
      if (auto done = write_file(folder_ / path, text); !done) return done;
    kept_[path] = text;
  }
  drafts_.clear();
  return Done{};
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/browser_actions.h"
#include "emulator/scenario/reading.h"
#include "emulator/scenario/shell_words.h"

namespace gonogo {
namespace {

bool is_method(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_http_line(Reader& reader, const std::string& line) {
  const size_t blank = line.find(' ');
  const std::string_view url =
      blank == std::string::npos ? "" : trim(std::string_view(line).substr(blank));
  if (!is_method(std::string_view(line).substr(0, blank)) || url.empty())
    return reader.report("wrong-request", "\"" + line + "\" is no request", "http",
                         "write http: GET ${task.NAME}/path");
  const bool absolute = url.starts_with("http://") || url.starts_with("https://");
  if (!absolute && !url.starts_with("${"))
    reader.report("wrong-request", "\"" + std::string(url) + "\" is no whole URL", "http",
                  "begin it with ${task.NAME}");
}

// It is sent again and again: a request that changes something would not be the same each time.
void check_baseline(Reader& reader, const Value& step) {
  if (step.find("baseline") == nullptr) {
    if (step.find("samples") != nullptr)
      reader.report("missing-key", "\"samples\" stands beside baseline", "samples");
    return;
  }
  const std::string& line = step.find("http")->as_text();
  if (!line.starts_with("GET ") && !line.starts_with("HEAD "))
    reader.report("wrong-request", "only GET and HEAD are compared with a baseline", "baseline");
  const Value* samples = step.find("samples");
  if (samples != nullptr && samples->is_integer() &&
      (samples->as_integer() < 3 || samples->as_integer() > 1000))
    reader.report("wrong-value", "\"samples\" must be from 3 to 1000", "samples");
}

const std::vector<KeyRule>& part_keys() {
  static const std::vector<KeyRule> keys{
      {"file", Shape::text, "path of its bytes", nullptr, true},
      {"type", Shape::text, "its Content-Type"},
      {"name", Shape::text, "the file name that is told"},
  };
  return keys;
}

void check_parts(const Value& parts, const Reading& reading) {
  for (const Value::Member& part : parts.members()) {
    if (!part.value.is_object()) continue;
    Reader own(part.value, reading.file, reading.below(part.key).pointer, reading.findings);
    check_keys(own, part_keys(), reading.findings);
    own.finish();
  }
}

// In a phrase of the project the rows come with the line: "${table}".
void check_table(const Value& rows, const Reading& reading) {
  if (rows.is_text() && rows.as_text() == "${table}") return;
  if (!rows.is_array() || rows.items().empty())
    return reading.report("wrong-type", "a table is a list of rows", rows);
  for (const Value& row : rows.items())
    if (!row.is_object() || row.members().empty())
      reading.report("wrong-type", "a row is a mapping of columns and values", row);
}

void check_fixture_file(const Value& file, const Reading& reading) {
  const std::string& name = file.as_text();
  for (const std::string_view known : {".sql", ".csv", ".json", ".redis"})
    if (name.ends_with(known)) return;
  reading.report("wrong-fixture", "a fixture is a file .sql, .csv, .json or .redis", file);
}

}  // namespace

void allow_one(Reader& reader, std::initializer_list<std::string_view> keys) {
  std::string first;
  for (const std::string_view key : keys) {
    if (!reader.has(key)) continue;
    if (!first.empty())
      reader.report("conflicting-keys",
                    "\"" + std::string(key) + "\" and \"" + first + "\" exclude each other", key);
    first = key;
  }
}

void check_http(Reader& reader, const Value& step, const Reading& reading) {
  if (const Value* line = step.find("http"); line->is_text())
    check_http_line(reader, line->as_text());
  allow_one(reader, {"json", "form", "multipart", "body", "file"});
  check_baseline(reader, step);
  if (const Value* parts = step.find("multipart")) check_parts(*parts, reading.below("multipart"));
}

void check_sql(Reader& reader, const Value& step, const Reading&) {
  const Value* statement = step.find("sql");
  if (statement->is_text() && trim(statement->as_text()).empty())
    reader.report("wrong-statement", "there is no statement", "sql");
}

void check_redis(Reader& reader, const Value& step, const Reading&) {
  const Value* written = step.find("redis");
  if (!written->is_text()) return;
  if (const auto words = split_words(written->as_text()); !words)
    reader.report(words.error().code, words.error().what, "redis");
}

void check_exec(Reader& reader, const Value& step, const Reading& reading) {
  const Value* in = step.find("in");
  const std::string where = in != nullptr ? in->as_text() : "";
  if (!where.empty() && where.find('/') == std::string::npos &&
      where.find("${") == std::string::npos)
    reader.report("wrong-container", "\"" + where + "\" is no container", "in",
                  "write in: TASK/CONTAINER");
  const Value* report = step.find("report");
  if (report == nullptr) return;
  if (report->is_null()) return reader.report("wrong-type", "\"report\" is empty", "report");
  if (!report->is_object()) return;
  Reader own(*report, reading.file, reader.pointer("report"), reading.findings);
  if (report->members().empty())
    return own.report("missing-key", "\"junit\" is missing", {}, "write report: {junit: PATH}");
  allow_one(own, {"junit", "tap", "ctrf"});
  for (const Value::Member& path : report->members())
    if (path.value.is_null() || (path.value.is_text() && path.value.as_text().empty()))
      own.report("wrong-type", "\"" + path.key + "\" must be a path", path.key);
}

void check_fixtures(Reader&, const Value& step, const Reading& reading) {
  const Value& fixtures = *step.find("fixtures");
  const Reading below = reading.below("fixtures");
  for (const Value& file : fixtures.items()) check_fixture_file(file, below);
  for (const Value::Member& table : fixtures.members())
    check_table(table.value, below.below(table.key));
  if (fixtures.items().empty() && fixtures.members().empty())
    below.report("wrong-type", "\"fixtures\" must be a list of files or {table: [rows]}", fixtures);
}

void check_manual(Reader& reader, const Value&, const Reading&) {
  if (const auto text = reader.text("manual"); text && trim(*text).empty())
    reader.report("wrong-type", "\"manual\" must say what to look at", "manual");
}

void check_own_keys(Reader& reader, const VerbRule& rule, const Value& step,
                    const Reading& reading) {
  const Value* main = step.find(rule.name);
  if (main == nullptr || main->is_null()) {
    know_keys(reader, rule.keys);
    reader.has(rule.name);
    return reader.report("wrong-type", "\"" + std::string(rule.name) + "\" is empty", rule.name);
  }
  check_keys(reader, {{rule.name, rule.shape, {}, rule.inside}}, reading.findings);
  check_keys(reader, rule.keys, reading.findings);
  if (rule.check != nullptr) rule.check(reader, step, reading);
}

}  // namespace gonogo

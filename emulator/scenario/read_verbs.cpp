// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/reading.h"
#include "emulator/scenario/shell_words.h"

namespace gonogo {
namespace {

void refuse_not_yet(Reader& reader, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (reader.has(key))
      reader.report("not-yet", "\"" + std::string(key) + "\" is not there yet", key);
}

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

bool is_method(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_http_line(Reader& reader) {
  const auto line = reader.text("http");
  if (!line) return;
  const size_t blank = line->find(' ');
  const std::string_view url =
      blank == std::string::npos ? "" : trim(std::string_view(*line).substr(blank));
  if (!is_method(std::string_view(*line).substr(0, blank)) || url.empty())
    return reader.report("wrong-request", "\"" + *line + "\" is no request", "http",
                         "write http: GET ${task.NAME}/path");
  const bool absolute = url.starts_with("http://") || url.starts_with("https://");
  if (!absolute && !url.starts_with("${"))
    reader.report("wrong-request", "\"" + std::string(url) + "\" is no whole URL", "http",
                  "begin it with ${task.NAME}");
}

void check_http(Reader& reader) {
  check_http_line(reader);
  refuse_not_yet(reader, {"multipart", "tls"});
  allow_one(reader, {"json", "form", "multipart", "body", "file"});
  for (const std::string_view key : {"form", "headers", "query"}) reader.mapping(key);
  for (const std::string_view key : {"follow", "cookies"}) reader.flag(key);
  reader.text("file");
  reader.scalar("as");
}

void check_sql(Reader& reader) {
  const auto statement = reader.text("sql");
  if (statement && trim(*statement).empty())
    reader.report("wrong-statement", "there is no statement", "sql");
  reader.list("params");
  reader.text("service");
}

void check_words(Reader& reader, std::string_view key) {
  const Value* written = reader.find(key);
  if (written == nullptr) return;
  if (!written->is_text() && !written->is_array())
    return reader.report("wrong-type",
                         "\"" + std::string(key) + "\" must be a text or a list, but is " +
                             std::string(written->kind_name()),
                         key);
  const bool empty =
      written->is_text() ? trim(written->as_text()).empty() : written->items().empty();
  if (empty) reader.report("wrong-command", "there is no command", key);
  for (const Value& word : written->items())
    if (word.is_array() || word.is_object() || word.is_null())
      reader.report("wrong-type", "a word of a command is a text", key);
}

void check_redis(Reader& reader) {
  check_words(reader, "redis");
  const Value* written = reader.find("redis");
  if (written != nullptr && written->is_text())
    if (const auto words = split_words(written->as_text()); !words)
      reader.report(words.error().code, words.error().what, "redis");
  reader.text("service");
}

void check_report(Reader& reader, const Reading& reading) {
  const Value* report = reader.find("report");
  if (report == nullptr) return;
  Reader own(*report, reading.file, reader.pointer("report"), reading.findings);
  refuse_not_yet(own, {"tap", "ctrf"});
  if (!own.has("tap") && !own.has("ctrf")) own.require("junit");
  const auto path = own.text("junit");
  if (path && path->empty()) own.report("wrong-type", "\"junit\" must be a path", "junit");
  own.finish();
}

void check_exec(Reader& reader, const Reading& reading) {
  check_words(reader, "exec");
  const auto in = reader.text("in");
  if (in && in->find('/') == std::string::npos && in->find("${") == std::string::npos)
    reader.report("wrong-container", "\"" + *in + "\" is no container", "in",
                  "write in: TASK/CONTAINER");
  reader.scalar("stdin");
  reader.mapping("env");
  check_report(reader, reading);
}

void check_table(const Value& rows, const Reading& reading) {
  if (!rows.is_array() || rows.items().empty())
    return reading.report("wrong-type", "a table is a list of rows", rows);
  for (const Value& row : rows.items())
    if (!row.is_object() || row.members().empty())
      reading.report("wrong-type", "a row is a mapping of columns and values", row);
}

void check_fixture_file(const Value& file, const Reading& reading) {
  const std::string& name = file.as_text();
  if (name.ends_with(".csv"))
    return reading.report("not-yet", "fixtures from .csv are not there yet", file);
  for (const std::string_view known : {".sql", ".json", ".redis"})
    if (name.ends_with(known)) return;
  reading.report("wrong-fixture", "a fixture is a file .sql, .json or .redis", file);
}

void check_fixtures(Reader& reader, const Value& step, const Reading& reading) {
  reader.text("service");
  const Value& fixtures = *step.find("fixtures");
  const Reading below = reading.below("fixtures");
  for (const Value& file : fixtures.items()) check_fixture_file(file, below);
  for (const Value::Member& table : fixtures.members())
    check_table(table.value, below.below(table.key));
  if (fixtures.items().empty() && fixtures.members().empty())
    below.report("wrong-type", "\"fixtures\" must be a list of files or {table: [rows]}", fixtures);
}

}  // namespace

void check_own_keys(Reader& reader, const VerbRule& rule, const Value& step,
                    const Reading& reading) {
  reader.has(rule.name);
  for (const std::string& key : rule.keys) reader.has(key);
  const Value* main = step.find(rule.name);
  if (main == nullptr || main->is_null())
    return reader.report("wrong-type", "\"" + std::string(rule.name) + "\" is empty", rule.name);
  switch (rule.verb) {
    case Verb::http: return check_http(reader);
    case Verb::sql: return check_sql(reader);
    case Verb::redis: return check_redis(reader);
    case Verb::exec: return check_exec(reader, reading);
    case Verb::fixtures: return check_fixtures(reader, step, reading);
    case Verb::wait:
    case Verb::include:
    case Verb::fault:
    case Verb::browser:
    case Verb::manual: return;
  }
}

}  // namespace gonogo

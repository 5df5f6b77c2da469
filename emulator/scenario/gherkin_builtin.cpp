// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_builtin.h"

#include <algorithm>
#include <charconv>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/regex.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

using Line = PhraseLine;
using gherkin::StepType;

Error problem(std::string code, std::string what, std::string hint = {}) {
  return {.code = std::move(code), .what = std::move(what), .hint = std::move(hint)};
}

bool is_outcome(const Line& line) { return line.step.type == StepType::outcome; }

// Under Then a reader takes a line for a check.
Result<Done> refuse_outcome(const Line& line, const std::string& does, const std::string& instead) {
  if (!is_outcome(line)) return Done{};
  return fail(
      problem("checks-nothing", "under Then this phrase would check nothing: it " + does, instead));
}

void add_step(Line& line, Value mapping) {
  mapping.set("name", line.step.text);
  line.book.steps.push_back({.mapping = std::move(mapping)});
}

Result<PhraseStep*> last_step(Line& line, std::string_view verb, std::string_view kind) {
  auto& steps = line.book.steps;
  const auto found = std::find_if(steps.rbegin(), steps.rend(), [&](const PhraseStep& step) {
    return step.mapping.find(verb) != nullptr;
  });
  if (found != steps.rend()) return &*found;
  return fail(problem("nothing-before", "no " + std::string(kind) + " before this line",
                      "say first what is sent or run"));
}

Result<Done> add_expectation(Line& line, std::string_view verb, std::string_view kind,
                             Value fields) {
  const auto step = last_step(line, verb, kind);
  if (!step) return fail(step.error());
  (*step)->expects.push_back(std::move(fields));
  line.book.touched = static_cast<size_t>(*step - line.book.steps.data());
  return Done{};
}

Result<Done> expect(Line& line, Value fields) {
  return add_expectation(line, "http", "request was sent", std::move(fields));
}

Result<Done> expect_of_command(Line& line, Value fields) {
  return add_expectation(line, "exec", "command was run", std::move(fields));
}

/// A text between quotes is a text; a number, true, false or null without them is that.
Value typed(const std::string& text, bool only_integers) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return number;
  if (only_integers) return text;
  if (text == "true" || text == "false") return text == "true";
  if (text == "null") return nullptr;
  if (is_number_text(text))
    if (const auto value = parse_json(text, "")) return *value;
  return text;
}

/// What a phrase's "V" may be: a person does not tell 5 from "5".
Value loosely(const std::string& text) {
  const Value value = typed(text, false);
  if (value.is_text()) return value;
  return Value::object({{"one_of", Value(Value::Array{value, Value(text)})}});
}

Value is(std::string_view op, Value operand) {
  return Value::object({{std::string(op), std::move(operand)}});
}

std::string path_of(const std::string& written) {
  return written.starts_with('$') ? written : "$." + written;
}

Value json_field(const std::string& path, Value wanted) {
  return Value::object({{"json", Value::object({{path_of(path), std::move(wanted)}})}});
}

// --- data

// Under Then, and where it is waited for, it is what the scenario checks.
Result<Done> product_runs(Line& line) {
  Value step = Value::object({{"environment", "healthy"}});
  if (is_outcome(line) || line.text != line.step.text)
    step.set("expect", Value::object({{"problems", Value::array()}}));
  add_step(line, std::move(step));
  return Done{};
}

Result<Done> set_variable(Line& line) {
  if (auto done = refuse_outcome(line, "gives a variable its value",
                                 "the response field \"…\" is \"…\" checks one");
      !done)
    return done;
  line.book.vars[line.words[1]] = line.words[2];
  return Done{};
}

/// Rows as mappings of the header's names.
Result<Value> rows_of(const Line& line) {
  const auto& table = line.step.table;
  if (table.size() < 2)
    return fail(problem("no-table", "this phrase needs a table: names of columns, then rows"));
  Value rows = Value::array();
  for (size_t i = 1; i < table.size(); ++i) {
    Value row = Value::object();
    for (size_t c = 0; c < table[i].size(); ++c)
      row.set(table[0][c].value,
              table[i][c].value == "NULL" ? Value(nullptr) : Value(table[i][c].value));
    rows.push(std::move(row));
  }
  return rows;
}

std::string quoted_name(const std::string& name) {
  return "`" + replace_all(name, "`", "``") + "`";
}

void check_row(Line& line, const std::string& table, const Value& row) {
  std::vector<std::string> conditions;
  Value parameters = Value::array();
  for (const Value::Member& cell : row.members()) {
    conditions.push_back(quoted_name(cell.key) + (cell.value.is_null() ? " IS NULL" : " = ?"));
    if (!cell.value.is_null()) parameters.push(cell.value);
  }
  add_step(line, Value::object({{"sql", "SELECT COUNT(*) FROM " + quoted_name(table) + " WHERE " +
                                            join(conditions, " AND ")},
                                {"params", parameters},
                                {"expect", Value::object({{"value", is("ge", 1)}})}}));
}

// Given: the rows are put there; Then: each row must be there.
Result<Done> table_contains(Line& line) {
  const auto rows = rows_of(line);
  if (!rows) return fail(rows.error());
  if (is_outcome(line)) {
    for (const Value& row : rows->items()) check_row(line, line.words[1], row);
  } else {
    add_step(line, Value::object({{"fixtures", Value::object({{line.words[1], *rows}})}}));
  }
  return Done{};
}

Result<Done> table_is_empty(Line& line) {
  const std::string table = quoted_name(line.words[1]);
  if (is_outcome(line))
    add_step(line, Value::object({{"sql", "SELECT COUNT(*) FROM " + table},
                                  {"expect", Value::object({{"value", 0}})}}));
  else
    add_step(line, Value::object({{"sql", "DELETE FROM " + table}}));
  return Done{};
}

// --- requests

void add_request(Line& line, Value mapping) {
  mapping.set("http", line.words[1] + " " + line.words[2]);
  if (!line.book.headers.is_null()) mapping.set("headers", std::exchange(line.book.headers, {}));
  if (!line.book.actor.empty()) mapping.set("as", line.book.actor);
  add_step(line, std::move(mapping));
}

Result<Done> send(Line& line) {
  add_request(line, Value::object());
  return Done{};
}

Result<Value> json_of_doc(const Line& line) {
  auto json = parse_json(line.step.doc->content, "");
  if (json) return json;
  return fail(problem("bad-json", "the doc string is no JSON: " + json.error().what,
                      "a variable stands between quotes: \"${entry}\" keeps its type"));
}

Result<Done> send_with(Line& line) {
  if (line.step.doc) {
    auto json = json_of_doc(line);
    if (!json) return fail(json.error());
    add_request(line, Value::object({{"json", std::move(*json)}}));
    return Done{};
  }
  Value json = Value::object();
  for (const auto& row : line.step.table) {
    if (row.size() != 2)
      return fail(problem("no-table", "what is sent has two columns: a name and its value"));
    json.set(row[0].value, typed(row[1].value, false));
  }
  if (json.members().empty())
    return fail(
        problem("no-table", "this phrase needs a table of names and values, or a doc string"));
  add_request(line, Value::object({{"json", std::move(json)}}));
  return Done{};
}

Result<Done> send_with_body(Line& line) {
  if (!line.step.doc) return fail(problem("no-doc-string", "this phrase needs a doc string"));
  add_request(line, Value::object({{"body", line.step.doc->content}}));
  return Done{};
}

Result<Done> set_header(Line& line) {
  if (auto done = refuse_outcome(line, "sets a header of the next request",
                                 "the response header \"…\" is \"…\" checks one");
      !done)
    return done;
  line.book.headers.set(line.words[1], line.words[2]);
  return Done{};
}

Result<Done> become(Line& line) {
  if (auto done = refuse_outcome(line, "says who acts", "write it under Given or When"); !done)
    return done;
  line.book.actor = line.words[1];
  return Done{};
}

Result<Done> status_is(Line& line) {
  return expect(line, Value::object({{"status", typed(line.words[1], true)}}));
}

Result<Done> body_contains(Line& line) {
  return expect(line, Value::object({{"body", is("contains", line.words[1])}}));
}

Result<Done> field_is(Line& line) {
  return expect(line, json_field(line.words[1], loosely(line.words[2])));
}

Result<Done> field_is_a(Line& line) {
  const std::string type = line.words[2] == "list" ? "array" : line.words[2];
  return expect(line, json_field(line.words[1], is("type", type)));
}

Result<Done> field_contains(Line& line) {
  return expect(line, json_field(line.words[1], is("contains", line.words[2])));
}

Result<Done> field_is_doc(Line& line) {
  if (!line.step.doc) return fail(problem("no-doc-string", "this phrase needs a doc string"));
  const auto json = parse_json(line.step.doc->content, "");
  return expect(line,
                json_field(line.words[1], is("eq", json ? *json : Value(line.step.doc->content))));
}

Result<Done> header_is(Line& line) {
  Value wanted = line.words[2] == "is" ? Value(line.words[3]) : is("contains", line.words[3]);
  return expect(line, Value::object({{"headers", Value::object({{line.words[1], wanted}})}}));
}

Result<Done> remember(Line& line) {
  const auto step = last_step(line, "http", "request was sent");
  if (!step) return fail(step.error());
  (*step)->captures.push_back(Value::object({{line.words[2], path_of(line.words[1])}}));
  return Done{};
}

// --- stores

Result<Done> query(Line& line, Value fields) {
  add_step(line, Value::object({{"sql", line.words[1]}, {"expect", std::move(fields)}}));
  return Done{};
}

Result<Done> query_rows(Line& line) {
  if (line.step.table.empty())
    return fail(problem("no-table", "this phrase needs a table: the rows that come back"));
  Value rows = Value::array();
  for (const auto& cells : line.step.table) {
    Value row = Value::array();
    for (const auto& cell : cells)
      row.push(cell.value == "NULL" ? Value(nullptr) : typed(cell.value, true));
    rows.push(std::move(row));
  }
  return query(line, Value::object({{"rows", std::move(rows)}}));
}

Result<Done> query_count(Line& line) {
  return query(line, Value::object({{"count", typed(line.words[2], true)}}));
}

Result<Done> query_value(Line& line) {
  return query(line, Value::object({{"value", loosely(line.words[2])}}));
}

Result<Done> redis(Line& line, const char* command, Value wanted) {
  add_step(line, Value::object({{"redis", Value(Value::Array{command, line.words[1]})},
                                {"expect", Value::object({{"value", std::move(wanted)}})}}));
  return Done{};
}

Result<Done> key_is(Line& line) { return redis(line, "GET", line.words[2]); }
Result<Done> key_is_absent(Line& line) { return redis(line, "EXISTS", 0); }
Result<Done> key_expires(Line& line) {
  return redis(line, "TTL", Value::object({{"gt", 0}, {"le", typed(line.words[2], true)}}));
}

// --- commands, faults, people

Result<Done> run_command(Line& line) {
  add_step(line, Value::object({{"exec", line.words[1]}, {"in", line.words[2]}}));
  return Done{};
}

Result<Done> exits_with(Line& line) {
  return expect_of_command(line, Value::object({{"exit", typed(line.words[1], true)}}));
}

Result<Done> output_contains(Line& line) {
  return expect_of_command(line, Value::object({{"stdout", is("contains", line.words[1])}}));
}

Result<Done> fault(Line& line, const std::string& kind) {
  if (auto done = refuse_outcome(line, "does that to it", "write it under Given or When"); !done)
    return done;
  add_step(line, Value::object({{"fault", is(kind, line.words[1])}}));
  return Done{};
}

Result<Done> container_is(Line& line) {
  static constexpr std::pair<std::string_view, const char*> kinds[] = {
      {"killed", "kill"}, {"paused", "pause"}, {"resumed", "resume"}};
  for (const auto& [word, kind] : kinds)
    if (line.words[2] == word) return fault(line, kind);
  return Done{};
}

Result<Done> service_restarts(Line& line) { return fault(line, "restart"); }

Result<Done> confirms(Line& line) {
  add_step(line, Value::object({{"manual", line.words[2]}, {"by", line.words[1]}}));
  return Done{};
}

// --- browser

Result<Done> browse(Line& line, std::string_view action, Value value) {
  Value step = Value::object({{"browser", Value(Value::Array{is(action, std::move(value))})}});
  if (!line.book.actor.empty()) step.set("as", line.book.actor);
  add_step(line, std::move(step));
  return Done{};
}

Value pair(const char* target_key, const std::string& target, const char* key,
           const std::string& text) {
  return Value::object({{target_key, target}, {key, text}});
}

Result<Done> open(Line& line) { return browse(line, "open", line.words[1]); }
Result<Done> click(Line& line) { return browse(line, "click", line.words[1]); }
Result<Done> type(Line& line) {
  return browse(line, "type", pair("into", line.words[2], "text", line.words[1]));
}
Result<Done> choose(Line& line) {
  return browse(line, "select", pair("in", line.words[2], "option", line.words[1]));
}
Result<Done> tick(Line& line) {
  return browse(line, line.words[1] == "tick" ? "check" : "uncheck", line.words[2]);
}
Result<Done> press(Line& line) { return browse(line, "press", line.words[1]); }
Result<Done> see(Line& line) { return browse(line, "see", line.words[1]); }
Result<Done> not_see(Line& line) { return browse(line, "not_see", line.words[1]); }
Result<Done> am_at(Line& line) { return browse(line, "at", line.words[1]); }
Result<Done> title(Line& line) { return browse(line, "title", line.words[1]); }
Result<Done> screenshot(Line& line) { return browse(line, "screenshot", line.words[1]); }

/// A line without "within N seconds, ", and the seconds.
struct Timed {
  std::string text;
  Milliseconds within{};
};

Timed timed(const std::string& line) {
  const auto found = search(line, R"re(^[Ww]ithin ([0-9]+) seconds?, (.*)$)re");
  if (!found || !*found) return {line, Milliseconds(0)};
  return {(**found)[2], Milliseconds(1'000 * typed((**found)[1], true).as_integer())};
}

// What was just added waits: a look into a store again and again, a browser with more time.
Result<Done> make_wait(PhraseBook& book, size_t before, Milliseconds within) {
  const std::string text = std::to_string(within.count()) + "ms";
  for (size_t i = before; i < book.steps.size(); ++i) {
    Value& mapping = book.steps[i].mapping;
    const Value name = *mapping.find("name");
    if (mapping.find("browser") != nullptr) {
      mapping.set("timeout", text);
    } else if (mapping.find("expect") != nullptr) {
      mapping.erase("name");
      mapping = Value::object({{"name", name}, {"wait", mapping}, {"for", text}});
    } else {
      return fail(problem("cannot-wait", "there is nothing to wait for in this phrase"));
    }
  }
  if (book.steps.size() > before) return Done{};
  if (book.touched >= book.steps.size() || book.steps[book.touched].expects.empty())
    return fail(problem("cannot-wait", "there is nothing to wait for in this phrase"));
  Milliseconds& retry = book.steps[book.touched].retry;
  retry = std::max(retry, within);
  return Done{};
}

}  // namespace

const std::vector<BuiltinPhrase>& builtin_phrases() {
  static const std::vector<BuiltinPhrase> phrases{
      {"the product is running", "the product is running", product_runs},
      {R"("NAME" is "VALUE")", "Q is Q", set_variable},
      {R"(the table "T" contains: (table))", "the table Q contains:", table_contains},
      {R"(the table "T" is empty)", "the table Q is empty", table_is_empty},
      {R"(I send a GET request to "URL")", "I send an? ([A-Z]+) request to Q", send},
      {R"(I send a POST request to "URL" with: (table or doc string))",
       "I send an? ([A-Z]+) request to Q with:", send_with},
      {R"(I send a POST request to "URL" with body: (doc string))",
       "I send an? ([A-Z]+) request to Q with body:", send_with_body},
      {R"(the header "H" is "V")", "the header Q is Q", set_header},
      {R"(I am "ACTOR")", "I am Q", become},
      {"the response status is N", "the response status is ([0-9]{3}|[1-5]xx)", status_is},
      {R"(the response contains "TEXT")", "the response contains Q", body_contains},
      {R"(the response field "PATH" is "V")", "the response field Q is Q", field_is},
      {R"(the response field "PATH" is a TYPE)", "the response field Q is an? ([a-z]+)",
       field_is_a},
      {R"(the response field "PATH" contains "V")", "the response field Q contains Q",
       field_contains},
      {R"(the response field "PATH" is: (doc string))", "the response field Q is:", field_is_doc},
      {R"(the response header "H" is "V")", "the response header Q (is|contains) Q", header_is},
      {R"(I remember the response field "PATH" as "NAME")", "I remember the response field Q as Q",
       remember},
      {R"(the query "SQL" returns: (table))", "the query Q returns:", query_rows},
      {R"(the query "SQL" returns N rows)", "the query Q returns ([0-9]+) rows?", query_count},
      {R"(the query "SQL" returns "V")", "the query Q returns Q", query_value},
      {R"(the Redis key "K" is "V")", "the Redis key Q is Q", key_is},
      {R"(the Redis key "K" does not exist)", "the Redis key Q does not exist", key_is_absent},
      {R"(the Redis key "K" expires within N seconds)",
       "the Redis key Q expires within ([0-9]+) seconds?", key_expires},
      {R"(I run "CMD" in "T/C")", "I run Q in Q", run_command},
      {"it exits with N", "it exits with ([0-9]+)", exits_with},
      {R"(its output contains "TEXT")", "its output contains Q", output_contains},
      {R"(I open "URL")", "I open Q", open},
      {R"(I click "NAME")", "I click Q", click},
      {R"(I type "TEXT" into "NAME")", "I type Q into Q", type},
      {R"(I choose "OPTION" from "NAME")", "I choose Q from Q", choose},
      {R"(I tick "NAME")", "I (tick|untick) Q", tick},
      {R"(I press "KEY")", "I press Q", press},
      {R"(I see "TEXT")", "I see Q", see},
      {R"(I do not see "TEXT")", "I do not see Q", not_see},
      {R"(I am at "URL")", "I am at Q", am_at},
      {R"(the page title is "T")", "the page title is Q", title},
      {R"(I take a screenshot "N")", "I take a screenshot Q", screenshot},
      {R"(the container "T/C" is killed)", "the container Q is (killed|paused|resumed)",
       container_is},
      {R"(the service "S" restarts)", "the service Q restarts", service_restarts},
      {R"(NAME confirms: "TEXT")", R"(([^"]+) confirms: Q)", confirms},
  };
  return phrases;
}

std::optional<std::vector<std::string>> match_builtin(const BuiltinPhrase& phrase,
                                                      const std::string& line) {
  const std::string pattern =
      "^" + replace_all(std::string(phrase.pattern), "Q", R"re("((?:[^"\\]|\\.)*)")re") + "$";
  const auto found = search(timed(line).text, pattern);
  if (!found || !*found) return std::nullopt;
  std::vector<std::string> words = **found;
  for (std::string& word : words) word = replace_all(word, "\\\"", "\"");
  return words;
}

Result<Done> apply_builtin(const BuiltinPhrase& phrase, const gherkin::PickleStep& step,
                           PhraseBook& book) {
  const Timed line = timed(step.text);
  const size_t before = book.steps.size();
  PhraseLine applied{.step = step,
                     .text = line.text,
                     .words = match_builtin(phrase, step.text).value_or(std::vector<std::string>{}),
                     .book = book};
  if (auto done = phrase.apply(applied); !done) return done;
  if (line.within.count() == 0) return Done{};
  return make_wait(book, before, line.within);
}

}  // namespace gonogo

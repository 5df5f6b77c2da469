// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_phrase_line.h"

#include "emulator/io/document.h"

namespace gonogo::phrases {
namespace {

std::string path_of(const std::string& written) {
  return written.starts_with('$') ? written : "$." + written;
}

Value json_field(const std::string& path, Value wanted) {
  return Value::object({{"json", Value::object({{path_of(path), std::move(wanted)}})}});
}

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

}  // namespace

std::vector<BuiltinPhrase> request_phrases() {
  return {
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
  };
}

}  // namespace gonogo::phrases

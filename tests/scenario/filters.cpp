// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/filters.h"

#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "emulator/scenario/value_text.h"

using namespace gonogo;

namespace {

std::string result_of(const std::string& value, const std::string& filter) {
  const WallTime now = from_rfc3339("2026-11-24T12:00:00Z");
  const auto result = filtered(*parse_json(value, "value"), {*parse_json(filter, "filter")}, now);
  return result ? printed(*result) : result.error().code;
}

}  // namespace

TEST_CASE("every filter") {
  struct Row {
    std::string value;
    std::string filter;
    std::string result;
  };
  // clang-format off
  const Row rows[] = {
      {"[1,2]", "\"count\"", "2"}, {"{\"a\":1}", "\"count\"", "1"}, {"\"ab\"", "\"count\"", "filter-failed"},
      {"[1,2]", "{\"nth\":1}", "2"}, {"[1,2]", "{\"nth\":-1}", "2"}, {"[1,2]", "{\"nth\":2}", "missing"}, {"\"ab\"", "{\"nth\":0}", "filter-failed"},
      {"[1,2]", "\"first\"", "1"}, {"[]", "\"first\"", "missing"}, {"[1,2]", "\"last\"", "2"},
      {"{\"b\":1,\"a\":2}", "\"keys\"", "[\"b\",\"a\"]"}, {"{\"b\":1,\"a\":2}", "\"values\"", "[1,2]"},
      {"[3,1,2]", "\"sort\"", "[1,2,3]"}, {"[\"b\",\"a\"]", "\"sort\"", "[\"a\",\"b\"]"}, {"[1,\"a\"]", "\"sort\"", "filter-failed"},
      {"[1,2,1.0]", "\"unique\"", "[1,2]"}, {"[1,\"a\"]", "{\"join\":\"-\"}", "\"1-a\""},
      {"\"a, b\"", "{\"split\":\", \"}", "[\"a\",\"b\"]"}, {"\"\"", "{\"split\":\",\"}", "[\"\"]"},
      {"\"a.b.c\"", "{\"replace\":[\".\",\"-\"]}", "\"a-b-c\""},
      {"\"id=42;\"", "{\"regex\":\"id=([0-9]+)\"}", "\"42\""}, {"\"id=42;\"", "{\"regex\":\"[0-9]+\"}", "\"42\""}, {"\"id\"", "{\"regex\":\"[0-9]+\"}", "missing"},
      {"\" a \"", "\"trim\"", "\"a\""}, {"\"Ab\"", "\"lower\"", "\"ab\""}, {"\"Ab\"", "\"upper\"", "\"AB\""},
      {"\"42\"", "\"to_int\"", "42"}, {"\"42.0\"", "\"to_int\"", "42"}, {"\"42.5\"", "\"to_int\"", "filter-failed"}, {"\"x\"", "\"to_int\"", "filter-failed"}, {"true", "\"to_int\"", "filter-failed"},
      {"\"1.5\"", "\"to_number\"", "1.5"}, {"7", "\"to_number\"", "7"}, {"7", "\"to_text\"", "\"7\""}, {"[1]", "\"to_text\"", "\"[1]\""},
      {"\"2026-11-24 10:00:00\"", "\"to_date\"", "\"2026-11-24T10:00:00Z\""}, {"\"24.11.2026\"", "{\"to_date\":\"%d.%m.%Y\"}", "\"2026-11-24T00:00:00Z\""}, {"\"soon\"", "\"to_date\"", "filter-failed"},
      {"\"2026-11-24\"", "{\"format_date\":\"%d.%m.\"}", "\"24.11.\""},
      {"\"aGk=\"", "\"decode_base64\"", "\"hi\""}, {"\"aGk\"", "\"decode_base64\"", "\"hi\""}, {"\"!\"", "\"decode_base64\"", "filter-failed"}, {"\"hi\"", "\"encode_base64\"", "\"aGk=\""},
      {"\"a%20b+c\"", "\"decode_url\"", "\"a b c\""}, {"\"%2\"", "\"decode_url\"", "filter-failed"},
      {"\"{\\\"a\\\":1}\"", "\"parse_json\"", "{\"a\":1}"}, {"\"{\"", "\"parse_json\"", "filter-failed"},
      {"{\"a\":[1,2]}", "{\"jsonpath\":\"$.a[1]\"}", "2"}, {"{\"a\":[1,2]}", "{\"jsonpath\":\"$.b\"}", "missing"},
      {"\"2026-11-27T13:00:00Z\"", "\"days_from_now\"", "3"}, {"\"2026-11-23T12:00:00Z\"", "\"days_from_now\"", "-1"},
      {"\"\u00e5\"", "\"bytes\"", "2"},
      {"\"a\"", "\"split\"", "wrong-type"}, {"\"a\"", "{\"trim\":1}", "wrong-type"}, {"\"a\"", "\"tirm\"", "unknown-filter"}, {"\"<a\"", "{\"xpath\":\"/a\"}", "bad-xml"}, {"\"a\"", "{\"xpath\":\"/[\"}", "bad-xpath"},
      {"\"<a><b>x</b><b>y</b></a>\"", "{\"xpath\":\"//b\"}", "[\"x\",\"y\"]"}, {"\"<a><b>x</b></a>\"", "{\"xpath\":\"string(//b)\"}", "\"x\""}, {"\"<a/>\"", "{\"xpath\":\"//b\"}", "missing"},
  };
  // clang-format on
  for (const Row& row : rows) {
    INFO(row.value, "   ", row.filter);
    CHECK(result_of(row.value, row.filter) == row.result);
  }
}

TEST_CASE("no filter is without a row above") { CHECK(filter_names().size() == 28); }

TEST_CASE("a filter after a missing value leaves it missing") {
  const auto result = filtered(std::nullopt, {Value("trim")}, WallTime{});
  REQUIRE(result.has_value());
  CHECK_FALSE(result->has_value());
}

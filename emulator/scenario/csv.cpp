// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/csv.h"

#include <algorithm>
#include <vector>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

struct Row {
  std::vector<std::string> cells{};
  int line = 1;
};

/// Goes through the text once; a quoted cell may hold commas, line ends and doubled quotes.
class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& file) : text_(text), file_(file) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  }

  Result<std::vector<Row>> read() {
    std::vector<Row> rows;
    while (!text_.empty()) {
      Row row{.line = line_};
      if (auto done = read_row(row); !done) return fail(done.error());
      const bool blank = row.cells.size() == 1 && row.cells[0].empty();
      if (!blank) rows.push_back(std::move(row));
    }
    return rows;
  }

  tl::unexpected<Error> bad(const std::string& what, int line) const {
    return fail({.code = "bad-csv", .what = what, .where = {.file = file_, .mark = {line, 1}}});
  }

 private:
  Result<Done> read_row(Row& row) {
    for (;;) {
      auto cell = text_.starts_with('"') ? quoted_cell() : plain_cell();
      if (!cell) return fail(cell.error());
      row.cells.push_back(std::move(*cell));
      if (text_.starts_with(',')) {
        text_.remove_prefix(1);
        continue;
      }
      if (text_.starts_with("\r\n")) text_.remove_prefix(1);
      if (text_.starts_with('\n')) {
        text_.remove_prefix(1);
        ++line_;
      } else if (!text_.empty()) {
        return bad("something follows the closing quote of a cell", line_);
      }
      return Done{};
    }
  }

  Result<std::string> plain_cell() {
    size_t end = std::min(text_.find_first_of(",\n"), text_.size());
    std::string cell(text_.substr(0, end));
    text_.remove_prefix(end);
    if (!text_.starts_with(',') && cell.ends_with('\r')) cell.pop_back();
    if (cell.find('"') != std::string::npos)
      return bad("a quote inside a cell: put the whole cell in quotes and double it", line_);
    return cell;
  }

  Result<std::string> quoted_cell() {
    const int start = line_;
    std::string cell;
    text_.remove_prefix(1);
    while (!text_.empty()) {
      const char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"' && !text_.starts_with('"')) return cell;
      if (c == '"') text_.remove_prefix(1);
      if (c == '\n') ++line_;
      cell += c;
    }
    return bad("a quote is never closed", start);
  }

  std::string_view text_;
  const std::string& file_;
  int line_ = 1;
};

Result<Done> check_header(const Row& header, const CsvReader& reader) {
  for (size_t i = 0; i < header.cells.size(); ++i) {
    const std::string& name = header.cells[i];
    if (trim(name).empty())
      return reader.bad("column " + std::to_string(i + 1) + " has no name", header.line);
    if (std::count(header.cells.begin(), header.cells.end(), name) > 1)
      return reader.bad("two columns are called \"" + name + "\"", header.line);
  }
  return Done{};
}

}  // namespace

Result<Value::Array> parse_csv(std::string_view text, const std::string& file) {
  CsvReader reader(text, file);
  const auto rows = reader.read();
  if (!rows) return fail(rows.error());
  if (rows->empty()) return reader.bad("there is no header", 1);
  const Row& header = rows->front();
  if (auto good = check_header(header, reader); !good) return fail(good.error());
  Value::Array mappings;
  for (size_t i = 1; i < rows->size(); ++i) {
    const Row& row = (*rows)[i];
    if (row.cells.size() != header.cells.size())
      return reader.bad("this row has " +
                            count_of(static_cast<long long>(row.cells.size()), "cell") +
                            ", the header " + std::to_string(header.cells.size()),
                        row.line);
    Value mapping = Value::object();
    mapping.mark = {row.line, 1};
    for (size_t k = 0; k < row.cells.size(); ++k)
      mapping.members().push_back({header.cells[k], Value(row.cells[k]), {row.line, 1}});
    mappings.push_back(std::move(mapping));
  }
  return mappings;
}

}  // namespace gonogo

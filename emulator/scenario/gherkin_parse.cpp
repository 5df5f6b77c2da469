// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "emulator/base/text.h"
#include "emulator/scenario/gherkin.h"
#include "emulator/scenario/gherkin_line.h"
#include "emulator/scenario/gherkin_number.h"

namespace gonogo::gherkin {
namespace {

constexpr size_t most_problems = 10;

enum class Kind {
  end,
  empty,
  comment,
  tags,
  feature,
  rule,
  background,
  scenario,
  examples,
  step,
  doc,
  row,
  language,
  other
};

constexpr std::string_view kind_names[] = {"#EOF",
                                           "#Empty",
                                           "#Comment",
                                           "#TagLine",
                                           "#FeatureLine",
                                           "#RuleLine",
                                           "#BackgroundLine",
                                           "#ScenarioLine",
                                           "#ExamplesLine",
                                           "#StepLine",
                                           "#DocStringSeparator",
                                           "#TableRow",
                                           "#Language",
                                           "#Other"};

/// Where in the grammar the parser stands: behind what it read last.
enum class Place {
  start,
  language,
  feature_tags,
  header,
  header_text,
  background,
  background_text,
  scenario_tags,
  scenario,
  scenario_text,
  step,
  table,
  doc,
  doc_after_table,
  after_doc,
  table_after_doc,
  after_both,
  examples_tags,
  examples,
  examples_text,
  examples_table,
  rule_tags,
  end
};

using enum Kind;

// What may come at each place, in the order of gherkin.berp: lines are tried in it, and an error
// lists it. `header` is a feature's or a rule's; examples never come in a background.
constexpr std::array at_start{end, language, tags, feature, comment, empty};
constexpr std::array at_feature_tags{tags, feature, comment, empty};
constexpr std::array at_header{end, empty, comment, background, tags, scenario, rule, other};
constexpr std::array at_header_text{end, comment, background, tags, scenario, rule, other};
constexpr std::array at_steps{end, empty, comment, step, tags, examples, scenario, rule, other};
constexpr std::array at_steps_text{end, comment, step, tags, examples, scenario, rule, other};
constexpr std::array at_scenario_tags{tags, scenario, comment, empty};
constexpr std::array at_step{end, row, doc, step, tags, examples, scenario, rule, comment, empty};
constexpr std::array at_after_doc{end, row, step, tags, examples, scenario, rule, comment, empty};
constexpr std::array at_after_both{end, step, tags, examples, scenario, rule, comment, empty};
constexpr std::array at_doc{doc, other};
constexpr std::array at_examples_tags{tags, examples, comment, empty};
constexpr std::array at_examples{end, empty, comment, row, tags, examples, scenario, rule, other};
constexpr std::array at_examples_text{end, comment, row, tags, examples, scenario, rule, other};
constexpr std::array at_examples_table{end, row, tags, examples, scenario, rule, comment, empty};
constexpr std::array at_rule_tags{tags, rule, comment, empty};

std::span<const Kind> accepted(Place place) {
  switch (place) {
    case Place::start: return at_start;
    case Place::language:
    case Place::feature_tags: return at_feature_tags;
    case Place::header: return at_header;
    case Place::header_text: return at_header_text;
    case Place::background:
    case Place::scenario: return at_steps;
    case Place::background_text:
    case Place::scenario_text: return at_steps_text;
    case Place::scenario_tags: return at_scenario_tags;
    case Place::step:
    case Place::table: return at_step;
    case Place::doc:
    case Place::doc_after_table: return at_doc;
    case Place::after_doc:
    case Place::table_after_doc: return at_after_doc;
    case Place::after_both: return at_after_both;
    case Place::examples_tags: return at_examples_tags;
    case Place::examples: return at_examples;
    case Place::examples_text: return at_examples_text;
    case Place::examples_table: return at_examples_table;
    case Place::rule_tags: return at_rule_tags;
    case Place::end: return {};
  }
  return {};
}

/// A line as what it was taken for.
struct Token {
  Kind kind = end;
  std::string keyword{};
  std::string text{};
  StepType type = StepType::unknown;
  std::vector<Span> spans{};
  Mark where{};
};

class Parser {
 public:
  Parser(std::string_view text, const Dialects& dialects)
      : lines_(lines_of(text)), dialects_(dialects), dialect_(&dialects.at("en")) {}

  Document parse();

 private:
  bool may_come(Kind kind) const { return kind != examples || !in_background_; }
  std::optional<Token> match(const Line& line, Kind kind);
  std::optional<Token> match_title(const Line& line, Kind kind) const;
  std::optional<Token> match_step(const Line& line) const;
  std::optional<Token> match_doc(const Line& line) const;
  std::optional<Token> match_tags(const Line& line);
  std::optional<Token> match_language(const Line& line);
  void take(const Line& line);
  void take_end();
  Place act(const Token& token);
  Place take_tags(const Token& token);
  Place take_title(const Token& token);
  Place take_row(const Token& token);
  Place take_doc(const Token& token);
  Place take_comment(const Token& token);
  Place take_text(const Token& token);
  Place text_place() const;
  bool comes_next(Kind kind);
  void leave();
  void check_table(const std::vector<Row>& rows);
  std::string expected() const;
  void report(std::string message, Mark where);

  Rule& rule_now() {
    Feature& whole = *document_.feature;
    return whole.rules.empty() ? static_cast<Rule&>(whole) : whole.rules.back();
  }
  std::vector<Step>& steps() {
    return in_background_ ? rule_now().background->steps : rule_now().scenarios.back().steps;
  }

  std::vector<Line> lines_;
  size_t next_ = 0;  // the line behind the one that is being taken
  const Dialects& dialects_;
  const Dialect* dialect_;
  std::string language_ = "en";
  Document document_;
  Place place_ = Place::start;
  bool in_background_ = false;
  std::vector<Tag> tags_;               // read, and waiting for whom they are
  std::string* description_ = nullptr;  // of what was opened last
  std::vector<std::string> words_;      // of the description or doc string being read
  std::string delimiter_;               // of the open doc string
  int doc_indent_ = 0;
};

std::optional<Token> Parser::match_title(const Line& line, Kind kind) const {
  const auto begins = [&](const std::vector<std::string>& keywords) -> std::optional<Token> {
    for (const std::string& word : keywords)
      if (line.trimmed.starts_with(word) && line.trimmed.substr(word.size()).starts_with(':'))
        return Token{.kind = kind,
                     .keyword = word,
                     .text = std::string(trim_blanks(line.trimmed.substr(word.size() + 1))),
                     .where = {line.number, line.indent + 1}};
    return std::nullopt;
  };
  switch (kind) {
    case feature: return begins(dialect_->feature);
    case rule: return begins(dialect_->rule);
    case background: return begins(dialect_->background);
    case examples: return begins(dialect_->examples);
    default: break;
  }
  auto found = begins(dialect_->scenario);
  return found ? found : begins(dialect_->scenario_outline);
}

std::optional<Token> Parser::match_step(const Line& line) const {
  for (const auto& [word, type] : dialect_->steps)
    if (line.trimmed.starts_with(word))
      return Token{.kind = step,
                   .keyword = word,
                   .text = std::string(trim_blanks(line.trimmed.substr(word.size()))),
                   .type = type,
                   .where = {line.number, line.indent + 1}};
  return std::nullopt;
}

std::optional<Token> Parser::match_doc(const Line& line) const {
  for (const std::string_view mark : {"\"\"\"", "```"}) {
    if (!line.trimmed.starts_with(mark) || (!delimiter_.empty() && delimiter_ != mark)) continue;
    return Token{.kind = doc,
                 .keyword = std::string(mark),
                 .text = std::string(trim_blanks(line.trimmed.substr(mark.size()))),
                 .where = {line.number, line.indent + 1}};
  }
  return std::nullopt;
}

std::optional<Token> Parser::match_tags(const Line& line) {
  if (!line.trimmed.starts_with('@')) return std::nullopt;
  std::optional<Mark> bad;
  Token token{.kind = tags, .spans = tags_of(line, bad), .where = {line.number, line.indent + 1}};
  if (!bad) return token;
  report("A tag may not contain whitespace", *bad);
  return std::nullopt;
}

std::optional<Token> Parser::match_language(const Line& line) {
  const auto name = language_of(line);
  if (!name) return std::nullopt;
  const Mark where{line.number, line.indent + 1};
  if (dialects_.count(*name) != 0) return Token{.kind = language, .text = *name, .where = where};
  report("Language not supported: " + *name, where);
  return std::nullopt;
}

std::optional<Token> Parser::match(const Line& line, Kind kind) {
  const Mark where{line.number, line.indent + 1};
  const Mark whole{line.number, 1};
  switch (kind) {
    case end: return std::nullopt;
    case empty: return line.trimmed.empty() ? std::optional(Token{.kind = empty}) : std::nullopt;
    case comment:
      if (!line.trimmed.starts_with('#')) return std::nullopt;
      return Token{.kind = comment, .text = std::string(line.text), .where = whole};
    case tags: return match_tags(line);
    case step: return match_step(line);
    case doc: return match_doc(line);
    case row:
      if (!line.trimmed.starts_with('|')) return std::nullopt;
      return Token{.kind = row, .spans = cells_of(line), .where = where};
    case language: return match_language(line);
    case other:
      return Token{
          .kind = other, .text = std::string(without_indent(line, doc_indent_)), .where = whole};
    default: return match_title(line, kind);
  }
}

void Parser::report(std::string message, Mark where) {
  const auto same = [&](const Problem& each) {
    return each.message == message && each.where == where;
  };
  auto& problems = document_.problems;
  if (std::none_of(problems.begin(), problems.end(), same) && problems.size() < most_problems)
    problems.push_back({std::move(message), where});
}

std::string Parser::expected() const {
  std::vector<std::string> names;
  for (const Kind kind : accepted(place_))
    if (may_come(kind)) names.emplace_back(kind_names[static_cast<size_t>(kind)]);
  return join(names, ", ");
}

// Tags belong to what comes after them, comments and blank lines aside.
bool Parser::comes_next(Kind kind) {
  for (size_t i = next_; i < lines_.size(); ++i) {
    if (match(lines_[i], kind)) return true;
    if (!match(lines_[i], empty) && !match(lines_[i], comment) && !match(lines_[i], tags))
      return false;
  }
  return false;
}

Place Parser::take_tags(const Token& token) {
  Place target = place_;
  if (place_ == Place::start || place_ == Place::language) {
    target = Place::feature_tags;
  } else if (accepted(place_).front() != tags) {
    const auto list = accepted(place_);
    const bool among = std::find(list.begin(), list.end(), examples) != list.end();
    target = Place::rule_tags;
    if (comes_next(scenario)) target = Place::scenario_tags;
    if (among && may_come(examples) && comes_next(examples)) target = Place::examples_tags;
  }
  for (const Span& span : token.spans) tags_.push_back({.name = span.text, .where = span.where});
  return target;
}

Place Parser::take_title(const Token& token) {
  const auto open = [&](auto& node) {
    node.keyword = token.keyword;
    node.name = token.text;
    node.where = token.where;
    description_ = &node.description;
    if constexpr (requires { node.tags; }) node.tags = std::exchange(tags_, {});
  };
  if (token.kind != examples) in_background_ = token.kind == background;
  switch (token.kind) {
    case feature:
      document_.feature.emplace().language = language_;
      open(*document_.feature);
      return Place::header;
    case rule: open(document_.feature->rules.emplace_back()); return Place::header;
    case background: open(rule_now().background.emplace()); return Place::background;
    case scenario: open(rule_now().scenarios.emplace_back()); return Place::scenario;
    default: break;
  }
  open(rule_now().scenarios.back().examples.emplace_back());
  return Place::examples;
}

Place Parser::take_row(const Token& token) {
  const bool of_examples = place_ == Place::examples || place_ == Place::examples_text ||
                           place_ == Place::examples_table;
  auto& rows =
      of_examples ? rule_now().scenarios.back().examples.back().rows : steps().back().table;
  Row& added = rows.emplace_back();
  added.where = token.where;
  for (const Span& span : token.spans)
    added.cells.push_back({.value = span.text, .where = span.where});
  if (of_examples) return Place::examples_table;
  return steps().back().doc ? Place::table_after_doc : Place::table;
}

Place Parser::take_doc(const Token& token) {
  Step& owner = steps().back();
  if (delimiter_.empty()) {
    owner.doc =
        DocString{.delimiter = token.keyword, .media_type = token.text, .where = token.where};
    delimiter_ = token.keyword;
    doc_indent_ = token.where.column - 1;
    return place_ == Place::table ? Place::doc_after_table : Place::doc;
  }
  owner.doc->content = join(std::exchange(words_, {}), "\n");
  delimiter_.clear();
  doc_indent_ = 0;
  return place_ == Place::doc_after_table ? Place::after_both : Place::after_doc;
}

// A comment where a description may stand begins it: blank lines from there on are the
// description's.
Place Parser::text_place() const {
  switch (place_) {
    case Place::header: return Place::header_text;
    case Place::background: return Place::background_text;
    case Place::scenario: return Place::scenario_text;
    case Place::examples: return Place::examples_text;
    default: return place_;
  }
}

Place Parser::take_comment(const Token& token) {
  document_.comments.push_back({.text = token.text, .where = token.where});
  return text_place();
}

Place Parser::take_text(const Token& token) {
  words_.push_back(delimiter_.empty()
                       ? token.text
                       : replace_all(token.text, delimiter_ == "```" ? "\\`\\`\\`" : "\\\"\\\"\\\"",
                                     delimiter_));
  return text_place();
}

Place Parser::act(const Token& token) {
  switch (token.kind) {
    case end:
    case empty: return place_;
    case comment: return take_comment(token);
    case tags: return take_tags(token);
    case step:
      steps().push_back(
          {.keyword = token.keyword, .type = token.type, .text = token.text, .where = token.where});
      return Place::step;
    case doc: return take_doc(token);
    case row: return take_row(token);
    case language:
      language_ = token.text;
      dialect_ = &dialects_.at(token.text);
      return Place::language;
    case other: return take_text(token);
    default: return take_title(token);
  }
}

void Parser::check_table(const std::vector<Row>& rows) {
  for (const Row& each : rows)
    if (each.cells.size() != rows[0].cells.size())
      return report("inconsistent cell count within the table", each.where);
}

// What ends behind a place: a description, a table.
void Parser::leave() {
  switch (place_) {
    case Place::header_text:
    case Place::background_text:
    case Place::scenario_text:
    case Place::examples_text:
      while (!words_.empty() && trim_blanks(words_.back()).empty()) words_.pop_back();
      *description_ = join(std::exchange(words_, {}), "\n");
      break;
    case Place::table:
    case Place::table_after_doc: check_table(steps().back().table); break;
    case Place::examples_table:
      check_table(rule_now().scenarios.back().examples.back().rows);
      break;
    default: break;
  }
}

void Parser::take(const Line& line) {
  for (const Kind kind : accepted(place_)) {
    if (!may_come(kind)) continue;
    const auto token = match(line, kind);
    if (!token) continue;
    // What ends must be closed before the next of its kind is opened.
    const bool stays = kind == comment || kind == empty || kind == other ||
                       (kind == row && (place_ == Place::table || place_ == Place::examples_table ||
                                        place_ == Place::table_after_doc));
    if (!stays) leave();
    place_ = act(*token);
    return;
  }
  report("expected: " + expected() + ", got '" + std::string(trim_blanks(line.trimmed)) + "'",
         {line.number, line.indent + 1});
}

void Parser::take_end() {
  const auto list = accepted(place_);
  if (std::find(list.begin(), list.end(), end) != list.end()) return leave();
  report("unexpected end of file, expected: " + expected(),
         {static_cast<int>(lines_.size()) + 1, 0});
}

Document Parser::parse() {
  while (next_ < lines_.size()) {
    const Line& line = lines_[next_++];
    take(line);
  }
  take_end();
  number_nodes(document_);
  return std::move(document_);
}

}  // namespace

Document parse(std::string_view text, const Dialects& dialects) {
  return Parser(text, dialects).parse();
}

}  // namespace gonogo::gherkin

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "emulator/scenario/json_path.h"
#include "emulator/scenario/json_path_cursor.h"
#include "emulator/scenario/json_path_string.h"
#include "emulator/scenario/json_path_tree.h"

namespace gonogo {
namespace json_path {
namespace {

constexpr std::int64_t largest = 9007199254740991;  // 2^53 - 1: RFC 9535, section 2.1
constexpr int deepest = 64;                         // nested parentheses, filters and functions

struct Signature {
  std::string_view name;
  Function function;
  size_t arguments;
  bool takes_nodes;  ///< else values
};

constexpr std::array<Signature, 5> signatures{{{"length", Function::length, 1, false},
                                               {"count", Function::count, 1, true},
                                               {"match", Function::match, 2, false},
                                               {"search", Function::search, 2, false},
                                               {"value", Function::value, 1, true}}};

/// Recursive descent over the grammar of RFC 9535, appendix A. Every function answers nothing when
/// the text is refused; the first reason is kept.
class Parser : Cursor {
 public:
  explicit Parser(std::string_view text) : Cursor(text) {}

  Result<Query> parse() {
    std::optional<Query> query;
    if (take('$')) {
      query = segments(false);
    } else {
      refuse("a path begins with $");
    }
    if (query && !at_end()) refuse("nothing more can stand here");
    if (!refused()) return std::move(*query);
    return fail(error());
  }

 private:
  std::optional<Query> segments(bool relative) {
    Query query{.relative = relative};
    for (;;) {
      const size_t before = place();
      skip_blanks();
      if (peek() != '.' && peek() != '[') {
        return_to(before);
        return query;
      }
      auto next = segment();
      if (!next) return std::nullopt;
      query.segments.push_back(std::move(*next));
    }
  }

  std::optional<Segment> segment() {
    Segment segment{.descendant = take("..")};
    if (peek() == '[') {
      if (!bracketed(segment)) return std::nullopt;
      return segment;
    }
    if (!segment.descendant) take('.');
    if (take('*')) {
      segment.selectors.emplace_back(Wildcard{});
      return segment;
    }
    const size_t start = place();
    if (!starts_name(peek())) return refuse("a name, * or [ is expected");
    while (starts_name(peek()) || is_digit(peek())) ++at_;
    segment.selectors.emplace_back(std::string(text_.substr(start, at_ - start)));
    return segment;
  }

  bool bracketed(Segment& segment) {
    take('[');
    do {
      skip_blanks();
      auto next = selector();
      if (!next) return false;
      segment.selectors.push_back(std::move(*next));
      skip_blanks();
    } while (take(','));
    if (take(']')) return true;
    refuse("] or , is expected");
    return false;
  }

  std::optional<Selector> selector() {
    if (take('*')) return Wildcard{};
    if (peek() == '"' || peek() == '\'') {
      auto name = string();
      if (!name) return std::nullopt;
      return std::move(*name);
    }
    if (take('?')) return filter();
    return index_or_slice();
  }

  std::optional<Selector> filter() {
    skip_blanks();
    auto condition = any();
    if (!condition) return std::nullopt;
    return Filter{std::make_unique<Logical>(std::move(*condition))};
  }

  std::optional<Selector> index_or_slice() {
    Slice slice;
    if (peek() != ':') {
      slice.start = integer();
      if (!slice.start) return std::nullopt;
      const size_t before = place();
      skip_blanks();
      if (peek() != ':') {
        return_to(before);
        return *slice.start;
      }
    }
    take(':');
    if (!optional_integer(slice.end)) return std::nullopt;
    skip_blanks();
    if (!take(':')) return slice;
    std::optional<std::int64_t> step;
    if (!optional_integer(step)) return std::nullopt;
    slice.step = step.value_or(1);
    return slice;
  }

  bool optional_integer(std::optional<std::int64_t>& number) {
    skip_blanks();
    if (peek() != '-' && !is_digit(peek())) return true;
    number = integer();
    return number.has_value();
  }

  std::optional<std::int64_t> integer() {
    const size_t start = place();
    const bool negative = take('-');
    const size_t digits = place();
    while (is_digit(peek())) ++at_;
    const std::string_view read = text_.substr(digits, at_ - digits);
    if (read.empty()) return refuse("a selector is expected");
    if (read[0] == '0' && (negative || read.size() > 1))
      return refuse("an integer has no leading zero and no negative zero");
    std::int64_t number = 0;
    const auto result = std::from_chars(text_.data() + start, text_.data() + at_, number);
    if (result.ec != std::errc{} || number > largest || number < -largest)
      return refuse("the integer is beyond 2^53 - 1");
    return number;
  }

  std::optional<std::string> string() {
    std::string problem;
    auto read = read_string(text_, at_, problem);
    if (!read) return refuse(problem);
    return read;
  }

  std::optional<Logical> any() { return chain("||", Logical::Kind::any); }

  // `or` binds weaker than `and`: each is a chain of the next stronger one.
  std::optional<Logical> chain(std::string_view word, Logical::Kind kind) {
    Logical whole{.kind = kind};
    for (;;) {
      auto part = kind == Logical::Kind::any ? chain("&&", Logical::Kind::all) : basic();
      if (!part) return std::nullopt;
      whole.parts.push_back(std::move(*part));
      const size_t before = place();
      skip_blanks();
      if (!take(word)) {
        return_to(before);
        break;
      }
      skip_blanks();
    }
    if (whole.parts.size() == 1) {
      Logical only = std::move(whole.parts[0]);
      return only;
    }
    return whole;
  }

  std::optional<Logical> basic() {
    if (++depth_ > deepest) return refuse("it is nested too deeply");
    auto expression = negation_or_group();
    --depth_;
    return expression;
  }

  std::optional<Logical> negation_or_group() {
    const bool negated = take('!');
    if (negated) skip_blanks();
    auto inner = take('(') ? group() : comparison_or_test(negated);
    if (!inner || !negated) return inner;
    Logical whole{.kind = Logical::Kind::negation};
    whole.parts.push_back(std::move(*inner));
    return whole;
  }

  std::optional<Logical> group() {
    skip_blanks();
    auto inner = any();
    if (!inner) return std::nullopt;
    skip_blanks();
    if (!take(')')) return refuse(") is expected");
    return inner;
  }

  std::optional<Logical> comparison_or_test(bool negated) {
    auto left = operand();
    if (!left) return std::nullopt;
    const size_t before = place();
    skip_blanks();
    const auto comparator = negated ? std::nullopt : read_comparator();
    if (!comparator) {
      return_to(before);
      return test(std::move(*left));
    }
    skip_blanks();
    auto right = operand();
    if (!right || !comparable(*left) || !comparable(*right)) return std::nullopt;
    Logical whole{.kind = Logical::Kind::comparison, .comparator = *comparator};
    whole.operands.push_back(std::move(*left));
    whole.operands.push_back(std::move(*right));
    return whole;
  }

  std::optional<Logical> test(Operand operand) {
    if (std::holds_alternative<Value>(operand)) return refuse("a literal alone is no condition");
    const auto* call = std::get_if<std::unique_ptr<Call>>(&operand);
    if (call != nullptr && !(*call)->logical())
      return refuse("the function's value must be compared");
    Logical whole{.kind = Logical::Kind::test};
    whole.operands.push_back(std::move(operand));
    return whole;
  }

  bool comparable(const Operand& operand) {
    const auto* query = std::get_if<Query>(&operand);
    if (query != nullptr && !query->singular())
      refuse("a path that may select several nodes can't be compared");
    const auto* call = std::get_if<std::unique_ptr<Call>>(&operand);
    if (call != nullptr && (*call)->logical()) refuse("match and search can't be compared");
    return !refused();
  }

  std::optional<Comparator> read_comparator() {
    if (take("==")) return Comparator::equal;
    if (take("!=")) return Comparator::not_equal;
    if (take("<=")) return Comparator::less_or_equal;
    if (take(">=")) return Comparator::greater_or_equal;
    if (take('<')) return Comparator::less;
    if (take('>')) return Comparator::greater;
    return std::nullopt;
  }

  std::optional<Operand> operand() {
    if (peek() == '"' || peek() == '\'') {
      auto read = string();
      return read ? std::optional<Operand>(Value(std::move(*read))) : std::nullopt;
    }
    if (peek() == '-' || is_digit(peek())) return number();
    if (peek() == '$' || peek() == '@') {
      const bool relative = text_[at_++] == '@';
      auto query = segments(relative);
      if (!query) return std::nullopt;
      return std::move(*query);
    }
    return word();
  }

  std::optional<Operand> number() {
    const std::string_view rest = text_.substr(at_);
    const size_t length = number_length(rest);
    if (length == 0) return refuse("this is no number of JSON");
    at_ += length;
    return number_of(rest.substr(0, length));
  }

  std::optional<Operand> word() {
    const size_t start = place();
    if (is_lower(peek()))
      while (is_lower(peek()) || is_digit(peek()) || peek() == '_') ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    if (peek() == '(') return call(name);
    if (name == "true") return Value(true);
    if (name == "false") return Value(false);
    if (name == "null") return Value();
    return_to(start);
    return refuse("a path, a literal or a function is expected");
  }

  std::optional<Operand> call(std::string_view name) {
    const auto* signature = std::find_if(signatures.begin(), signatures.end(),
                                         [&](const Signature& s) { return s.name == name; });
    if (signature == signatures.end()) return refuse("there is no function of that name");
    if (++depth_ > deepest) return refuse("it is nested too deeply");
    auto made = std::make_unique<Call>();
    made->function = signature->function;
    take('(');
    skip_blanks();
    while (made->arguments.size() < signature->arguments) {
      if (!made->arguments.empty() && !next_argument()) return std::nullopt;
      auto argument = operand();
      if (!argument || !fits(*argument, *signature)) return std::nullopt;
      made->arguments.push_back(std::move(*argument));
      skip_blanks();
    }
    --depth_;
    if (!take(')')) return refuse(") is expected after the function's last argument");
    return Operand(std::move(made));
  }

  bool next_argument() {
    if (!take(',')) {
      refuse("the function wants another argument");
      return false;
    }
    skip_blanks();
    return true;
  }

  bool fits(const Operand& argument, const Signature& signature) {
    if (!signature.takes_nodes) return comparable(argument);
    if (!std::holds_alternative<Query>(argument)) refuse("the function wants a path");
    return !refused();
  }

  int depth_ = 0;
};

}  // namespace
}  // namespace json_path

Result<JsonPath> parse_json_path(std::string_view text) {
  auto query = json_path::Parser(text).parse();
  if (!query) return fail(query.error());
  return JsonPath(std::move(*query));
}

}  // namespace gonogo

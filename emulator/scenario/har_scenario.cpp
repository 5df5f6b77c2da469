// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/har_scenario.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "emulator/base/text.h"
#include "emulator/scenario/har_exchange.h"
#include "emulator/scenario/har_values.h"
#include "emulator/scenario/reading.h"
#include "emulator/scenario/text_forms.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

constexpr size_t most_expected = 400;  // values of one answer
constexpr size_t longest_body = 2000;  // of an answer that is compared as text
constexpr size_t shortest_inside = 8;  // of a value that is looked for inside of a longer text
constexpr size_t hidden_context = 40;  // characters before a hidden field's value

/// A value that an answer gave and that later requests may send.
struct Known {
  Value value{};
  size_t step = 0;
  std::string key{};
  Value field{};       ///< where the capture takes it from
  std::string hint{};  ///< what it belongs to: "entries"
  std::string name{};  ///< of its variable, once it is used
  bool secret = false;
};

class Importer {
 public:
  explicit Importer(const HarHosts& hosts) : hosts_(hosts) {}
  void add(const HarExchange& exchange);
  Value steps();

 private:
  std::string with_known(const std::string& text, std::string_view key);
  Value with_known(const Value& value, const std::string& key);
  std::string url_of(const std::string& url);
  std::string query_of(const std::string& query);
  std::string header_of(const std::string& value);
  std::string use(Known& known);
  std::string name_for(const Known& known) const;
  void add_request(Value& step, const HarExchange& exchange);
  void add_answer(Value& step, const HarExchange& exchange);
  Value expected_json(const HarExchange& exchange) const;
  Value expected_value(const HarExchange& exchange, const std::string& key,
                       const Value& value) const;
  void learn(const HarExchange& exchange, size_t step);
  void learn_hidden_fields(const HarExchange& exchange, size_t step);

  const HarHosts& hosts_;
  std::vector<Value> steps_;
  std::vector<Known> known_;
};

std::string literal(std::string text) { return replace_all(std::move(text), "${", "$${"); }

std::string path_of_url(const std::string& url) {
  const size_t host = url.find("://");
  const size_t path = host == std::string::npos ? std::string::npos : url.find('/', host + 3);
  return path == std::string::npos ? "/" : url.substr(path);
}

/// "entries" of "/api/launches/1/entries?x=1": the last part that is no number.
std::string noun_of(const std::string& url) {
  std::string path = path_of_url(url);
  path = path.substr(0, path.find_first_of("?#"));
  const auto parts = split(path, '/');
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    if (!part->empty() &&
        std::any_of(part->begin(), part->end(),
                    [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }) &&
        !is_opaque(*part))
      return *part;
  return "item";
}

std::string variable_name(std::string_view text) { return replace_all(slug(text), "-", "_"); }

std::string Importer::name_for(const Known& known) const {
  const std::string key = variable_name(known.key);
  std::string base = known.key.size() > 2 ? key : variable_name(singular(known.hint)) + "_" + key;
  if (base.empty()) base = "value";
  std::string name = base;
  const auto is_taken = [&](const std::string& each) {
    return std::any_of(known_.begin(), known_.end(),
                       [&](const Known& other) { return other.name == each; });
  };
  for (int n = 2; is_taken(name); ++n) name = base + "_" + std::to_string(n);
  return name;
}

// The first use makes a capture of it.
std::string Importer::use(Known& known) {
  if (known.name.empty()) {
    known.name = name_for(known);
    Value& step = steps_[known.step];
    if (step.find("capture") == nullptr) step.set("capture", Value::object());
    Value field = known.field;
    if (known.secret) field = field.is_object() ? field : Value::object({{"from", field}});
    if (known.secret) field.set("secret", true);
    step.find("capture")->set(known.name, std::move(field));
  }
  return "${" + known.name + "}";
}

/// A whole part of a URL, a form or a JSON text.
std::string Importer::with_known(const std::string& text, std::string_view key) {
  for (Known& known : known_) {
    const std::string value = text_of(known.value);
    if (value == text && (is_opaque(value) || is_id_key(key) || key.empty())) return use(known);
  }
  return literal(text);
}

std::string Importer::query_of(const std::string& query) {
  std::vector<std::string> parts;
  for (const std::string& part : split(query, '&')) {
    const size_t equals = part.find('=');
    if (equals == std::string::npos) {
      parts.push_back(literal(part));
      continue;
    }
    const std::string name = part.substr(0, equals);
    const std::string value = part.substr(equals + 1);
    const std::string known = with_known(decode_url(value).value_or(value), std::string_view(name));
    parts.push_back(literal(name) + "=" + (known.starts_with("${") ? known : literal(value)));
  }
  return join(parts, "&");
}

std::string Importer::url_of(const std::string& url) {
  const size_t host = url.find("://") + 3;
  const size_t end = std::min(url.find_first_of("/?#", host), url.size());
  std::string made = url.substr(0, end);
  for (const auto& [authority, instead] : hosts_)
    if (url.substr(host, end - host) == authority) made = instead;
  std::string rest = url.substr(end, url.find('#') - end);
  const size_t mark = rest.find('?');
  std::vector<std::string> parts;
  for (const std::string& part : split(rest.substr(0, mark), '/'))
    parts.push_back(part.empty() ? "" : with_known(part, std::string_view()));
  made += join(parts, "/");
  if (mark != std::string::npos) made += "?" + query_of(rest.substr(mark + 1));
  return made;
}

std::string Importer::header_of(const std::string& value) {
  for (Known& known : known_) {
    const std::string text = text_of(known.value);
    const size_t at = value.find(text);
    if (text.size() >= shortest_inside && at != std::string::npos)
      return literal(value.substr(0, at)) + use(known) + literal(value.substr(at + text.size()));
  }
  return literal(value);
}

Value Importer::with_known(const Value& value, const std::string& key) {
  if (value.is_object() || value.is_array()) {
    Value made = value;
    if (made.is_array())
      for (Value& item : made.items()) item = with_known(item, key);
    if (made.is_object())
      for (Value::Member& member : made.members())
        member.value = with_known(member.value, member.key);
    return made;
  }
  for (Known& known : known_)
    if (known.value == value && (is_id_key(key) || is_opaque(text_of(value)))) return use(known);
  return value.is_text() ? Value(literal(value.as_text())) : value;
}

void Importer::add_request(Value& step, const HarExchange& exchange) {
  step.set("name", exchange.method + " " + path_of_url(exchange.url));
  step.set("http", exchange.method + " " + url_of(exchange.url));
  if (exchange.json) step.set("json", with_known(*exchange.json, std::string()));
  if (!exchange.body.empty()) step.set("body", literal(exchange.body));
  Headers headers = exchange.headers;
  if (!exchange.form.empty()) {
    step.set("body", query_of(exchange.form));
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  }
  Value sent = Value::object();
  for (const auto& [name, value] : headers) sent.set(name, header_of(value));
  if (!sent.members().empty()) step.set("headers", std::move(sent));
  if (exchange.status >= 300 && exchange.status < 400) step.set("follow", false);
}

// An id that the product gives to something new is another one on other data; a number called `code`
// or `key` says something.
bool is_made_now(const HarExchange& exchange, const std::string& key, const Value& value) {
  const std::string lower = to_lower(key);
  return exchange.method == "POST" && value.is_integer() && is_id_key(key) && lower != "code" &&
         lower != "key";
}

Value Importer::expected_value(const HarExchange& exchange, const std::string& key,
                               const Value& value) const {
  if (value.is_array() && !value.items().empty())
    return Value::object({{"size", static_cast<std::int64_t>(value.items().size())}});
  if (value.is_object() || value.is_array()) return Value::object({{"eq", value}});
  for (const Known& known : known_)
    if (!known.name.empty() && known.value == value && is_id_key(key))
      return "${" + known.name + "}";
  Value type = expected_type(key, value, exchange.started);
  if (!type.is_null()) return type;
  if (is_made_now(exchange, key, value)) return Value::object({{"type", "integer"}});
  return value.is_text() ? Value(literal(value.as_text())) : value;
}

Value Importer::expected_json(const HarExchange& exchange) const {
  Value wanted = Value::object();
  size_t count = 0;
  each_leaf(*exchange.answer_json,
            [&](const std::string& path, const std::string& key, const Value& value) {
              if (count++ < most_expected) wanted.set(path, expected_value(exchange, key, value));
            });
  return wanted;
}

/// `<title>…</title>`, as it stands in a document; "" without one.
std::string title_of(const std::string& html) {
  const size_t open = html.find("<title");
  const size_t close = open == std::string::npos ? open : html.find("</title>", open);
  return close == std::string::npos ? "" : html.substr(open, close + 8 - open);
}

void Importer::add_answer(Value& step, const HarExchange& exchange) {
  Value expect = Value::object({{"status", exchange.status}});
  if (exchange.answer_json) {
    Value wanted = expected_json(exchange);
    if (!wanted.members().empty()) expect.set("json", std::move(wanted));
  } else if (const std::string title = title_of(exchange.answer); !title.empty()) {
    expect.set("body", Value::object({{"contains", literal(title)}}));
  } else if (!exchange.is_document && !exchange.answer.empty() &&
             exchange.answer.size() <= longest_body) {
    expect.set("body", literal(exchange.answer));
  }
  step.set("expect", std::move(expect));
}

void Importer::learn(const HarExchange& exchange, size_t step) {
  if (exchange.answer_json)
    each_leaf(*exchange.answer_json,
              [&](const std::string& path, const std::string& key, const Value& value) {
                const bool opaque = value.is_text() && is_opaque(value.as_text());
                if (!opaque && !(is_id_key(key) && (value.is_integer() || value.is_text()))) return;
                if (value.is_text() && value.as_text().empty()) return;
                const size_t bracket = path.rfind('[');
                const size_t dot = path.rfind('.', bracket);
                const bool in_list = bracket != std::string::npos && dot != std::string::npos;
                known_.push_back({.value = value,
                                  .step = step,
                                  .key = key.empty() ? "value" : key,
                                  .field = path,
                                  .hint = in_list ? path.substr(dot + 1, bracket - dot - 1)
                                                  : noun_of(exchange.url),
                                  .secret = is_secret_key(key)});
              });
  for (const auto& [name, value] : exchange.answer_headers) {
    if (to_lower(name) != "set-cookie") continue;
    const std::string pair = value.substr(0, value.find(';'));
    const size_t equals = pair.find('=');
    if (equals == std::string::npos || !is_opaque(pair.substr(equals + 1))) continue;
    known_.push_back({.value = pair.substr(equals + 1),
                      .step = step,
                      .key = pair.substr(0, equals),
                      .field = "cookie " + pair.substr(0, equals),
                      .secret = true});
  }
  if (exchange.is_document) learn_hidden_fields(exchange, step);
}

std::string escaped_pattern(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (std::string_view(R"(\.+*?()|[]{}^$)").find(c) != std::string_view::npos) made += '\\';
    made += c;
  }
  return made;
}

// A form's hidden token: value="…" in the page, found again by what stands before it.
void Importer::learn_hidden_fields(const HarExchange& exchange, size_t step) {
  const std::string& html = exchange.answer;
  constexpr std::string_view before = "value=\"";
  for (size_t at = html.find(before); at != std::string::npos; at = html.find(before, at + 1)) {
    const size_t begin = at + before.size();
    const size_t end = html.find('"', begin);
    if (end == std::string::npos) return;
    const std::string value = html.substr(begin, end - begin);
    const size_t tag = html.rfind('<', at);
    if (!is_opaque(value) || tag == std::string::npos) continue;
    const size_t from = std::max(tag, begin > hidden_context ? begin - hidden_context : 0);
    known_.push_back(
        {.value = value,
         .step = step,
         .key = "form_token",
         .field = Value::object(
             {{"from", "body"},
              {"filter",
               Value(Value::Array{Value::object(
                   {{"regex", escaped_pattern(html.substr(from, begin - from)) + "([^\"]+)"}})})}}),
         .secret = true});
  }
}

void Importer::add(const HarExchange& exchange) {
  Value step = Value::object();
  add_request(step, exchange);
  add_answer(step, exchange);
  put_mark(step, exchange.where);
  steps_.push_back(std::move(step));
  learn(exchange, steps_.size() - 1);
}

Value Importer::steps() {
  for (Value& step : steps_)
    if (Value* captures = step.find("capture")) put_mark(*captures, step.mark);
  return Value(Value::Array(steps_.begin(), steps_.end()));
}

}  // namespace

Result<Value> scenario_of_har(const Value& har, const std::string& name, const HarHosts& hosts) {
  if (har.find("log") == nullptr || har.find("log")->find("entries") == nullptr)
    return fail({.code = "bad-har",
                 .what = "this is no HAR: it has no log with entries",
                 .hint = "in the browser's network view: save all as HAR with content"});
  Importer importer(hosts);
  const auto exchanges = har_exchanges(har);
  for (const HarExchange& exchange : exchanges) importer.add(exchange);
  if (exchanges.empty())
    return fail(
        {.code = "bad-har", .what = "the recording has no document and no XHR or fetch request"});
  Value scenario = Value::object({{"scenario", name},
                                  {"kind", "acceptance"},
                                  {"tags", Value(Value::Array{Value("recorded")})}});
  put_mark(scenario, {1, 1});
  Value steps = importer.steps();
  steps.mark = {1, 1};
  scenario.set("steps", std::move(steps));
  scenario.mark = {1, 1};
  return scenario;
}

}  // namespace gonogo

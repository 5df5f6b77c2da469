// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/har_exchange.h"

#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/date_text.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

Headers headers_of(const Value& list) {
  Headers headers;
  for (const Value& header : list.items())
    headers.emplace_back(text_of(header, "name"), text_of(header, "value"));
  return headers;
}

std::string header_of(const Headers& headers, std::string_view name) {
  const std::string* found = find_header(headers, name);
  return found != nullptr ? *found : "";
}

// What a browser or a client sends of its own accord says nothing about the product.
bool is_of_browser(const std::string& name) {
  static constexpr std::string_view names[] = {"host",
                                               "user-agent",
                                               "accept",
                                               "accept-encoding",
                                               "accept-language",
                                               "connection",
                                               "cookie",
                                               "content-length",
                                               "content-type",
                                               "origin",
                                               "referer",
                                               "pragma",
                                               "cache-control",
                                               "upgrade-insecure-requests",
                                               "dnt",
                                               "priority",
                                               "if-none-match",
                                               "if-modified-since",
                                               "te",
                                               "purpose"};
  const std::string lower = to_lower(name);
  return lower.starts_with("sec-") || lower.starts_with(":") ||
         std::find(std::begin(names), std::end(names), lower) != std::end(names);
}

enum class Kind { document, data, other };

// Chromium and Firefox say what a request was for; otherwise its answer shows it.
Kind kind_of(const Value& entry, const Headers& sent, const std::string& mime) {
  const std::string said = to_lower(text_of(entry, "_resourceType"));
  if (said == "document") return Kind::document;
  if (said == "xhr" || said == "fetch") return Kind::data;
  if (!said.empty()) return Kind::other;
  const std::string target = header_of(sent, "Sec-Fetch-Dest");
  if (target == "document") return Kind::document;
  if (target == "empty") return Kind::data;
  if (!target.empty()) return Kind::other;
  if (mime.find("json") != std::string::npos) return Kind::data;
  return mime.find("html") != std::string::npos ? Kind::document : Kind::other;
}

std::string text_of_content(const Value& content) {
  std::string text = text_of(content, "text");
  if (text_of(content, "encoding") != "base64") return text;
  return decode_base64(text).value_or("");
}

std::string form_of(const Value& data) {
  std::vector<std::string> parts;
  for (const Value& each : part_of(data, "params").items())
    parts.push_back(encode_url(text_of(each, "name")) + "=" + encode_url(text_of(each, "value")));
  return join(parts, "&");
}

void take_body(const Value& data, HarExchange& exchange) {
  const std::string mime = text_of(data, "mimeType");
  const std::string text = text_of(data, "text");
  if (mime.find("urlencoded") != std::string::npos) {
    exchange.form = text.empty() ? form_of(data) : text;
    return;
  }
  auto json = parse_json(text, "");
  if (json && mime.find("json") != std::string::npos) {
    exchange.json = std::move(*json);
    return;
  }
  exchange.body = text;
  if (!text.empty() && !mime.empty()) exchange.headers.emplace_back("Content-Type", mime);
}

std::optional<HarExchange> exchange_of(const Value& entry) {
  const Value& request = part_of(entry, "request");
  const Value& response = part_of(entry, "response");
  const Value& content = part_of(response, "content");
  const Headers sent = headers_of(part_of(request, "headers"));
  const Kind kind = kind_of(entry, sent, text_of(content, "mimeType"));
  HarExchange exchange{.method = text_of(request, "method"),
                       .url = text_of(request, "url"),
                       .status = static_cast<int>(number_of(response, "status")),
                       .answer_headers = headers_of(part_of(response, "headers")),
                       .answer = text_of_content(content),
                       .is_document = kind == Kind::document,
                       .where = entry.mark};
  // A preflight is the browser's; status 0 is a request that never was answered.
  if (kind == Kind::other || exchange.status == 0 || exchange.method == "OPTIONS")
    return std::nullopt;
  if (!exchange.url.starts_with("http://") && !exchange.url.starts_with("https://"))
    return std::nullopt;
  for (const auto& [name, value] : sent)
    if (!is_of_browser(name)) exchange.headers.emplace_back(name, value);
  if (const Value* data = request.find("postData")) take_body(*data, exchange);
  if (const auto started = parse_date(text_of(entry, "startedDateTime")))
    exchange.started = *started;
  // Not modified: the browser had it, a replay has not.
  if (exchange.status == 304) exchange.status = 200;
  if (auto json = parse_json(exchange.answer, "")) exchange.answer_json = std::move(*json);
  return exchange;
}

}  // namespace

std::vector<HarExchange> har_exchanges(const Value& har) {
  std::vector<HarExchange> exchanges;
  for (const Value& entry : part_of(part_of(har, "log"), "entries").items())
    if (auto exchange = exchange_of(entry)) exchanges.push_back(std::move(*exchange));
  return exchanges;
}

}  // namespace gonogo

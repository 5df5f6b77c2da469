// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/browser_network.h"

#include "emulator/base/clock.h"
#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/base/version.h"
#include "emulator/io/document.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

double seconds(const Value& parameters, std::string_view key) {
  const Value* found = parameters.find(key);
  return found != nullptr ? found->as_number() : 0;
}

bool has_body(const std::string& kind) {
  return kind == "document" || kind == "xhr" || kind == "fetch";
}

Value pairs_of(const Value& mapping) {
  Value list = Value::array();
  for (const Value::Member& member : mapping.members())
    for (const std::string& line : split(member.value.as_text(), '\n'))
      list.push(Value::object({{"name", member.key}, {"value", line}}));
  return list;
}

Value query_of(const std::string& url) {
  Value list = Value::array();
  const size_t mark = url.find('?');
  if (mark == std::string::npos) return list;
  const std::string query = url.substr(mark + 1, url.find('#', mark) - mark - 1);
  for (const std::string& part : split(query, '&')) {
    const size_t equals = part.find('=');
    const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
    list.push(Value::object({{"name", decode_url(part.substr(0, equals)).value_or(part)},
                             {"value", decode_url(value).value_or(value)}}));
  }
  return list;
}

std::string header_in(const Value& headers, const std::string& name) {
  for (const Value::Member& member : headers.members())
    if (to_lower(member.key) == name) return member.value.as_text();
  return "";
}

Value request_entry(const Value& request) {
  const std::string url = text_of(request, "url");
  const Value& headers = part_of(request, "headers");
  Value value = Value::object({{"method", text_of(request, "method")},
                               {"url", url},
                               {"httpVersion", "HTTP/1.1"},
                               {"cookies", Value::array()},
                               {"headers", pairs_of(headers)},
                               {"queryString", query_of(url)},
                               {"headersSize", -1},
                               {"bodySize", -1}});
  if (const std::string data = text_of(request, "postData"); !data.empty())
    value.set("postData",
              Value::object({{"mimeType", header_in(headers, "content-type")}, {"text", data}}));
  return value;
}

Value content_of(const Value& response, const Value& body) {
  Value content = Value::object({{"size", static_cast<std::int64_t>(text_of(body, "body").size())},
                                 {"mimeType", text_of(response, "mimeType")}});
  if (body.is_null()) return content;
  content.set("text", text_of(body, "body"));
  if (flag_of(body, "base64Encoded")) content.set("encoding", "base64");
  return content;
}

}  // namespace

void BrowserNetwork::send(const std::string& id, const Value& parameters) {
  Exchange& exchange = exchanges_[id];
  if (exchange.request.is_null()) order_.push_back(id);
  exchange.kind = to_lower(text_of(parameters, "type"));
  exchange.wall = seconds(parameters, "wallTime");
  exchange.sent = seconds(parameters, "timestamp");
  exchange.request = part_of(parameters, "request");
}

void BrowserNetwork::finish(Exchange& exchange, const std::string& id, const ReadBody& read_body) {
  if (has_body(exchange.kind) && exchange.body.is_null()) exchange.body = read_body(id);
}

void BrowserNetwork::take_event(const Value& message, const ReadBody& read_body) {
  const std::string method = text_of(message, "method");
  const Value& parameters = part_of(message, "params");
  const std::string id = text_of(parameters, "requestId");
  if (method == "Network.requestWillBeSent") {
    // A redirect goes on under the same id: what came before it is an exchange of its own.
    if (const Value* redirect = parameters.find("redirectResponse")) {
      Exchange before = std::exchange(exchanges_[id], {});
      before.response = *redirect;
      before.done = seconds(parameters, "timestamp");
      const std::string own = id + "#" + std::to_string(order_.size());
      for (std::string& each : order_)
        if (each == id) each = own;
      exchanges_[own] = std::move(before);
    }
    return send(id, parameters);
  }
  const auto found = exchanges_.find(id);
  if (method == "Network.responseReceivedExtraInfo")
    exchanges_[id].headers = part_of(parameters, "headers");
  if (found == exchanges_.end()) return;
  Exchange& exchange = found->second;
  const std::string asked =
      text_of(exchange.request, "method") + " " + text_of(exchange.request, "url");
  if (method == "Network.responseReceived") {
    exchange.response = part_of(parameters, "response");
    const auto status = number_of(exchange.response, "status");
    if (status >= 400) failures_.push(std::to_string(status) + " " + asked);
  } else if (method == "Network.loadingFinished") {
    exchange.done = seconds(parameters, "timestamp");
    finish(exchange, id, read_body);
  } else if (method == "Network.loadingFailed") {
    exchange.failure = text_of(parameters, "errorText");
    if (!flag_of(parameters, "canceled")) failures_.push(exchange.failure + " " + asked);
  }
}

void BrowserNetwork::take(const Value& entries, const ReadBody& read_body) {
  for (const Value& entry : entries.items())
    if (const auto message = parse_json(text_of(entry, "message"), ""))
      take_event(part_of(*message, "message"), read_body);
}

Value BrowserNetwork::take_failures() { return std::exchange(failures_, Value::array()); }

Value BrowserNetwork::entry(const Exchange& exchange) {
  const double ms = std::max(0.0, (exchange.done - exchange.sent) * 1000);
  const double wall = std::clamp(exchange.wall, 0.0, 9e9);  // seconds that nanoseconds can tell
  const WallTime started{Nanoseconds(static_cast<std::int64_t>(wall * 1e9))};
  const Value& headers =
      exchange.headers.is_null() ? part_of(exchange.response, "headers") : exchange.headers;
  Value response = Value::object({{"status", number_of(exchange.response, "status")},
                                  {"statusText", text_of(exchange.response, "statusText")},
                                  {"httpVersion", "HTTP/1.1"},
                                  {"cookies", Value::array()},
                                  {"headers", pairs_of(headers)},
                                  {"content", content_of(exchange.response, exchange.body)},
                                  {"redirectURL", header_in(headers, "location")},
                                  {"headersSize", -1},
                                  {"bodySize", -1}});
  if (!exchange.failure.empty()) response.set("_error", exchange.failure);
  return Value::object({{"startedDateTime", to_rfc3339(started, 3)},
                        {"time", ms},
                        {"request", request_entry(exchange.request)},
                        {"response", std::move(response)},
                        {"cache", Value::object()},
                        {"timings", Value::object({{"send", 0}, {"wait", ms}, {"receive", 0}})},
                        {"_resourceType", exchange.kind}});
}

Value BrowserNetwork::har() const {
  Value entries = Value::array();
  for (const std::string& id : order_) entries.push(entry(exchanges_.at(id)));
  return Value::object(
      {{"log",
        Value::object({{"version", "1.2"},
                       {"creator", Value::object({{"name", "gonogo"}, {"version", version}})},
                       {"pages", Value::array()},
                       {"entries", std::move(entries)}})}});
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/scenario/curl_command.h"
#include "emulator/scenario/text_forms.h"
#include "emulator/scenario/value_text.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {
namespace {

constexpr size_t longest_shown = 64U << 10U;

void set_default(Headers& headers, const std::string& name, const std::string& value) {
  if (find_header(headers, name) == nullptr) headers.emplace_back(name, value);
}

/// "a=1&b=2&b=3": a list repeats its key.
std::string encoded_form(const Value& form) {
  std::vector<std::string> parts;
  const auto add = [&](const std::string& key, const Value& value) {
    parts.push_back(encode_url(key) + "=" + encode_url(text_of(value)));
  };
  for (const Value::Member& member : form.members()) {
    if (!member.value.is_array()) add(member.key, member.value);
    for (const Value& item : member.value.items()) add(member.key, item);
  }
  return join(parts, "&");
}

std::string with_query(std::string url, const Value& query) {
  const std::string text = encoded_form(query);
  if (text.empty()) return url;
  std::string fragment;
  if (const size_t hash = url.find('#'); hash != std::string::npos) {
    fragment = url.substr(hash);
    url.resize(hash);
  }
  return url + (url.find('?') == std::string::npos ? "?" : "&") + text + fragment;
}

/// multipart/form-data (RFC 7578). The boundary follows from the contents, so that the same request
/// is the same bytes.
Result<std::string> encoded_parts(const Value& parts, const VerbContext& context,
                                  std::string& boundary) {
  std::string all;
  std::vector<std::pair<std::string, std::string>> pieces;
  for (const Value::Member& part : parts.members()) {
    std::string head =
        "Content-Disposition: form-data; name=\"" + replace_all(part.key, "\"", "%22") + "\"";
    std::string content;
    if (const Value* file = part.value.find("file")) {
      auto bytes = read_file(context.path_of(file->as_text()));
      if (!bytes) return fail(bytes.error());
      content = std::move(*bytes);
      const Value* name = part.value.find("name");
      const Value* type = part.value.find("type");
      const std::string shown =
          name != nullptr ? name->as_text() : Path(file->as_text()).filename().string();
      head += "; filename=\"" + replace_all(shown, "\"", "%22") + "\"\r\nContent-Type: " +
              (type != nullptr ? type->as_text() : "application/octet-stream");
    } else {
      content = text_of(part.value);
    }
    all += head + content;
    pieces.emplace_back(std::move(head), std::move(content));
  }
  boundary = "gonogo-" + sha256(all).substr(0, 32);
  std::string text;
  for (const auto& [head, content] : pieces)
    text += "--" + boundary + "\r\n" + head + "\r\n\r\n" + content + "\r\n";
  return text + "--" + boundary + "--\r\n";
}

Result<Done> set_body(HttpRequest& request, const Value& body, const VerbContext& context) {
  if (const Value* json = body.find("json")) {
    request.body = to_json(*json);
    set_default(request.headers, "Content-Type", "application/json");
  } else if (const Value* form = body.find("form")) {
    request.body = encoded_form(*form);
    set_default(request.headers, "Content-Type", "application/x-www-form-urlencoded");
  } else if (const Value* parts = body.find("multipart")) {
    std::string boundary;
    auto text = encoded_parts(*parts, context, boundary);
    if (!text) return fail(text.error());
    request.body = std::move(*text);
    set_default(request.headers, "Content-Type", "multipart/form-data; boundary=" + boundary);
  } else if (const Value* text = body.find("body")) {
    request.body = text_of(*text);
  } else if (const Value* file = body.find("file")) {
    auto bytes = read_file(context.path_of(file->as_text()));
    if (!bytes) return fail(bytes.error());
    request.body = std::move(*bytes);
  }
  return Done{};
}

void set_trust(HttpRequest& request, const Value& body, const VerbContext& context) {
  if (const Value* version = body.find("version")) request.version = version->as_text();
  const Value* tls = body.find("tls");
  if (tls == nullptr) return;
  const auto file = [&](std::string_view key) {
    const Value* path = tls->find(key);
    return path != nullptr ? context.path_of(path->as_text()).string() : "";
  };
  request.ca_file = file("ca");
  request.certificate_file = file("cert");
  request.key_file = file("key");
}

Result<HttpRequest> request_of(const Value& body, const VerbContext& context,
                               Milliseconds timeout) {
  const std::string& line = body.find("http")->as_text();
  const size_t blank = line.find(' ');
  HttpRequest request{.method = line.substr(0, blank), .timeout = timeout};
  request.url = blank == std::string::npos ? "" : std::string(trim(line.substr(blank)));
  if (const Value* query = body.find("query")) request.url = with_query(request.url, *query);
  if (const Value* headers = body.find("headers"))
    for (const Value::Member& member : headers->members())
      request.headers.emplace_back(member.key, text_of(member.value));
  if (const Value* follow = body.find("follow")) request.follow_redirects = follow->as_bool();
  set_trust(request, body, context);
  if (auto set = set_body(request, body, context); !set) return fail(set.error());
  return request;
}

std::string request_text(const HttpRequest& request) {
  std::string text = request.method + " " + request.url;
  for (const auto& [name, value] : request.headers) text += "\n" + name + ": " + value;
  if (!request.body.empty()) text += "\n" + cut(request.body, longest_shown);
  return text;
}

std::string response_text(const HttpResponse& response) {
  std::string text = std::to_string(response.status);
  if (const std::string* type = find_header(response.headers, "Content-Type")) text += " " + *type;
  if (const std::string* to = find_header(response.headers, "Location")) text += " to " + *to;
  if (!response.body.empty()) text += "\n" + cut(response.body, longest_shown);
  return text;
}

/// Fields of one name are joined by commas: RFC 9110, section 5.3.
Value headers_of(const HttpResponse& response) {
  Value headers = Value::object();
  auto& members = headers.members();
  std::map<std::string, size_t> places;  // a server may send ten thousand
  for (const auto& [name, value] : response.headers) {
    const auto [known, is_new] = places.emplace(to_lower(name), members.size());
    if (is_new)
      members.push_back({name, value});
    else
      members[known->second].value = members[known->second].value.as_text() + ", " + value;
  }
  return headers;
}

Value cookies_of(const HttpResponse& response) {
  Value cookies = Value::object();
  for (const auto& [name, value] : response.headers) {
    if (to_lower(name) != "set-cookie") continue;
    const std::string_view pair = std::string_view(value).substr(0, value.find(';'));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    cookies.set(std::string(trim(pair.substr(0, equals))), trim(pair.substr(equals + 1)));
  }
  return cookies;
}

// RFC 9110, sections 9.3.2, 15.3.5, 15.3.6, 15.4.5: these have no content. Of another answer without
// one it is not known what it would have held.
bool has_no_content(const std::string& method, long status) {
  return method == "HEAD" || status == 204 || status == 205 || status == 304;
}

void take_response(Tried& tried, const std::string& method, const HttpResponse& response) {
  Value& fields = tried.fields;
  fields.members().reserve(12);
  const auto add = [&](const char* name, Value value) {
    fields.members().push_back({name, std::move(value)});
  };
  add("status", response.status);
  add("headers", headers_of(response));
  add("body", response.body);
  add("cookies", cookies_of(response));
  add("duration", to_milliseconds(response.duration));
  add("bytes", static_cast<std::int64_t>(response.body.size()));
  add("redirects", response.redirects);
  add("version", response.version);
  add("url", response.url);
  tried.response = response_text(response);
  auto json = parse_json(response.body, "");
  if (json) {
    add("json", std::move(*json));
  } else {
    tried.json_unreadable = !response.body.empty();
    tried.json_withheld = response.body.empty() && !has_no_content(method, response.status);
    tried.json_problem =
        response.body.empty() ? "the body is empty" : "the body is no JSON: " + json.error().what;
  }
}

/// Sends the request and the bare one in turn; the ratio of their medians. The last answer stays.
Result<double> measured_ratio(HttpClient& client, const HttpRequest& request, const Value& body,
                              const Clock& clock, Result<HttpResponse>& response) {
  const Value* count = body.find("samples");
  const std::int64_t samples = count != nullptr ? count->as_integer() : 11;
  HttpRequest bare{.url = text_of(*body.find("baseline")), .timeout = request.timeout};
  std::vector<Nanoseconds> own;
  std::vector<Nanoseconds> base;
  std::optional<long> status_of_all;
  const Moment end = clock.now() + request.timeout;
  for (std::int64_t i = 0; i < samples; ++i) {
    if (clock.now() >= end)
      return fail({.code = "timed-out",
                   .what = "the samples took longer than the step's timeout",
                   .seen = std::to_string(i) + " of " + std::to_string(samples)});
    const auto answer = client.send(bare);
    if (!answer) return because(answer.error(), "the baseline");
    if (answer->status >= 400)
      return fail(
          {.code = "bad-baseline",
           .what = "the baseline " + bare.url + " answers " + std::to_string(answer->status)});
    base.push_back(answer->duration);
    response = client.send(request);
    if (!response) return fail(response.error());
    const long status = status_of_all.value_or(response->status);
    if (response->status != status)
      return fail({.code = "uneven-samples",
                   .what = "the samples are not answered alike",
                   .seen = std::to_string(status) + " and " + std::to_string(response->status)});
    status_of_all = status;
    own.push_back(response->duration);
  }
  const auto median = [](std::vector<Nanoseconds>& all) {
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2),
                     all.end());
    return static_cast<double>(all[all.size() / 2].count());
  };
  return median(own) / std::max(median(base), 1.0);
}

// The product did not answer as it should; the rest is the scenario's or the environment's fault.
bool is_product_fault(const std::string& code) {
  for (const std::string_view own : {"environment-lost", "bad-url", "bad-header", "bad-baseline"})
    if (code == own) return false;
  return true;
}

}  // namespace

Tried try_http(const Value& body, VerbContext& context, Milliseconds timeout) {
  Tried tried;
  auto request = request_of(body, context, timeout);
  if (!request) {
    tried.error = request.error();
    return tried;
  }
  tried.request = request_text(*request);
  const Value* keeps = body.find("cookies");
  const Value* actor = body.find("as");
  std::unique_ptr<HttpClient> stranger;
  HttpClient* client = nullptr;
  if (keeps != nullptr && keeps->is_bool() && !keeps->as_bool()) {
    stranger = context.context.environment.http();
    client = stranger.get();
  } else {
    auto& own = context.clients[actor != nullptr ? text_of(*actor) : ""];
    if (!own) own = context.context.environment.http();
    client = own.get();
  }
  Result<HttpResponse> response = HttpResponse{};
  std::optional<Result<double>> ratio;
  if (body.find("baseline") != nullptr)
    ratio = measured_ratio(*client, *request, body, context.context.world.clock, response);
  else
    response = client->send(*request);
  const std::string method = request->method;
  tried.tell_repro = [request = std::move(*request), &body, added = client->added_headers(),
                      &context] { return curl_command(request, body, added, context); };
  if (ratio && !*ratio) response = fail(ratio->error());
  if (response) {
    take_response(tried, method, *response);
    if (ratio) tried.fields.set("ratio", **ratio);
  } else {
    tried.error = response.error();
    tried.product_at_fault = is_product_fault(response.error().code);
  }
  return tried;
}

}  // namespace gonogo

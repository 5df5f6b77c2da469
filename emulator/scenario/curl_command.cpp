// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/curl_command.h"

#include "emulator/base/text.h"
#include "emulator/scenario/shell_words.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

using Words = std::vector<std::string>;

void add_parts(Words& words, const Value& parts, const VerbContext& context) {
  for (const Value::Member& part : parts.members()) {
    const Value* file = part.value.find("file");
    if (file == nullptr) {
      words.insert(words.end(), {"--form-string", part.key + "=" + text_of(part.value)});
      continue;
    }
    std::string field = part.key + "=@" + context.path_of(file->as_text()).string();
    if (const Value* type = part.value.find("type")) field += ";type=" + type->as_text();
    if (const Value* name = part.value.find("name")) field += ";filename=" + name->as_text();
    words.insert(words.end(), {"-F", field});
  }
}

// The client sends "Content-Length: 0" with these, too.
bool has_body(const HttpRequest& request) {
  const std::string& method = request.method;
  return !request.body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
}

void add_body(Words& words, const HttpRequest& request, const Value& body,
              const VerbContext& context) {
  if (const Value* parts = body.find("multipart")) return add_parts(words, *parts, context);
  if (const Value* file = body.find("file"))
    words.insert(words.end(), {"--data-binary", "@" + context.path_of(file->as_text()).string()});
  else if (has_body(request))
    // --data-binary would take a body that begins with @ for the name of a file.
    words.insert(words.end(), {"--data-raw", request.body});
}

void add_trust(Words& words, const HttpRequest& request) {
  if (!request.ca_file.empty()) words.insert(words.end(), {"--cacert", request.ca_file});
  if (!request.certificate_file.empty())
    words.insert(words.end(), {"--cert", request.certificate_file});
  if (!request.key_file.empty()) words.insert(words.end(), {"--key", request.key_file});
  if (request.version == "1.1") words.emplace_back("--http1.1");
  if (request.version == "2") words.emplace_back("--http2-prior-knowledge");
}

/// "http://frontend/a?b" → "frontend:80".
std::string authority_of(const std::string& url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string::npos) return "";
  const std::string rest = url.substr(scheme + 3);
  std::string authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find(':') != std::string::npos) return authority;
  return authority + (url.starts_with("https://") ? ":443" : ":80");
}

// A name of the VPC is none of this machine: where its task is published, curl is led there.
void add_way(Words& words, const HttpRequest& request, const VerbContext& context) {
  const std::string authority = authority_of(request.url);
  const Environment& environment = context.context.environment;
  const EnvironmentPlan& plan = environment.plan();
  for (const TaskPlan& task : plan.tasks) {
    const std::uint16_t published = environment.published_port(task.name);
    if (published == 0) continue;
    const std::string port = ":" + std::to_string(task.port);
    if (!authority.ends_with(port)) continue;
    const std::string_view host =
        std::string_view(authority).substr(0, authority.size() - port.size());
    for (const auto& [name, address] : plan.names)
      if (host == name && address == task.address)
        words.insert(words.end(),
                     {"--connect-to", authority + ":127.0.0.1:" + std::to_string(published)});
  }
}

/// The boundary of parts is curl's own.
bool is_for_curl(const std::string& name, const Value& body) {
  return body.find("multipart") == nullptr || to_lower(name) != "content-type";
}

}  // namespace

std::string curl_command(const HttpRequest& request, const Value& body, const Headers& added,
                         const VerbContext& context) {
  Words words{"curl", "-i"};
  if (request.follow_redirects) words.emplace_back("-L");
  if (find_header(request.headers, "Accept-Encoding") == nullptr)
    words.emplace_back("--compressed");
  if (request.url.find("/.") != std::string::npos) words.emplace_back("--path-as-is");
  const bool sends = has_body(request);
  if (request.method == "HEAD") {
    words.emplace_back("-I");
  } else if (request.method != (sends ? "POST" : "GET")) {
    words.insert(words.end(), {"-X", request.method});
  }
  for (const Headers* headers : {&request.headers, &added})
    for (const auto& [name, value] : *headers)
      if (is_for_curl(name, body))
        words.insert(words.end(), {"-H", value.empty() ? name + ";" : name + ": " + value});
  // By itself curl would claim a form.
  const bool typed = find_header(request.headers, "Content-Type") != nullptr;
  if (sends && !typed) words.insert(words.end(), {"-H", "Content-Type:"});
  add_body(words, request, body, context);
  add_way(words, request, context);
  add_trust(words, request);
  words.push_back(request.url);
  return command_line(words);
}

}  // namespace gonogo

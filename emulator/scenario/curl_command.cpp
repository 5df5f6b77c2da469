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

void add_body(Words& words, const HttpRequest& request, const Value& body,
              const VerbContext& context) {
  if (const Value* parts = body.find("multipart")) return add_parts(words, *parts, context);
  if (const Value* file = body.find("file"))
    words.insert(words.end(), {"--data-binary", "@" + context.path_of(file->as_text()).string()});
  else if (!request.body.empty())
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

/// The boundary of parts is curl's own.
bool is_for_curl(const std::string& name, const Value& body) {
  return body.find("multipart") == nullptr || to_lower(name) != "content-type";
}

}  // namespace

std::string curl_command(const HttpRequest& request, const Value& body, const Headers& added,
                         const VerbContext& context) {
  Words words{"curl", "-i"};
  if (request.follow_redirects) words.emplace_back("-L");
  const bool sends = !request.body.empty();
  if (request.method == "HEAD") {
    words.emplace_back("-I");
  } else if (request.method != (sends ? "POST" : "GET")) {
    words.insert(words.end(), {"-X", request.method});
  }
  for (const Headers* headers : {&request.headers, &added})
    for (const auto& [name, value] : *headers)
      if (is_for_curl(name, body))
        words.insert(words.end(), {"-H", value.empty() ? name + ";" : name + ": " + value});
  add_body(words, request, body, context);
  add_trust(words, request);
  words.push_back(request.url);
  return command_line(words);
}

}  // namespace gonogo

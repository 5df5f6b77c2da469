// SPDX-License-Identifier: Apache-2.0
#include "tests/gate/liar.h"

namespace gonogo::test {

Liar::Liar(FakeBitbucket& bitbucket, const std::string& verdict_sha256, unsigned seed)
    : random_(seed) {
  truth_ = pick({in_progress(), in_progress("PAUSED"), completed("FAILED"), completed("STOPPED"),
                 completed("ERROR"), completed("EXPIRED"), R"({"name":"PENDING"})"});
  variables_ = R"([{"key":"GONOGO_VERDICT_SHA256","value":")" + verdict_sha256 + "\"}]";
  bitbucket.list = [this](const std::string&) {
    return bent("200 OK", R"({"values":[)" + (started_ > 0 ? pipeline() : "") + "]}");
  };
  bitbucket.start = [this](const std::string&) { return start(); };
  bitbucket.look = [this](const std::string&) { return bent("200 OK", pipeline()); };
  bitbucket.steps = [this](const std::string&) { return bent("200 OK", "{}"); };
}

std::string Liar::start() {
  if (below(5) == 0)
    return json_answer(pick({"400 Bad", "401 No", "403 No", "404 No", "409 No", "429 Slow"}),
                       bent_text(R"({"error":{"message":"no"}})"));
  ++started_;
  return bent("201 Created", pipeline());
}

std::string Liar::bent_text(std::string text) {
  switch (below(4)) {
    case 0: text[below(text.size())] = static_cast<char>(below(256)); break;
    case 1: text.resize(below(text.size())); break;
    case 2: text.insert(below(text.size()), pick({"{", "}", "\"", ",", "null", "\\u0000"})); break;
    default: break;
  }
  return text;
}

std::string Liar::bent(const std::string& status, const std::string& body) {
  const std::string honest = json_answer(status, body);
  switch (below(6)) {
    case 0: return "";
    case 1: return honest.substr(0, below(honest.size()));
    case 2: return json_answer(pick({"500 Oops", "502 Oops", "204 No Content", "302 Found"}), "");
    case 3: return json_answer(status, bent_text(body));
    default: return honest;
  }
}

}  // namespace gonogo::test

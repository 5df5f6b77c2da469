// SPDX-License-Identifier: Apache-2.0
#include "tests/gate/fake_bitbucket.h"

#include <algorithm>

namespace gonogo::test {

FakeBitbucket::FakeBitbucket()
    : list([](const std::string&) { return json_answer("200 OK", R"({"values":[]})"); }),
      start([](const std::string&) {
        return json_answer("201 Created", pipeline_json(R"({"name":"PENDING"})"));
      }),
      look([this](const std::string&) {
        return json_answer("200 OK",
                           pipeline_json(++looks_ < 2 ? in_progress() : completed("SUCCESSFUL")));
      }),
      steps([](const std::string&) {
        return json_answer("200 OK", R"({"values":[{"name":"verify","state":{"name":"COMPLETED"}},)"
                                     R"({"name":"building images","state":{"name":"IN_PROGRESS"}}]})");
      }),
      stop([](const std::string&) { return json_answer("204 No Content", ""); }),
      server_([this](const std::string& request) { return answer(request); }) {}

std::string FakeBitbucket::answer(const std::string& request) {
  const std::string line = request.substr(0, request.find("\r\n"));
  const auto has = [&](const char* part) { return line.find(part) != std::string::npos; };
  if (has("/pipelines?")) return list(request);
  if (has("/stopPipeline")) return stop(request);
  if (has("/steps ")) return steps(request);
  if (has("/pipelines/%7B")) return look(request);
  return start(request);
}

size_t FakeBitbucket::count(const std::string& beginning) const {
  return static_cast<size_t>(
      std::count_if(requests().begin(), requests().end(),
                    [&](const std::string& request) { return request.starts_with(beginning); }));
}

std::string pipeline_json(const std::string& state, const std::string& variables,
                          const std::string& created) {
  return R"({"type":"pipeline","uuid":"{0a1b2c3d-0000-4000-8000-000000001287}","build_number":1287,)"
         R"("created_on":")" + created + R"(","target":{"type":"pipeline_ref_target",)"
         R"("ref_type":"branch","ref_name":"main","selector":{"type":"custom",)"
         R"("pattern":"deploy-fargate"},"commit":{"hash":"7f00000000000000000000000000000000000000"}},)"
         R"("state":)" + state + R"(,"variables":)" + variables + "}";
}

std::string in_progress(const std::string& stage) {
  return R"({"name":"IN_PROGRESS","stage":{"name":")" + stage + R"("}})";
}

std::string completed(const std::string& result) {
  return R"({"name":"COMPLETED","result":{"name":")" + result + R"("}})";
}

std::string json_answer(const std::string& status, const std::string& body) {
  return http_response(status, {"Content-Type: application/json"}, body);
}

BitbucketStage::BitbucketStage() {
  world.environment["GONOGO_BITBUCKET_TOKEN"] = "ATCTT3-very-secret";
  world.environment["BITBUCKET_API_URL"] = bitbucket.base();
  options.bitbucket.request = Milliseconds(200);
}

int BitbucketStage::gate() {
  options.triggers = {{.action = trigger}};
  return Stage::gate();
}

}  // namespace gonogo::test

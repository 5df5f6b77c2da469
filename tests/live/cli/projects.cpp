// SPDX-License-Identifier: Apache-2.0
#include "tests/live/cli/projects.h"

#include "emulator/base/text.h"
#include "tests/support/golden.h"

#include "tests/live/cli/gonogo_process.h"

namespace gonogo::test {

std::string web_project(const std::string& more) {
  return R"(gonogo: 1
project: web
tasks:
  web: {definition: web.json}
scenarios: [scenarios]
policy: {approximations: {allow: [seccomp-profile, nofile-limit]}}
)" + nginx_image() +
         more;
}

std::string web_definition() {
  return R"({"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
 "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "nginx", "image": "nginx", "essential": true,
   "portMappings": [{"containerPort": 80}]}]}
)";
}

std::string stores_project() {
  return web_project(R"(services:
  mysql: {engine: mysql, version: "8.4", hostname: db.internal, database: shop, user: shop, password: not-secret, schema: [schema.sql]}
  redis: {engine: redis, version: "7", hostname: cache.internal}
)");
}

std::string sample_project() {
  const std::string root = GONOGO_SOURCE;
  std::string text = read_text(root + "/gonogo.yaml");
  text = replace_all(text, "--build, build,", "--build, " GONOGO_BUILD ",");
  text = replace_all(text, " build/", " " GONOGO_BUILD "/");
  for (const char* before : {" ", "["})
    text = replace_all(text, before + std::string("fixtures/"), before + root + "/fixtures/");
  return text;
}

}  // namespace gonogo::test

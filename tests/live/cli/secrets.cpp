// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

// Says the secret in every way it can think of, to the scenario and to the container's log, and
// fails.
const std::string leaky = R"(scenario: Everything is said aloud
kind: acceptance
vars: {declared: open-sesame-please}
secrets: [declared]
steps:
  - name: with ${secret.launches/admin-token}
    exec: |
      t=$ADMIN_TOKEN
      { echo "$t"; echo "Bearer x$${t}y"; printf %s "$t" | base64; printf 'u:%s' "$t" | base64; printf 'us:%s' "$t" | base64
        echo "$t" | tr a-z A-Z; printf %s "$t" | fold -w 7; printf %s "$t" | od -An -tx1; printf %s "$t" | od -An -tx1 | tr -d ' \n'
        printf %s "$t" | base64 | fold -w 9; echo "a=$t&b=1"; echo "{\"token\": \"$t\"}"; } | tee /proc/1/fd/1
    in: backend/app
    expect: {stdout: {contains: nothing of that}}
finally:
  - http: POST ${task.backend}/api/launches/3/draw?t=${secret.launches/admin-token}
    headers: {X-Admin-Token: "${secret.launches/admin-token}", X-Other: "${declared}"}
    json: {seed: "${secret.launches/admin-token}"}
    expect: {status: 200, body: "${declared}"}
)";

std::vector<std::string> forms_of_secret() {
  return {"not-a-real-admin-token",        "open-sesame-please",          "NOT-A-REAL-ADMIN-TOKEN",
          "bm90LWEtcmVhbC1hZG1pbi10b2tlb", "90LWEtcmVhbC1hZG1pbi10b2tlb", "LWEtcmVhbC1hZG1pbi10b2t",
          "6e6f742d612d7265616c2d",        "6e 6f 74 2d 61 2d",           "real-admin"};
}

}  // namespace

TEST_CASE("nothing that a run writes has a secret in it, in any form") {
  TemporaryFolder folder;
  folder.write("scenarios/leaky.yaml", leaky);
  folder.write("gonogo.yaml", sample_project());
  const Ended run = gonogo_in_source({"run", "--project", folder.path() + "/gonogo.yaml"});
  CAPTURE(run.all());
  CHECK(run.code == 1);
  int files = 0;
  std::string all = run.all();
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder.path() + "/.gonogo")) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    const std::string text = read_text(entry.path().string());
    for (const std::string& form : forms_of_secret()) {
      INFO(entry.path().string(), " has ", form);
      CHECK(text.find(form) == std::string::npos);
    }
    ++files;
    all += text;
  }
  for (const std::string& form : forms_of_secret())
    CHECK(run.all().find(form) == std::string::npos);
  CHECK(files > 6);
  // It was said, and to the log too.
  CHECK(all.find("Bearer x***y") != std::string::npos);
  CHECK(read_text(folder.path() + "/.gonogo/latest/logs/backend/app.log").find("***") !=
        std::string::npos);
}

TEST_CASE("the log of an environment that is up is shown without secrets") {
  const LiveProject project(sample_project());
  const Ended up = project.gonogo({"up"});
  REQUIRE_MESSAGE(up.code == 0, up.all());
  const Ended said = project.gonogo(
      {"exec", "backend", "--", "sh", "-c", "echo token=$ADMIN_TOKEN >/proc/1/fd/1"});
  CHECK_MESSAGE(said.code == 0, said.all());
  std::string text;
  for (int i = 0; i < 50 && text.find("token=") == std::string::npos; ++i)
    text = project.gonogo({"logs", "backend"}).all();
  CHECK_MESSAGE(text.find("token=***") != std::string::npos, text);
  CHECK(text.find("not-a-real-admin-token") == std::string::npos);
  CHECK(project.gonogo({"down"}).code == 0);
}

}  // namespace gonogo::test

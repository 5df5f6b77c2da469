// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdlib>

#include "emulator/base/text.h"
#include "emulator/cli/loading.h"
#include "emulator/io/digest.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

const char* const project_text = R"(
gonogo: 1
project: shop
tasks: {web: {definition: web.task.json}}
images:
  - {match: "*/web:*", debian: bookworm, build: ["true"], files: {site: /srv, conf.txt: /etc/conf}}
policy: policy.yaml
terraform: {state: state.json}
)";

const char* const task_text = R"({"family":"web","networkMode":"awsvpc","cpu":"256","memory":"512",
"requiresCompatibilities":["FARGATE"],"containerDefinitions":[{"name":"web","image":"shop/web:1"}]})";

/// A checkout of one commit.
struct Repository {
  test::TemporaryFolder folder;
  SystemClock clock;
  RealProcesses processes;
  std::string said;
  World world{clock, processes, {}, folder.path(), GONOGO_BUILD, {}, {}};

  Repository() {
    world.out.write = world.err.write = [this](std::string_view text) { said += text; };
    folder.write("gonogo.yaml", project_text);
    folder.write("web.task.json", task_text);
    folder.write("policy.yaml", "require: {unit: 1}\n");
    folder.write("state.json", R"({"version":4,"serial":41,"lineage":"3f2a"})");
    folder.write("site/index.html", "hello");
    folder.write("conf.txt", "conf");
    folder.write("scenarios/a.yaml", "");
    const std::string git = "git -c user.name=t -c user.email=t@example.com ";
    REQUIRE(std::system(("cd " + folder.path() + " && git init -q && git add -A && " + git +
                         "commit -qm one && git rev-parse HEAD >.git/one")
                            .c_str()) == 0);
  }
  void commit_all(const std::string& what = "-A") {
    REQUIRE(std::system(("cd " + folder.path() + " && git add " + what +
                         " && git -c user.name=t -c user.email=t@example.com commit -qm more")
                            .c_str()) == 0);
  }
  std::string git_says(const std::string& words) const {
    const std::string file = folder.path() + "/.git/said";
    REQUIRE(std::system(("git -C " + folder.path() + " " + words + " >" + file).c_str()) == 0);
    return test::read_text(file);
  }
  std::string commit() const { return test::read_text(folder.path() + "/.git/one").substr(0, 40); }
  std::optional<Loaded> loaded() { return load({}, world); }
  Result<Subject> bound() {
    const auto all = loaded();
    CAPTURE(said);
    REQUIRE(all);
    return bind_checkout(*all, world);
  }
};

}  // namespace

TEST_CASE("a checkout binds its commit, policy, Terraform state and what images are built from") {
  Repository repository;
  const auto subject = repository.bound();
  REQUIRE(subject);
  CHECK(subject->commit == repository.commit());
  CHECK_FALSE(subject->dirty);
  CHECK(subject->pipeline_commit == "");
  REQUIRE(subject->terraform);
  CHECK(subject->terraform->serial == 41);
  CHECK(subject->terraform->lineage == "3f2a");
  CHECK(subject->terraform->commit == "");  // it lies in the project's own repository
  std::map<std::string, std::string> inputs(subject->inputs.begin(), subject->inputs.end());
  for (const char* file : {"gonogo.yaml", "policy.yaml", "state.json"}) {
    CAPTURE(std::string(file));
    CHECK(inputs[file] == sha256(test::read_text(repository.folder.path() + "/" + file)));
  }
  const auto builds = bind_builds(repository.loaded()->project);
  REQUIRE(builds);
  REQUIRE(builds->size() == 1);
  CHECK(builds->front().recipe.size() == 64);
  CHECK(builds->front().files ==
        std::vector<std::pair<std::string, std::string>>{
            {"conf.txt", sha256("conf")},
            {"site", sha256("site/index.html " + sha256("hello") + "\n")}});
}

TEST_CASE("a Dockerfile and its context are bound by what git tracks") {
  Repository repository;
  repository.folder.write("gonogo.yaml",
                          replace_all(project_text, "debian: bookworm,",
                                      "debian: bookworm, dockerfile: app/Dockerfile,"));
  repository.folder.write("app/Dockerfile", "FROM scratch\n");
  repository.folder.write("app/main.c", "int main() {}\n");
  CHECK(repository.bound()->unbound_files == std::vector<std::string>{"app/Dockerfile"});
  repository.commit_all();
  CHECK(repository.bound()->unbound_files.empty());
  const auto build = [&] { return bind_builds(repository.loaded()->project)->front(); };
  const Subject::Build first = build();
  CHECK(first.dockerfile == sha256("FROM scratch\n"));
  const std::string listed = repository.git_says("-C app ls-files --stage -z");
  CHECK(listed.find("main.c") != std::string::npos);
  CHECK(first.context == sha256(listed));
  repository.folder.write("app/main.c", "int main() { return 1; }\n");
  repository.folder.write("app/untracked.o", "x");
  repository.commit_all("app/main.c");
  CHECK(build().context != first.context);
  CHECK(build().context == sha256(repository.git_says("-C app ls-files --stage -z")));
  CHECK(build().dockerfile == first.dockerfile);
}

TEST_CASE("what only a build makes may be absent at the gate, never at the run") {
  Repository repository;
  REQUIRE(remove_tree(repository.folder.path() + "/conf.txt"));
  CHECK_FALSE(bind_builds(repository.loaded()->project));
  const auto builds = bind_builds(repository.loaded()->project, AbsentFiles::unbuilt);
  REQUIRE(builds);
  CHECK(builds->front().files.front() == std::pair<std::string, std::string>("conf.txt", ""));
}

TEST_CASE("what no build makes is never absent") {
  Repository repository;
  repository.folder.write("gonogo.yaml", replace_all(project_text, "build: [\"true\"], ", ""));
  REQUIRE(remove_tree(repository.folder.path() + "/conf.txt"));
  CHECK_FALSE(bind_builds(repository.loaded()->project, AbsentFiles::unbuilt));
}

TEST_CASE("a link is of a commit when what it leads to is") {
  Repository repository;
  repository.folder.write("gonogo.yaml", replace_all(project_text, "build: [\"true\"], ", ""));
  repository.folder.write(".gitignore", "out\n");
  repository.folder.write("out/conf.txt", "other");
  const Path link = repository.folder.path() + "/conf.txt";
  const auto unbound = [&](const char* target) {
    std::filesystem::remove(link);
    std::filesystem::create_symlink(target, link);
    repository.commit_all();
    return repository.bound()->unbound_files;
  };
  using Names = std::vector<std::string>;
  CHECK(unbound("gonogo.yaml") == Names{"site"});  // of a folder git tracks the files
  CHECK(unbound("out/conf.txt") == Names{"conf.txt", "site"});
  CHECK(unbound("/etc/hostname") == Names{"conf.txt", "site"});
}

TEST_CASE("what changes in the checkout while scenarios run counts as dirty") {
  struct Row {
    const char* what;
    void (*change)(Repository&);
    std::vector<std::string> dirty;
  };
  for (const Row& row : std::vector<Row>{
           {"nothing", [](Repository&) {}, {}},
           {"a report", [](Repository& r) { r.folder.write("r.xml", "x"); }, {}},
           {"a tracked file", [](Repository& r) { r.folder.write("conf.txt", "x"); }, {"conf.txt"}},
           {"the policy", [](Repository& r) { r.folder.write("policy.yaml", "x"); }, {"policy.yaml"}},
           {"a new scenario", [](Repository& r) { r.folder.write("scenarios/b.yaml", "x"); }, {"scenarios"}},
           {"the commit", [](Repository& r) { r.folder.write("new", "x"); r.commit_all(); }, {"HEAD"}}}) {
    CAPTURE(std::string(row.what));
    Repository repository;
    const auto loaded = repository.loaded();
    REQUIRE(loaded);
    auto subject = bind_checkout(*loaded, repository.world);
    REQUIRE(subject);
    row.change(repository);
    REQUIRE(note_changes(*loaded, *subject));
    CHECK(subject->dirty_files == row.dirty);
    CHECK(subject->dirty == !row.dirty.empty());
  }
}

TEST_CASE("a Terraform plan that PowerShell wrote is read") {
  Repository repository;
  std::string utf16("\xFF\xFE", 2);
  for (const char c : std::string(R"({"version":4,"serial":42,"lineage":"3f2a"})"))
    utf16 += std::string{c, '\0'};
  repository.folder.write("state.json", utf16);
  const auto subject = repository.bound();
  REQUIRE(subject);
  CHECK(subject->terraform->serial == 42);
  CHECK(subject->terraform->sha256 == sha256(utf16));
  repository.folder.write("state.json", utf16 + "}");
  const auto cut = repository.bound();
  REQUIRE_FALSE(cut);
  CHECK(cut.error().code == "bad-utf16");
}

TEST_CASE("a pipeline of a tag has no branch; its commit is taken along") {
  Repository repository;
  repository.world.environment = {{"BITBUCKET_TAG", "v1.2"}, {"BITBUCKET_COMMIT", "9d02aa1"}};
  const auto subject = repository.bound();
  REQUIRE(subject);
  CHECK(subject->pipeline_commit == "9d02aa1");
  CHECK(subject->commit == repository.commit());
  CHECK(subject->overrides.empty());
}

TEST_CASE("another file in place of the state, or a policy that is none, is told") {
  Repository repository;
  repository.folder.write("state.json", R"({"format_version":"1.2","planned_values":{}})");
  const auto subject = repository.bound();
  REQUIRE_FALSE(subject);
  CHECK(subject.error().code == "not-terraform");
  CHECK(subject.error().hint == "terraform: {plan: state.json}");
  repository.folder.write("policy.yaml", "require: {unit: -1}\n");
  CHECK_FALSE(repository.loaded());
  CHECK(repository.said.find("policy.yaml:1:") != std::string::npos);
}

// SPDX-License-Identifier: Apache-2.0
#include "tests/live/kills/stages.h"

#include <cstdlib>
#include <filesystem>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/files.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

constexpr const char* database = "gonogo_kills";
constexpr const char* payload = "/srv/gonogo-kills-payload";
// Small ones that need nothing else.
constexpr const char* packages[] = {"hello", "sl", "tree", "rev", "cowsay", "figlet", "toilet", "lolcat"};

std::string acceptance_of(const std::string& name, const std::string& steps) {
  return "scenario: " + name + "\nkind: acceptance\nsteps:\n" + steps;
}

const std::string serves = "  - http: GET ${task.web}/\n    expect: {status: 200}\n";
const std::string waits = "  - exec: [sleep, \"0.1\"]\n    in: web/nginx\n    expect: {exit: 0}\n";

Stage stage(const std::string& name, const std::string& yaml) {
  Stage made{.name = name, .project = LiveProject(yaml)};
  made.project.write("web.json", web_definition());
  made.project.write("schema.sql", "CREATE TABLE t (id INT PRIMARY KEY);\n");
  made.project.write("scenarios/page.yaml", acceptance_of("the page is served", serves + waits));
  return made;
}

Stage quick_stage() {
  Stage made = stage("quick", web_project());
  made.project.write("scenarios/again.yaml", acceptance_of("it is served again", waits + serves));
  made.project.write("scenarios/twice.yaml", acceptance_of("and twice", serves + waits + serves));
  made.project.commit();
  return made;
}

Stage wrong_stage() {
  Stage made = stage("wrong", web_project());
  made.project.write("scenarios/wrong.yaml",
                     acceptance_of("no such page", waits + replace_all(serves, "200", "404")));
  made.project.commit();
  made.code = 1;
  return made;
}

Stage stores_stage() {
  Stage made = stage("stores", stores_project());
  made.project.write("scenarios/rows.yaml",
                     acceptance_of("a row is kept",
                              "  - sql: INSERT INTO t VALUES (1)\n"
                              "  - sql: SELECT COUNT(*) FROM t\n    expect: {rows: [[1]]}\n"
                              "  - redis: SET a 1\n"));
  made.project.write("scenarios/no_rows.yaml",
                     acceptance_of("nothing is there at first",
                              "  - sql: SELECT COUNT(*) FROM t\n    expect: {rows: [[0]]}\n"
                              "  - redis: EXISTS a\n    expect: {value: 0}\n"));
  made.victim = "mysqld";
  return made;
}

Stage browsed_stage() {
  Stage made = stage("browsed", web_project());
  made.project.write("scenarios/browsed.yaml",
                     acceptance_of("a visitor sees it",
                              "  - browser:\n      - open: ${task.web}/\n"
                              "      - see: Welcome to nginx!\n"));
  made.victim = "chrom";
  return made;
}

std::string image(const std::string& more) {
  return replace_all(web_project(), "packages: [nginx-light, curl]", "packages: [nginx-light, curl" + more);
}

Stage unjudged(Stage made) {
  made.judged = false;
  return made;
}

bool is_of_kills(const Path& entry) {
  const auto facts = read_document(entry / "facts.json");
  const std::string description = facts ? text_of(*facts, "description") : "";
  if (description.ends_with(std::string(" data of ") + database)) return true;
  for (const char* package : packages)
    if (description.find(std::string(" ") + package) != std::string::npos) return true;
  return path_exists(entry / (std::string("tree") + payload));
}

}  // namespace

Stages::Stages()
    : quick(quick_stage()),
      wrong(wrong_stage()),
      stores(stores_stage()),
      browsed(browsed_stage()),
      builder(unjudged(stage(
          "builder", image("], files: {payload: " + std::string(payload) +
                           "}, build: [sh, -c, \"head -c 24M /dev/urandom >payload; sleep 0.1\"]")))),
      installer(unjudged(stage("installer", web_project()))),
      baker(unjudged(stage("baker", replace_all(stores_project(), "database: shop",
                                                std::string("database: ") + database)))) {}

std::vector<Stage*> Stages::all() {
  return {&quick, &wrong, &stores, &browsed, &builder, &installer, &baker};
}

std::vector<const LiveProject*> Stages::projects() {
  std::vector<const LiveProject*> found;
  for (const Stage* each : all()) found.push_back(&each->project);
  return found;
}

void Stages::change_packages(std::uint64_t seed) {
  std::string more;
  for (size_t i = 0; i < std::size(packages); ++i)
    if (((seed / 100 + 1) >> i) % 2 == 1) more += std::string(", ") + packages[i];
  installer.project.write("gonogo.yaml", image(more + "]"));
}

void Stages::change_schema(std::uint64_t seed) {
  baker.project.write("schema.sql", "CREATE TABLE t (id INT PRIMARY KEY);\n-- " +
                                        std::to_string(seed) + "\n");
}

void Stages::clear_store() {
  const char* given = std::getenv("GONOGO_STORE");
  const Path store = given != nullptr ? Path(given) : Path(std::getenv("HOME")) / ".cache/gonogo";
  for (const char* kind : {"roots", "data"}) {
    std::error_code error;
    for (std::filesystem::directory_iterator at(store / kind, error), end; !error && at != end;
         at.increment(error))
      if (is_of_kills(at->path())) (void)remove_tree(at->path());
  }
}

}  // namespace gonogo::test

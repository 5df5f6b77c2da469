// SPDX-License-Identifier: Apache-2.0
// compose/launches.compose.yaml is the same product for users of Docker Compose.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "emulator/base/text.h"
#include "emulator/cli/loading.h"
#include "emulator/io/document.h"
#include "emulator/task/container_values.h"
#include "tests/support/golden.h"

namespace gonogo {
namespace {

using Pairs = std::map<std::string, std::string>;

// `<<` takes over what the mapping itself does not say.
Value merged(const Value& mapping) {
  Value all = Value::object();
  for (const Value::Member& member : mapping.members())
    if (member.key != "<<") all.set(member.key, member.value);
  const Value* base = mapping.find("<<");
  if (base == nullptr) return all;
  const Value inherited = merged(*base);
  for (const Value::Member& member : inherited.members())
    if (all.find(member.key) == nullptr) all.set(member.key, member.value);
  return all;
}

/// The sample product, and the file that is compared with it.
struct Both {
  std::string said{};
  SystemClock clock{};
  RealProcesses processes{};
  Output say{[this](std::string_view text) { said += text; }, false};
  World world{clock, processes, {}, Path(GONOGO_SOURCE), Path(GONOGO_BUILD), say, say};
  std::optional<Loaded> loaded = load({}, world);
  Value compose{};

  Both() {
    REQUIRE_MESSAGE(loaded, said);
    auto read = read_document(GONOGO_SOURCE "/compose/launches.compose.yaml");
    REQUIRE_MESSAGE(read, (read ? "" : to_line(read.error())));
    compose = std::move(*read);
  }

  Value service(const std::string& name) const {
    const Value* services = compose.find("services");
    REQUIRE(services != nullptr);
    const Value* found = services->find(name);
    REQUIRE_MESSAGE(found != nullptr, name);
    return merged(*found);
  }

  const ImageRecipe& recipe_of(const std::string& image) const {
    for (const ImageRecipe& recipe : loaded->project.images)
      if (glob_matches(recipe.match, image)) return recipe;
    FAIL("no recipe for " << image);
    return loaded->project.images.front();
  }
};

Pairs variables_of(const Value& service) {
  Pairs all;
  const Value* environment = service.find("environment");
  if (environment == nullptr) return all;
  const Value written = merged(*environment);
  for (const Value::Member& member : written.members())
    all[member.key] = replace_all(member.value.as_text(), "${LAUNCHES_BUG:-}", "");
  return all;
}

Pairs variables_of(const Both& both, const TaskEntry& task, const ContainerDefinition& container) {
  Pairs all(container.environment.begin(), container.environment.end());
  for (const SecretReference& reference : container.secrets) {
    const auto secret = resolve_secret(reference, both.loaded->secrets);
    REQUIRE_MESSAGE(secret, reference.value_from);
    all[reference.name] = secret->reveal();
  }
  for (const auto& [name, value] : task.environment) all[name] = value;
  return all;
}

// Compose has no tasks: the essential container has the task's name, others "task-container".
std::string service_name(const TaskEntry& task, const ContainerDefinition& container) {
  return container.essential ? task.name : task.name + "-" + container.name;
}

std::vector<std::string> texts(const Value* list) {
  std::vector<std::string> all;
  if (list != nullptr)
    for (const Value& item : list->items()) all.push_back(item.as_text());
  return all;
}

std::vector<std::string> aliases_of(const Value& service) {
  const Value* networks = service.find("networks");
  const Value* vpc = networks == nullptr ? nullptr : networks->find("vpc");
  return vpc == nullptr ? std::vector<std::string>{} : texts(vpc->find("aliases"));
}

void check_stand_in(const Value& service, const ImageRecipe& recipe) {
  const Value* build = service.find("build");
  REQUIRE(build != nullptr);
  const std::string dockerfile = build->find("dockerfile_inline")->as_text();
  CHECK(dockerfile.starts_with("FROM debian:" + recipe.debian + "-slim\n"));
  CHECK(dockerfile.find(" " + join(recipe.packages, " ") + " ") != std::string::npos);
  const std::string context =
      build->find("context")->as_text() == ".." ? "" : "fixtures/launches/frontend/";
  for (const auto& file : recipe.files) {
    const std::string& from = file.first;
    const std::string& to = file.second;
    CAPTURE(from);
    REQUIRE(from.starts_with(context));
    const std::string name = from.substr(context.size());
    const std::string folder = to.substr(0, to.rfind('/') + 1);
    const auto lines = split_lines(dockerfile);
    CHECK(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      const auto words = split(std::string(trim(line)), ' ');
      return words.size() > 2 && words[0] == "COPY" &&
             std::find(words.begin(), words.end(), name) != words.end() &&
             (words.back() == to || words.back() == folder);
    }));
  }
}

void check_health(const Value& service, const ContainerDefinition& container) {
  const Value* health = service.find("healthcheck");
  REQUIRE((health != nullptr) == container.health_check.has_value());
  if (health == nullptr) return;
  std::vector<std::string> test = {container.health_check->shell ? "CMD-SHELL" : "CMD"};
  const auto& command = container.health_check->command;
  test.insert(test.end(), command.begin(), command.end());
  CHECK(texts(health->find("test")) == test);
  const auto seconds = [](Milliseconds time) { return std::to_string(time.count() / 1000) + "s"; };
  CHECK(health->find("interval")->as_text() == seconds(container.health_check->interval));
  CHECK(health->find("timeout")->as_text() == seconds(container.health_check->timeout));
  CHECK(health->find("start_period")->as_text() == seconds(container.health_check->start_period));
  CHECK(health->find("retries")->as_integer() == container.health_check->retries);
}

}  // namespace

TEST_CASE("every container is a service with the same image, command, variables and health check") {
  const Both both;
  for (const auto& [name, definition] : both.loaded->definitions) {
    const TaskEntry& task = *both.loaded->project.find_task(name);
    for (const ContainerDefinition& container : definition.containers) {
      const std::string known_as = service_name(task, container);
      CAPTURE(known_as);
      const Value service = both.service(known_as);
      CHECK(service.find("image")->as_text() == container.image);
      CHECK(texts(service.find("command")) ==
            container.command.value_or(std::vector<std::string>{}));
      CHECK(variables_of(service) == variables_of(both, task, container));
      check_health(service, container);
      check_stand_in(service, both.recipe_of(container.image));
    }
  }
}

TEST_CASE("no service is there beside containers and services of the project") {
  const Both both;
  size_t wanted = both.loaded->project.services.size();
  for (const auto& [name, definition] : both.loaded->definitions)
    wanted += definition.containers.size();
  CHECK(both.compose.find("services")->members().size() == wanted);
}

TEST_CASE("tasks have the same names in the VPC and the same published ports") {
  const Both both;
  for (const TaskEntry& task : both.loaded->project.tasks) {
    const Value service = both.service(task.name);
    CHECK(aliases_of(service) ==
          std::vector<std::string>{task.name + "." + both.loaded->project.name + ".internal"});
    std::vector<std::string> ports;
    for (const auto& [host, port] : task.publish)
      ports.push_back("127.0.0.1:" + std::to_string(host) + ":" + std::to_string(port));
    CHECK(texts(service.find("ports")) == ports);
  }
}

TEST_CASE("MySQL and Redis have the same series, names, accounts and data") {
  const Both both;
  const ServiceEntry& mysql = *both.loaded->project.find_service("mysql");
  const Value database = both.service("mysql");
  CHECK(database.find("image")->as_text() == "mysql:" + mysql.version);
  CHECK(aliases_of(database) == std::vector<std::string>{mysql.hostname});
  const Pairs variables = variables_of(database);
  CHECK(variables.at("MYSQL_DATABASE") == mysql.database);
  CHECK(variables.at("MYSQL_USER") == mysql.user);
  CHECK(variables.at("MYSQL_PASSWORD") ==
        both.loaded->secrets.entries.find(mysql.password_secret)->as_text());
  const auto volumes = texts(database.find("volumes"));
  std::vector<std::string> scripts = mysql.schema;
  scripts.insert(scripts.end(), mysql.seed.begin(), mysql.seed.end());
  REQUIRE(volumes.size() == scripts.size());
  for (size_t i = 0; i < scripts.size(); ++i)
    CHECK(volumes[i].starts_with("../" + scripts[i] + ":"));
  const ServiceEntry& redis = *both.loaded->project.find_service("redis");
  const Value cache = both.service("redis");
  CHECK(cache.find("image")->as_text() == "redis:" + redis.version);
  CHECK(aliases_of(cache) == std::vector<std::string>{redis.hostname});
}

}  // namespace gonogo

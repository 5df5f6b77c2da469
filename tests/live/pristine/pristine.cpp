// SPDX-License-Identifier: Apache-2.0
// Each environment that a scenario gets is like the first, whatever was done to those before.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "emulator/base/text.h"
#include "emulator/cli/planning.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/io/files.h"
#include "tests/live/pristine/changes.h"
#include "tests/live/pristine/fingerprint.h"
#include "tests/support/golden.h"

namespace gonogo::test {
namespace {

constexpr int workloads = 20;
constexpr int most_changes = 8;

std::map<std::string, std::string> variables() {
  std::map<std::string, std::string> all;
  for (const char* name : {"GONOGO_STORE", "HOME", "PATH"})
    if (const char* value = std::getenv(name); value != nullptr) all[name] = value;
  return all;
}

/// Environments of the sample product, and root for MySQL: a product's user sees less.
class Worlds {
 public:
  explicit Worlds(size_t expected) {
    loaded_ = load({}, world_);
    REQUIRE_MESSAGE(loaded_, said_);
    Progress progress(world_, true);
    auto images = images_of(*loaded_, world_, true, progress);
    REQUIRE_MESSAGE(images, (images ? "" : to_line(images.error())));
    images_ = std::move(*images);
    source_ = make_world_source([this](int n) { return plan(n); },
                                {.log_folder = Path(logs_.path())}, expected, world_);
  }

  std::unique_ptr<Environment> next() {
    auto environment = source_->next();
    REQUIRE_MESSAGE(environment, (environment ? "" : to_line(environment.error())));
    return std::move(*environment);
  }

 private:
  Result<EnvironmentPlan> plan(int n) {
    auto plan = plan_of(*loaded_, images_,
                        "pristine" + std::to_string(getpid()) + "-" + std::to_string(n), true,
                        redactor_);
    if (!plan) return plan;
    for (ServicePlan& service : plan->services)
      if (service.engine == ServiceEngine::mysql) {
        service.user = "root";
        service.password = Secret();
      }
    return plan;
  }

  TemporaryFolder logs_;
  std::string said_;
  SystemClock clock_;
  RealProcesses processes_;
  Output say_{[this](std::string_view text) { said_ += text; }, false};
  World world_{clock_, processes_, variables(), Path(GONOGO_SOURCE), Path(GONOGO_BUILD), say_, say_};
  Redactor redactor_;
  std::optional<Loaded> loaded_;
  Images images_;
  std::unique_ptr<EnvironmentSource> source_;
};

std::vector<std::string> pick(std::mt19937& random, Environment& environment) {
  std::vector<std::string> done;
  const auto all = changes();
  std::vector<size_t> order(all.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  order.resize(1 + random() % most_changes);
  for (const size_t i : order) {
    const int number = static_cast<int>(random() % 1000);
    prepare(environment, all[i], number);
    apply(environment, all[i], number);
    done.push_back(all[i].what);
  }
  return done;
}

/// Whether a server runs that has it; those of worlds are seen from outside.
bool runs_preloaded() {
  for (const auto& process : std::filesystem::directory_iterator("/proc")) {
    const auto maps = read_file(process.path() / "maps");
    if (maps && maps->find("/usr/sbin/mysqld\n") != std::string::npos &&
        maps->find("/mysqld_preload.so\n") != std::string::npos)
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a world's mysqld runs with what makes its start short") {
  Worlds worlds(1);
  const auto environment = worlds.next();
  CHECK(runs_preloaded());
}

TEST_CASE("an omission is seen: each change alone makes the fingerprint differ") {
  Worlds worlds(1);
  const auto environment = worlds.next();
  int number = 1;
  for (const Change& change : changes()) {
    CAPTURE(change.what);
    prepare(*environment, change, number);
    const auto before = fingerprint(*environment);
    CHECK(differences(before, fingerprint(*environment)).empty());
    apply(*environment, change, number++);
    CHECK_FALSE(differences(before, fingerprint(*environment)).empty());
  }
}

TEST_CASE("no workload is seen by the environment after it") {
  Worlds worlds(workloads + 1);
  std::mt19937 random(20'261'124);
  const auto pristine = fingerprint(*worlds.next());
  CHECK(pristine.size() > 500);
  std::vector<std::string> done;
  for (int i = 0; i < workloads; ++i) {
    const auto environment = worlds.next();
    const auto found = differences(pristine, fingerprint(*environment));
    CHECK_MESSAGE(found.empty(), "after " << join(done, ", ") << "\n" << join(found, "\n"));
    done = pick(random, *environment);
  }
  CHECK(differences(pristine, fingerprint(*worlds.next())).empty());
}

}  // namespace gonogo::test

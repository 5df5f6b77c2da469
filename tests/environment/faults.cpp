// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/faults.h"

#include <doctest/doctest.h>

#include "tests/environment/fake_engine.h"

namespace gonogo::test {
namespace {

using Kind = Fault::Kind;
constexpr Milliseconds patience{1'000};

/// What a fault has come to: nothing as long as it is under way, "" for done, else the code.
struct Outcome {
  std::optional<std::string> code{};
  Faults::OnDone hear() {
    return [this](const Result<Done>& done) { code = done ? "" : done.error().code; };
  }
};

std::string do_at_once(SmallWorld& world, const Fault& fault) {
  Outcome outcome;
  world.faults.begin(fault, patience, outcome.hear());
  return outcome.code.value_or("under way");
}

TEST_CASE("a kill is done when the container is dead, and its end is asked for") {
  SmallWorld world;
  Outcome outcome;
  world.faults.begin({.kind = Kind::kill, .target = "backend/app"}, patience, outcome.hear());
  CHECK(world.engine.asked == std::vector<std::string>{"SIGKILL backend/app"});
  CHECK_FALSE(outcome.code);
  world.faults.before_end("backend/app");
  CHECK(world.faults.asked_for("backend/app"));
  CHECK(world.faults.stopped_task("backend"));
  world.faults.after_end("backend/app");
  CHECK(outcome.code == "");
  CHECK_FALSE(world.faults.asked_for("backend/app"));
}

TEST_CASE("an end that nobody asked for stays a loss, also after a kill of another container") {
  SmallWorld world;
  world.faults.before_end("backend/app");
  CHECK_FALSE(world.faults.asked_for("backend/app"));
  CHECK_FALSE(world.faults.stopped_task("backend"));
  world.faults.after_end("backend/app");
  Outcome outcome;
  world.faults.begin({.kind = Kind::kill, .target = "backend/side"}, patience, outcome.hear());
  world.end("backend/side");
  world.faults.before_end("backend/app");
  CHECK_FALSE(world.faults.asked_for("backend/app"));
  CHECK_FALSE(world.faults.stopped_task("backend"));
}

TEST_CASE("a kill excuses one end only: a restarted container that dies again is a loss") {
  SmallWorld world;
  Outcome outcome;
  world.faults.begin({.kind = Kind::kill, .target = "backend/app"}, patience, outcome.hear());
  world.end("backend/app");
  world.faults.before_end("backend/app");
  CHECK_FALSE(world.faults.asked_for("backend/app"));
}

TEST_CASE("a restart signals, starts again after the end and is done when the service is ready") {
  SmallWorld world;
  Outcome outcome;
  world.faults.begin({.kind = Kind::restart, .target = "mysql"}, patience, outcome.hear());
  CHECK(world.engine.asked == std::vector<std::string>{"SIGTERM mysql"});
  CHECK(world.started.empty());
  world.end("mysql");
  CHECK(world.started == std::vector<std::string>{"mysql"});
  CHECK_FALSE(outcome.code);
  world.faults.service_is_ready("mysql");
  CHECK(outcome.code == "");
}

TEST_CASE("a service that was killed is started by a restart") {
  SmallWorld world;
  Outcome killed;
  world.faults.begin({.kind = Kind::kill, .target = "mysql"}, patience, killed.hear());
  world.end("mysql");
  CHECK(killed.code == "");
  CHECK(world.started.empty());
  CHECK(do_at_once(world, {.kind = Kind::restart, .target = "mysql"}) == "under way");
  CHECK(world.started == std::vector<std::string>{"mysql"});
}

TEST_CASE("names that are not there are refused with what there is") {
  SmallWorld world;
  const std::vector<std::pair<Fault, std::string>> rows{
      {{.kind = Kind::kill, .target = "backend/ap"}, "unknown-container"},
      {{.kind = Kind::pause, .target = "backend"}, "unknown-container"},
      {{.kind = Kind::stop, .target = "back"}, "unknown-task"},
      {{.kind = Kind::restart, .target = "redis"}, "unknown-service"},
      {{.kind = Kind::blackhole, .to = "nowhere"}, "unknown-task"},
      {{.kind = Kind::latency, .from = "nowhere", .to = "mysql"}, "unknown-task"}};
  for (const auto& [fault, code] : rows) CHECK(do_at_once(world, fault) == code);
  CHECK(world.engine.asked.empty());
}

TEST_CASE("under engine attach neither a server from outside nor the network can be harmed") {
  SmallWorld world;
  world.plan.engine = "attach";
  for (ServicePlan& service : world.plan.services) service.external = true;
  const std::vector<Fault> faults{{.kind = Kind::restart, .target = "mysql"},
                                  {.kind = Kind::kill, .target = "mysql"},
                                  {.kind = Kind::pause, .target = "mysql"},
                                  {.kind = Kind::blackhole, .to = "mysql"},
                                  {.kind = Kind::latency, .to = "backend"}};
  for (const Fault& fault : faults) CHECK(do_at_once(world, fault) == "fault-unavailable");
  CHECK(world.engine.asked.empty());
  CHECK(do_at_once(world, {.kind = Kind::kill, .target = "backend/app"}) == "under way");
}

TEST_CASE(
    "a black hole for all spares the scenario's own requests; one for a task names its address") {
  SmallWorld world;
  CHECK(do_at_once(world, {.kind = Kind::blackhole, .to = "mysql", .port = 3306}) == "");
  REQUIRE(world.engine.impaired["mysql"].size() == 1);
  CHECK(world.engine.impaired["mysql"][0].spared == std::vector<std::string>{"198.18.0.1"});
  CHECK(do_at_once(
            world,
            {.kind = Kind::latency, .from = "backend", .to = "mysql", .delay = Milliseconds(50)}) ==
        "");
  REQUIRE(world.engine.impaired["mysql"].size() == 2);
  CHECK(world.engine.impaired["mysql"][1].peers == std::vector<std::string>{"198.18.0.20"});
  CHECK(do_at_once(world, {.kind = Kind::blackhole, .to = "mysql", .port = 3306, .end = true}) ==
        "");
  REQUIRE(world.engine.impaired["mysql"].size() == 1);
  CHECK(world.engine.impaired["mysql"][0].kind == Impairment::Kind::latency);
}

TEST_CASE("what can't be done leaves no trace, and clear takes everything back") {
  SmallWorld world;
  world.engine.trouble = Error{.code = "latency-unavailable"};
  CHECK(do_at_once(world, {.kind = Kind::loss, .to = "mysql", .percent = 5}) ==
        "latency-unavailable");
  world.engine.trouble.reset();
  CHECK(do_at_once(world, {.kind = Kind::pause, .target = "backend/app"}) == "");
  CHECK(do_at_once(world, {.kind = Kind::blackhole, .to = "mysql"}) == "");
  CHECK(world.engine.impaired["mysql"].size() == 1);
  world.engine.asked.clear();
  CHECK(do_at_once(world, {.kind = Kind::clear}) == "");
  CHECK(world.engine.asked == std::vector<std::string>{"resume backend/app", "impair mysql"});
  CHECK(world.engine.impaired["mysql"].empty());
}

TEST_CASE("what lasts for a time ends by itself, and ending it again does nothing") {
  SmallWorld world;
  Fault pause{.kind = Kind::pause, .target = "backend/app", .lasting = Milliseconds(20)};
  Fault far{.kind = Kind::latency, .to = "mysql", .delay = Milliseconds(5), .lasting = Milliseconds(20)};
  CHECK(do_at_once(world, pause) == "");
  CHECK(do_at_once(world, far) == "");
  CHECK(world.engine.asked == std::vector<std::string>{"pause backend/app", "impair mysql"});
  world.loop.at(world.clock.now() + Milliseconds(21), [&] { world.loop.stop(); });
  world.loop.run();
  const std::vector<std::string> after{"pause backend/app", "impair mysql", "resume backend/app",
                                       "impair mysql"};
  CHECK(world.engine.asked == after);
  CHECK(world.engine.impaired["mysql"].empty());
  for (Fault* each : {&pause, &far}) {
    each->end = true;
    CHECK(do_at_once(world, *each) == "");
  }
  CHECK(world.engine.asked == after);
}

TEST_CASE("the clock of a fault that was ended does not end the next one") {
  SmallWorld world;
  Fault pause{.kind = Kind::pause, .target = "backend/app", .lasting = Milliseconds(20)};
  CHECK(do_at_once(world, pause) == "");
  CHECK(do_at_once(world, {.kind = Kind::pause, .target = "backend/app", .end = true}) == "");
  CHECK(do_at_once(world, {.kind = Kind::pause, .target = "backend/app"}) == "");
  world.loop.at(world.clock.now() + Milliseconds(21), [&] { world.loop.stop(); });
  world.loop.run();
  CHECK(world.engine.asked == std::vector<std::string>{"pause backend/app", "resume backend/app",
                                                       "pause backend/app"});
}

TEST_CASE("a fault is the same after the way through the control socket") {
  const Fault fault{.kind = Kind::latency,
                    .from = "a",
                    .to = "b",
                    .port = 80,
                    .delay = Milliseconds(5),
                    .jitter = Milliseconds(2),
                    .percent = 3,
                    .end = true,
                    .lasting = Milliseconds(7)};
  const auto again = fault_of(to_value(fault));
  REQUIRE(again);
  CHECK(to_value(*again) == to_value(fault));
  CHECK(fault_of(Value::object({{"kind", "melt"}})).error().code == "bad-request");
}

}  // namespace
}  // namespace gonogo::test

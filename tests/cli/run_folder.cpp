// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/run_folder.h"

#include <doctest/doctest.h>

#include "tests/support/golden.h"

namespace gonogo::test {
namespace {

struct Place {
  TemporaryFolder folder;
  SystemClock clock{};
  RealProcesses processes{};
  World world{clock, processes, {}, folder.path(), {}, {}, {}};
  Options options{};
  Project project{};
  Place() { project.folder = folder.path(); }

  HeldFolder make() {
    auto made = make_run_folder(project, options, "20261130-120000", world);
    REQUIRE(made);
    return std::move(*made);
  }
  bool has(const std::string& name) const { return path_exists(folder.path() + "/" + name); }
};

}  // namespace

TEST_CASE("a run that was killed is taken away; one that goes on and one that has a verdict stay") {
  Place place;
  { const HeldFolder whole = place.make(); }
  place.folder.write(".gonogo/runs/20261130-120000/verdict.json", "{}");
  place.folder.write(".gonogo/runs/20261130-120000/.receipt.json.half", "{}");
  place.folder.write(".gonogo/runs/dead/logs/world-1/mysql.log", "a password");
  place.folder.write(".gonogo/gate/.ledger.jsonl.half", "{");
  const HeldFolder going_on = place.make();
  CHECK(going_on.path().filename() == "20261130-120000-2");
  sweep_runs(place.folder.path());
  CHECK(place.has(".gonogo/runs/20261130-120000/verdict.json"));
  CHECK(place.has(".gonogo/runs/20261130-120000-2"));
  for (const char* gone : {".gonogo/runs/20261130-120000/.receipt.json.half", ".gonogo/runs/dead",
                           ".gonogo/gate/.ledger.jsonl.half"})
    CHECK_FALSE_MESSAGE(place.has(gone), gone);
}

TEST_CASE("a folder that is given is emptied of the run before, and of nothing else") {
  Place place;
  place.options.out = "out";
  place.folder.write("out/logs/mine.log", "nobody's but mine");
  { const HeldFolder first = place.make(); }
  CHECK(place.has("out/logs/mine.log"));
  const char* const written[] = {"verdict.json", "results.json",      "verdict.dsse.json",
                                 "junit.xml",    "verdict.intoto.jsonl", "report.html",
                                 "summary.md",   "ctrf.json",         "receipt.json",
                                 "evidence/a/b", "logs/world-1/x.log"};
  for (const char* name : written) place.folder.write(std::string("out/") + name, "GO");
  const HeldFolder second = place.make();
  for (const char* name : written) CHECK_FALSE_MESSAGE(place.has(std::string("out/") + name), name);
}

TEST_CASE("two runs do not write into one folder") {
  Place place;
  place.options.out = "out";
  const HeldFolder first = place.make();
  const auto second = make_run_folder(place.project, place.options, "x", place.world);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == "locked");
}

}  // namespace gonogo::test

// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {

TEST_CASE(
    "what hangs in a real database or container ends in time, is told at its line, and the run "
    "goes on") {
  const LiveProject project(stores_project());
  project.write("web.json", web_definition());
  project.write("schema.sql", "CREATE TABLE t (id INT PRIMARY KEY);\n"
                "DELIMITER //\n"
                "CREATE PROCEDURE forever() turn: LOOP SET @n = 1; END LOOP//\n"
                "DELIMITER ;\n");
  // Killed, it would be refused: SLEEP is a part of it only.
  project.write("scenarios/slow.sql", "INSERT INTO t SELECT 5 + SLEEP(2);\n");
  project.write("scenarios/hang.yaml", R"(scenario: a statement that hangs
kind: acceptance
steps:
  - sql: SELECT SLEEP(60)
    timeout: 300ms
    expect: {value: 0}
---
scenario: a statement that no limit of the server knows
kind: acceptance
steps:
  - sql: DO SLEEP(60)
    timeout: 300ms
    expect: {affected: 0}
---
scenario: a procedure that never ends
kind: acceptance
steps:
  - sql: CALL forever()
    timeout: 300ms
    expect: {affected: 0}
---
scenario: a command that ignores SIGTERM
kind: acceptance
steps:
  - exec: trap '' TERM INT HUP; echo begun; sleep 60; sleep 60
    in: web/nginx
    timeout: 300ms
    expect: {exit: 0}
---
scenario: a Redis that hangs up
kind: acceptance
steps:
  - redis: CLIENT KILL TYPE normal SKIPME no
    expect: {value: {ge: 1}}
  - redis: PING
    expect: {value: PONG}
---
scenario: a fixture after it has a time of its own
kind: acceptance
steps:
  - {sql: SELECT 1, timeout: 300ms, expect: {value: 1}}
  - fixtures: [slow.sql]
  - {sql: SELECT id FROM t, expect: {value: 5}}
---
scenario: the run goes on
kind: acceptance
steps:
  - {sql: SELECT 1, expect: {value: 1}}
)");
  const Ended run = project.gonogo({"run"});
  CAPTURE(run.all());
  CHECK(run.code == 1);
  CHECK(run.out.find("4 of 7 failed") != std::string::npos);
  CHECK(run.out.find("scenarios/hang.yaml:4:5: the step took ") != std::string::npos);
  CHECK(run.out.find("but had 300 ms") != std::string::npos);
  for (const char* place : {"scenarios/hang.yaml:11:5: the step took ",
                            "scenarios/hang.yaml:18:5: the step took "})
    CHECK(run.out.find(place) != std::string::npos);
  CHECK(run.out.find("scenarios/hang.yaml:25:5: sh did not end within 300 ms") !=
        std::string::npos);
}

}  // namespace gonogo::test

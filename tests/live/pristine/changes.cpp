// SPDX-License-Identifier: Apache-2.0
#include "tests/live/pristine/changes.h"

#include "emulator/base/text.h"
#include "tests/live/pristine/fingerprint.h"

namespace gonogo::test {
namespace {

// Of the sample product: its schema, seed and migrations are what is pristine.
const Change rows[] = {
    {.what = "a row more",
     .sql = {"INSERT INTO entries (launch_id, email, email_key, size) VALUES "
             "(1, 'a#@example.com', 'a#@example.com', 'UK 7')"}},
    {.what = "a row less", .sql = {"DELETE FROM products WHERE id = 1"}},
    {.what = "another value", .sql = {"UPDATE launches SET stock = 1000 + # WHERE id = 1"}},
    {.what = "no rows", .sql = {"TRUNCATE TABLE entries"}},
    {.what = "the next id, of an entry that was rolled back",
     .sql = {"START TRANSACTION",
             "INSERT INTO entries (launch_id, email, email_key, size) VALUES "
             "(1, 'b#@example.com', 'b#@example.com', 'UK 7')",
             "ROLLBACK"}},
    {.what = "the next id, set", .sql = {"ALTER TABLE entries AUTO_INCREMENT = 9000#"}},
    {.what = "a column", .sql = {"ALTER TABLE products ADD COLUMN extra# INT NULL"}},
    {.what = "an index", .sql = {"CREATE INDEX products_index# ON products (name)"}},
    {.what = "a table", .sql = {"CREATE TABLE t# (a INT)", "INSERT INTO t# VALUES (1), (2)"}},
    {.what = "a comment", .sql = {"ALTER TABLE products COMMENT = 'c#'"}},
    {.what = "a view", .sql = {"CREATE VIEW v# AS SELECT id FROM launches"}},
    {.what = "a trigger",
     .sql = {"CREATE TRIGGER tr# BEFORE INSERT ON launches FOR EACH ROW SET NEW.stock = 1"}},
    {.what = "a procedure", .sql = {"CREATE PROCEDURE p# () SELECT 1"}},
    {.what = "a function", .sql = {"CREATE FUNCTION f# (a INT) RETURNS INT DETERMINISTIC RETURN a"}},
    {.what = "an event",
     .sql = {"CREATE EVENT e# ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01' DO DELETE FROM launches"}},
    {.what = "a database", .sql = {"CREATE DATABASE d#", "CREATE TABLE d#.t (a INT)"}},
    {.what = "another collation", .sql = {"ALTER DATABASE launches COLLATE utf8mb4_bin"}},
    {.what = "a user", .sql = {"CREATE USER u# IDENTIFIED BY 'not-secret'"}},
    {.what = "a grant", .sql = {"GRANT FILE ON *.* TO launches"}},
    {.what = "a variable", .sql = {"SET GLOBAL long_query_time = 100#"}},
    {.what = "a variable that outlives the server", .sql = {"SET PERSIST wait_timeout = 1000#"}},
    {.what = "a key", .redis = {"SET key# value"}},
    {.what = "a member", .redis = {"ZADD ranks 5 member#"}, .prepare_redis = {"ZADD ranks 5 one"}},
    {.what = "an expiry", .redis = {"EXPIRE kept 1000"}, .prepare_redis = {"SET kept value"}},
    {.what = "a stream's entry", .redis = {"XADD stream * field #"}},
    {.what = "a key of another database", .redis = {"SELECT 5", "SET key# value", "SELECT 0"}},
    {.what = "a function of Redis",
     .redis = {"FUNCTION LOAD #!lua\tname=l#\nredis.register_function('g#',\tfunction()\treturn\t1\tend)"}},
    {.what = "a script", .redis = {"SCRIPT LOAD return\t#"}},
    {.what = "a setting of Redis", .redis = {"CONFIG SET maxmemory 900000#"}},
    {.what = "a user of Redis", .redis = {"ACL SETUSER user# on >not-secret"}},
};

std::string numbered(const std::string& text, int number) {
  // "#!lua" begins a library.
  std::string all = replace_all(text, "#!", "\x01!");
  all = replace_all(all, "#", std::to_string(number));
  return replace_all(all, "\x01!", "#!");
}

// A tab within a word is a blank of it.
void run_commands(Environment& environment, const std::vector<const char*>& commands, int number) {
  for (const char* command : commands) {
    std::vector<std::string> words;
    for (const std::string& word : split(numbered(command, number), ' '))
      words.push_back(replace_all(word, "\t", " "));
    redis(environment, words);
  }
}

}  // namespace

std::span<const Change> changes() { return rows; }

void prepare(Environment& environment, const Change& change, int number) {
  run_commands(environment, change.prepare_redis, number);
}

void apply(Environment& environment, const Change& change, int number) {
  for (const char* statement : change.sql) sql(environment, numbered(statement, number));
  run_commands(environment, change.redis, number);
}

}  // namespace gonogo::test

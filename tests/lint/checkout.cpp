// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "tests/lint/rules.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

std::vector<lint::SourceFile> read_sources() {
  std::vector<lint::SourceFile> files;
  for (const std::string folder : {"emulator", "fixtures", "tests"}) {
    const auto names = list_files(Path(GONOGO_SOURCE) / folder);
    REQUIRE_MESSAGE(names, folder);
    for (const std::string& name : *names) {
      if (name.ends_with(".received.txt")) continue;
      const std::string path = folder + "/" + name;
      files.push_back({path, test::read_text(std::string(GONOGO_SOURCE) + "/" + path)});
    }
  }
  return files;
}

void check_all(lint::Rule rule) {
  lint::Violations all;
  for (const lint::SourceFile& file : read_sources())
    for (std::string& violation : rule(file)) all.push_back(std::move(violation));
  CHECK_MESSAGE(all.empty(), "\n" << join(all, "\n"));
}

}  // namespace

TEST_CASE("the checkout is found") {
  size_t headers = 0;
  for (const lint::SourceFile& file : read_sources())
    if (file.path.starts_with("emulator/") && file.path.ends_with(".h") && !file.text.empty())
      ++headers;
  CHECK(headers > 50);
}

TEST_CASE("rooms include only rooms to their left") { check_all(lint::check_direction); }

TEST_CASE("the supervisor stays small") { check_all(lint::check_supervisor); }

TEST_CASE("a header with a source of its own name is that source's first include") {
  lint::Violations all;
  const auto files = read_sources();
  std::map<std::string, const lint::SourceFile*> by_path;
  for (const lint::SourceFile& file : files) by_path[file.path] = &file;
  size_t count = 0;
  for (const auto& [path, file] : by_path) {
    if (!path.starts_with("emulator/") || !path.ends_with(".h")) continue;
    const auto source = by_path.find(path.substr(0, path.size() - 1) + "cpp");
    if (source == by_path.end()) continue;
    ++count;
    for (std::string& violation : lint::check_own_header(*source->second, path))
      all.push_back(std::move(violation));
  }
  CHECK_MESSAGE(all.empty(), "\n" << join(all, "\n"));
  CHECK(count > 100);
}

TEST_CASE("no third-party type is in a header") { check_all(lint::check_header_includes); }

TEST_CASE("no file is longer than 500 lines") { check_all(lint::check_length); }

TEST_CASE("no <regex>, no coroutine; shared_ptr and throw only in io") {
  check_all(lint::check_words);
}

TEST_CASE("nothing else is at the top level") {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(GONOGO_SOURCE))
    names.push_back(entry.path().filename().string());
  const auto violations =
      lint::check_top_level(names, test::read_text(std::string(GONOGO_SOURCE) + "/.gitignore"));
  CHECK_MESSAGE(violations.empty(), "\n" << join(violations, "\n"));
}

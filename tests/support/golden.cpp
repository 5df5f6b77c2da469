// SPDX-License-Identifier: Apache-2.0
#include "tests/support/golden.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace gonogo::test {
namespace {

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void print_first_difference(const std::string& wanted, const std::string& received) {
  std::istringstream a(wanted);
  std::istringstream b(received);
  std::string left;
  std::string right;
  for (int line = 1;; ++line) {
    const bool more_left = static_cast<bool>(std::getline(a, left));
    const bool more_right = static_cast<bool>(std::getline(b, right));
    if (more_left && more_right && left == right) continue;
    if (!more_left && !more_right) return;
    std::cerr << "line " << line << "\n  golden:   " << (more_left ? left : "(end)")
              << "\n  received: " << (more_right ? right : "(end)") << "\n";
    return;
  }
}

}  // namespace

bool golden(const std::string& name, const std::string& text) {
  const std::filesystem::path base = std::filesystem::path(GONOGO_SOURCE) / "tests/golden" / name;
  const std::string wanted_path = base.string() + ".txt";
  const std::string received_path = base.string() + ".received.txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    write_text(wanted_path, text);
    return true;
  }
  const std::string wanted = read_text(wanted_path);
  if (wanted == text && std::filesystem::exists(wanted_path)) {
    std::filesystem::remove(received_path);
    return true;
  }
  write_text(received_path, text);
  std::cerr << name << " differs from its golden file\n";
  print_first_difference(wanted, text);
  return false;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "gonogo-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path path = std::filesystem::path(path_) / name;
  write_text(path, text);
  return path.string();
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace gonogo::test

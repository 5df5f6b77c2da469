// SPDX-License-Identifier: Apache-2.0
#include "tests/support/orchestrator.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "emulator/base/text.h"

namespace gonogo::test {
namespace {

constexpr int patience = 10'000;

std::string read_line(int file) {
  std::string line;
  pollfd wait{file, POLLIN, 0};
  char c = 0;
  while (poll(&wait, 1, patience) == 1 && read(file, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

Orchestrator::Orchestrator(const std::string& public_key, const std::vector<std::string>& refs,
                           const std::string& override_key) {
  const std::string key = folder_.write("judge.pub", public_key);
  folder_.write("state/.keep", "");
  std::vector<std::string> argv{std::string(GONOGO_BUILD) + "/launches-orchestrator",
                                std::string(GONOGO_SOURCE) + "/fixtures/orchestrator/deploy.sh",
                                folder_.path() + "/state"};
  argv.insert(argv.end(), refs.begin(), refs.end());
  int in[2];
  int out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) std::abort();
  const Descriptor child_in(in[0]);
  lifeline_ = Descriptor(in[1]);
  const Descriptor address(out[0]);
  Descriptor child_out(out[1]);
  std::map<std::string, std::string> environment{{"PATH", std::getenv("PATH")},
                                                 {"ORCHESTRATOR_TOKEN", token},
                                                 {"VERDICT_KEY", key},
                                                 {"GONOGO", std::string(GONOGO_BUILD) + "/gonogo"}};
  if (!override_key.empty())
    environment["OVERRIDE_KEY"] = folder_.write("override.pub", override_key);
  auto started = spawn({.argv = argv,
                        .environment = environment,
                        .in = child_in.get(),
                        .out = child_out.get(),
                        .err = STDERR_FILENO});
  if (!started) std::abort();
  child_ = std::move(*started);
  child_out.close();
  url_ = read_line(address.get());
}

Orchestrator::~Orchestrator() {
  lifeline_.close();
  waitpid(child_.pid, nullptr, 0);
}

std::vector<std::string> Orchestrator::deployed() const {
  return split_lines(read_text(folder_.path() + "/state/deployed"));
}

std::string Orchestrator::log(int number) const {
  return read_text(folder_.path() + "/state/pipeline-" + std::to_string(number) + ".log");
}

std::vector<std::string> Orchestrator::posted(const std::string& what) const {
  return split_lines(read_text(folder_.path() + "/state/" + what + ".jsonl"));
}

}  // namespace gonogo::test

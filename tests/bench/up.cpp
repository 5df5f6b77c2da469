// SPDX-License-Identifier: Apache-2.0
// How long an environment takes beside the bare start of its own MySQL: `make bench`.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "emulator/cli/planning.h"
#include "emulator/image/debian_root.h"
#include "emulator/io/mysql.h"
#include "emulator/project/mysql_options.h"
#include "tests/bench/check.h"

namespace gonogo {
namespace {

constexpr int rounds = 5;
constexpr double most_ratio = 2;
constexpr Milliseconds patience{60'000};

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

double milliseconds(Nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

double median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

/// The MySQL of the sample product: its root and its data with schema and seed.
ServiceRoot sample_mysql(World& world) {
  const auto loaded = load({}, world);
  if (!loaded) stop("the sample product can't be read");
  Progress progress(world, false);
  auto images = images_of(*loaded, world, true, progress);
  if (!images) stop(to_line(images.error()));
  return images->service_roots.at("mysql");
}

/// mysqld alone, with the options of the environment's, on a copy of the same data in memory.
class BareMysql {
 public:
  explicit BareMysql(const ServiceRoot& root) : root_(root) {
    std::string pattern = "/dev/shm/gonogo-bench-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) stop("no temporary folder");
    folder_ = pattern;
    std::filesystem::copy(root.data_folder + mysql_data, folder_ / "data",
                          std::filesystem::copy_options::recursive);
  }
  ~BareMysql() {
    if (child_.handle) {
      syscall(SYS_pidfd_send_signal, child_.handle.get(), SIGKILL, nullptr, 0);
      waitpid(child_.pid, nullptr, 0);
    }
    (void)remove_tree(folder_);
  }
  BareMysql(const BareMysql&) = delete;
  BareMysql& operator=(const BareMysql&) = delete;

  /// Until root's first connection is accepted.
  Nanoseconds start() {
    SystemClock clock;
    const Moment started = clock.now();
    auto child = spawn({.argv = arguments(), .die_with_parent = true});
    if (!child) stop(to_line(child.error()));
    child_ = std::move(*child);
    while (clock.now() - started < patience) {
      if (connect_mysql({.url = "unix://" + (folder_ / "s").string(), .user = "root"}))
        return clock.now() - started;
      clock.sleep(Milliseconds(1));
    }
    stop("MySQL alone does not start");
  }

 private:
  std::vector<std::string> arguments() const {
    const std::string& folder = root_.root.folders.front();
    std::vector<std::string> argv = mysqld_from_outside(folder);
    append(argv,
           {"--no-defaults", "--user=root", "--basedir=" + folder + "/usr",
            "--datadir=" + (folder_ / "data").string(), "--skip-networking",
            "--socket=" + (folder_ / "s").string(), "--pid-file=" + (folder_ / "pid").string()});
    append(argv, mysql_layout_options());
    append(argv, mysql_serving_options());
    return argv;
  }

  const ServiceRoot& root_;
  Path folder_;
  Child child_;
};

/// The command as a person types it, from its start to its end: by then all is healthy.
Nanoseconds up(World& world) {
  const std::string program = (world.programs / "gonogo").string();
  const auto run = [&](const std::vector<std::string>& words) {
    std::vector<std::string> argv = {program};
    argv.insert(argv.end(), words.begin(), words.end());
    auto outcome =
        world.processes.run({.argv = argv, .folder = GONOGO_SOURCE, .timeout = patience});
    if (!outcome) stop(to_line(outcome.error()));
    if (!outcome->status.success()) stop("gonogo " + words[0] + ": " + outcome->err + outcome->out);
    return outcome->duration;
  };
  const std::string name = "bench" + std::to_string(getpid());
  const Nanoseconds duration = run({"up", "--environment", name});
  run({"down", "--environment", name});
  return duration;
}

void bench_check(World& world) {
  constexpr double most_milliseconds = 1000;
  const auto time = time_of_check(world);
  if (!time) stop("gonogo check refuses the sample");
  std::printf("%-44s %7.0f ms %12s %7s %5.0f ms\n", "check of 1,000 task definitions",
              milliseconds(*time), "", "", most_milliseconds);
}

int bench(World& world) {
  const ServiceRoot mysql = sample_mysql(world);
  std::vector<double> environment;
  std::vector<double> bare;
  for (int round = 0; round < rounds; ++round) {
    environment.push_back(milliseconds(up(world)));
    bare.push_back(milliseconds(BareMysql(mysql).start()));
  }
  std::printf("%-44s %10s %12s %7s %8s\n", "median of 5, interleaved", "gonogo up", "bare MySQL",
              "ratio", "at most");
  std::printf("%-44s %7.0f ms %9.0f ms %7.2f %8.2f\n", "up of Launches until all is healthy",
              median(environment), median(bare), median(environment) / median(bare), most_ratio);
  bench_check(world);
  return 0;
}

}  // namespace
}  // namespace gonogo

int main() {
  using namespace gonogo;
  SystemClock clock;
  RealProcesses processes;
  std::map<std::string, std::string> variables;
  for (const char* name : {"GONOGO_STORE", "HOME", "PATH"})
    if (const char* value = std::getenv(name); value != nullptr) variables[name] = value;
  const Output output{
      [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }, false};
  World world{clock, processes, variables, GONOGO_SOURCE, GONOGO_BUILD, output, output};
  return bench(world);
}

// SPDX-License-Identifier: Apache-2.0
// A scenario of 500 GET steps beside the same requests by one libcurl handle in a loop, against a
// server that does next to nothing: `make bench`.
#include <curl/curl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "emulator/io/sockets.h"
#include "tests/scenario/fake_environment.h"

namespace gonogo {
namespace {

constexpr int requests = 500;
constexpr int rounds = 21;
constexpr double most_ratio = 1.2;

[[noreturn]] void stop(const char* why) {
  std::fprintf(stderr, "bench: %s\n", why);
  std::exit(1);
}

void serve_connection(int client) {
  static constexpr std::string_view answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
      "11\r\n\r\n{\"ok\":true}";
  const int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  std::string text;
  char piece[4096];
  for (ssize_t size = 0; (size = recv(client, piece, sizeof piece, 0)) > 0;) {
    text.append(piece, static_cast<size_t>(size));
    for (size_t end = 0; (end = text.find("\r\n\r\n")) != std::string::npos; text.erase(0, end + 4))
      if (send(client, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
  }
}

/// A process of its own: one connection after the other.
struct Server {
  pid_t pid = -1;
  std::uint16_t port = 0;

  Server() {
    auto listener = listen_loopback(0);
    if (!listener) stop("no port");
    port = local_port(listener->get());
    pid = fork();
    if (pid != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
      const Descriptor client(accept(listener->get(), nullptr, nullptr));
      if (client) serve_connection(client.get());
    }
  }
  ~Server() {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
};

double milliseconds(Moment from, Moment to) {
  return static_cast<double>((to - from).count()) / 1e6;
}

double by_scenario(const Scenario& scenario, const SystemClock& clock) {
  SystemClock own;
  RealProcesses processes;
  World world{.clock = own, .processes = processes};
  test::RealHttp environment;
  Redactor redactor;
  ScenarioContext context{.world = world, .environment = environment, .redactor = redactor};
  std::vector<CaseResult> cases;
  const Moment start = clock.now();
  const Attempt attempt = run_scenario(scenario, context, cases);
  const double time = milliseconds(start, clock.now());
  if (attempt.outcome != Outcome::passed || attempt.steps.size() != requests)
    stop("the scenario failed");
  return time;
}

size_t drop(char*, size_t size, size_t count, void*) { return size * count; }

double by_curl(const std::string& url, const SystemClock& clock) {
  const Moment start = clock.now();
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &drop);
  for (int i = 0; i < requests; ++i)
    if (curl_easy_perform(handle) != CURLE_OK) stop("curl failed");
  curl_easy_cleanup(handle);
  return milliseconds(start, clock.now());
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

int run() {
  const Server server;
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port) + "/";
  std::string yaml = "scenario: many\nkind: acceptance\nsteps:\n";
  for (int i = 0; i < requests; ++i) yaml += "  - {http: GET " + url + ", expect: {status: 200}}\n";
  const ScenarioFile file = read_scenarios(yaml, "many.yaml");
  if (file.scenarios.empty() || has_errors(file.findings)) stop("the scenario can't be read");
  const SystemClock clock;
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int round = 0; round < rounds; ++round) {
    ours.push_back(by_scenario(file.scenarios[0], clock));
    theirs.push_back(by_curl(url, clock));
  }
  const double ratio = median(ours) / median(theirs);
  std::printf(
      "500 GET steps %.1f ms, 500 requests by libcurl alone %.1f ms: ratio %.2f (at most %.1f)\n",
      median(ours), median(theirs), ratio, most_ratio);
  return ratio <= most_ratio ? 0 : 1;
}

}  // namespace
}  // namespace gonogo

int main() { return gonogo::run(); }

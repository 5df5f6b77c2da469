// SPDX-License-Identifier: Apache-2.0
// HTTP/2 and TLS by an own authority, against nghttpd.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "emulator/base/text.h"
#include "emulator/io/sockets.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

std::uint16_t free_port() {
  const auto listener = listen_loopback(0);
  REQUIRE(listener);
  return local_port(listener->get());
}

class Nghttpd {
 public:
  Nghttpd(const std::string& folder, std::vector<std::string> arguments) : port_(free_port()) {
    std::vector<std::string> argv{"nghttpd", "--address=127.0.0.1", "-d", folder};
    const bool plain = arguments.empty();
    if (plain) argv.emplace_back("--no-tls");
    argv.push_back(std::to_string(port_));
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    auto child = spawn({.argv = argv, .die_with_parent = true});
    REQUIRE(child);
    pid_ = child->pid;
    SystemClock clock;
    for (int i = 0; i < 500 && !listens(); ++i) clock.sleep(Milliseconds(10));
  }
  ~Nghttpd() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Nghttpd(const Nghttpd&) = delete;
  Nghttpd& operator=(const Nghttpd&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  bool listens() const {
    const Descriptor probe(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return connect_socket(probe.get(), "127.0.0.1", port_, Milliseconds(100)).has_value();
  }

  std::uint16_t port_;
  pid_t pid_ = -1;
};

/// An authority and a certificate of it for "localhost", made in the folder.
void make_certificates(const std::string& folder) {
  const std::string script =
      "set -e; cd " + folder +
      "; new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'"
      "; openssl req -x509 $new -keyout ca.key -out ca.pem -days 2 -subj /CN=own-authority"
      "; openssl req $new -keyout own.key -out own.csr -subj /CN=localhost"
      "; printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' > names"
      "; openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile "
      "names -out own.pem";
  RealProcesses processes;
  const auto made = processes.run({.argv = {"sh", "-c", script}, .timeout = Milliseconds(20'000)});
  REQUIRE(made);
  INFO(made->err);
  REQUIRE(made->status.success());
}

struct HttpStage {
  SystemClock clock{};
  RealProcesses processes{};
  World world{.clock = clock, .processes = processes};
  RealHttp environment{};
  Redactor redactor{};
  ScenarioContext context{.world = world, .environment = environment, .redactor = redactor};
  std::vector<CaseResult> cases{};

  Attempt run(const std::string& step) {
    const ScenarioFile file =
        read_scenarios("scenario: s\nkind: acceptance\nsteps:\n  - " + step + "\n", "s.yaml");
    for (const Finding& finding : file.findings) FAIL(finding.message);
    return run_scenario(file.scenarios[0], context, cases);
  }
};

}  // namespace

TEST_CASE("HTTP/2 is spoken where it is asked for") {
  TemporaryFolder folder;
  folder.write("a.txt", "two");
  const Nghttpd server(folder.path(), {});
  HttpStage stage;
  const Attempt attempt =
      stage.run("{http: GET http://127.0.0.1:" + std::to_string(server.port()) +
                "/a.txt, version: \"2\", expect: {status: 200, version: \"2\", body: two}}");
  CHECK(attempt.outcome == Outcome::passed);
  const Attempt failed = stage.run("{http: GET http://127.0.0.1:" + std::to_string(server.port()) +
                                   "/a.txt, version: \"2\", expect: {body: three}}");
  CHECK(failed.steps[0].repro.find("--http2-prior-knowledge") != std::string::npos);
}

TEST_CASE("a server is trusted by an own authority, and not without it") {
  TemporaryFolder folder;
  make_certificates(folder.path());
  folder.write("a.txt", "hello");
  const Nghttpd server(folder.path(), {folder.path() + "/own.key", folder.path() + "/own.pem"});
  HttpStage stage;
  stage.context.project_folder = folder.path();
  const std::string request =
      "{http: GET https://127.0.0.1:" + std::to_string(server.port()) + "/a.txt, ";
  const Attempt trusted =
      stage.run(request + "tls: {ca: ca.pem}, expect: {status: 200, version: \"2\", body: hello}}");
  CHECK(trusted.outcome == Outcome::passed);
  const Attempt failed = stage.run(request + "tls: {ca: ca.pem}, expect: {body: other}}");
  CHECK(failed.steps[0].repro.find("--cacert " + folder.path() + "/ca.pem") != std::string::npos);
  const Attempt stranger = stage.run(request + "expect: {status: 200}}");
  CHECK(stranger.outcome == Outcome::failed);
  REQUIRE(stranger.steps[0].error);
  CHECK(stranger.steps[0].error->code == "tls-failed");
  const std::string port = std::to_string(server.port());
  CHECK(golden("scenario/errors/tls-failed",
               replace_all(to_text(*stranger.steps[0].error), port, "PORT")));
}

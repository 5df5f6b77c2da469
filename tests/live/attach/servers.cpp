// SPDX-License-Identifier: Apache-2.0
#include "tests/live/attach/servers.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "emulator/base/text.h"
#include "emulator/cli/planning.h"
#include "emulator/image/debian_root.h"
#include "emulator/io/sockets.h"
#include "emulator/project/mysql_options.h"

namespace gonogo::test {
namespace {

constexpr const char* libraries = "/usr/lib/x86_64-linux-gnu";

std::map<std::string, std::string> variables() {
  std::map<std::string, std::string> all;
  for (const char* name : {"GONOGO_STORE", "HOME", "PATH"})
    if (const char* value = std::getenv(name); value != nullptr) all[name] = value;
  return all;
}

std::uint16_t free_port() {
  const auto listener = listen_loopback(0);
  REQUIRE(listener);
  return local_port(listener->get());
}

void end(Child& child) {
  if (!child.handle) return;
  kill(child.pid, SIGKILL);
  waitpid(child.pid, nullptr, 0);
  child = {};
}

// The topmost folder that has it.
std::string file_in(const std::vector<std::string>& folders, const std::string& path) {
  for (const std::string& folder : folders)
    if (path_exists(folder + path)) return folder + path;
  return folders.back() + path;
}

}  // namespace

Servers::Servers()
    : world_{clock_, processes_, variables(), Path(GONOGO_SOURCE), Path(GONOGO_BUILD), say_, say_},
      mysql_port_(free_port()),
      redis_port_(free_port()) {
  Options options;
  options.engine = "embedded";
  const auto loaded = load(options, world_);
  REQUIRE_MESSAGE(loaded, said_);
  Progress progress(world_, true);
  const auto images = images_of(*loaded, world_, false, progress);
  REQUIRE_MESSAGE(images, (images ? "" : to_line(images.error())));
  const ServiceRoot& mysql = images->service_roots.at("mysql");
  mysql_root_ = mysql.root.folders.front();
  redis_root_ = images->service_roots.at("redis").root.folders;
  const auto copied =
      processes_.run({.argv = {"cp", "-a", "--sparse=always", mysql.data_folder + mysql_data,
                               folder_.path() + "/data"}});
  REQUIRE((copied && copied->status.success()));
  folder_.write("init.sql",
                "DROP DATABASE launches; CREATE DATABASE launches;\n"
                "CREATE USER root@'127.0.0.1'; GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n");
  start_mysql();
  start_redis();
  for (int tries = 0; tries < 1'000 && !connect("launches"); ++tries)
    clock_.sleep(Milliseconds(10));
}

Servers::~Servers() {
  end(mysql_);
  end(redis_);
}

Child Servers::start(const std::vector<std::string>& argv) {
  const Descriptor log(
      open((folder_.path() + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  auto child = spawn({.argv = argv, .out = log.get(), .err = log.get(), .die_with_parent = true});
  REQUIRE_MESSAGE(child, (child ? "" : to_line(child.error())));
  return std::move(*child);
}

void Servers::start_mysql() {
  const std::string data = folder_.path() + "/data";
  std::vector<std::string> argv = mysqld_from_outside(mysql_root_);
  for (const auto& options :
       {std::vector<std::string>{
            "--no-defaults", "--user=root", "--basedir=" + mysql_root_ + "/usr",
            "--datadir=" + data, "--socket=" + data + "/s", "--pid-file=" + data + "/pid",
            "--bind-address=127.0.0.1", "--port=" + std::to_string(mysql_port_)},
        mysql_layout_options(), mysql_serving_options()})
    argv.insert(argv.end(), options.begin(), options.end());
  // Only the first start makes it as an image's entry point does.
  if (!path_exists(folder_.path() + "/made"))
    argv.push_back("--init-file=" + folder_.path() + "/init.sql");
  folder_.write("made", "");
  mysql_ = start(argv);
}

void Servers::kill_mysql() {
  end(mysql_);
  (void)remove_tree(folder_.path() + "/data/s.lock");
}

void Servers::start_redis() {
  std::string path;
  for (const std::string& folder : redis_root_)
    path += (path.empty() ? "" : ":") + folder + libraries;
  redis_ =
      start({file_in(redis_root_, std::string(libraries) + "/ld-linux-x86-64.so.2"),
             "--library-path", path, file_in(redis_root_, "/usr/bin/redis-server"), "--bind",
             "127.0.0.1", "--port", std::to_string(redis_port_), "--save", "", "--dir", "/tmp"});
}

void Servers::restart_redis() {
  end(redis_);
  start_redis();
}

ServicePlan Servers::mysql(const std::string& admin) const {
  const Secret password(admin == "launches" ? "not-a-real-password" : "");
  return {.name = "mysql",
          .external = true,
          .engine = ServiceEngine::mysql,
          .port = mysql_port_,
          .database = "launches",
          .user = "launches",
          .password = Secret("not-a-real-password"),
          .admin_user = admin,
          .admin_password = password};
}

ServicePlan Servers::redis() const {
  return {.name = "redis", .external = true, .engine = ServiceEngine::redis, .port = redis_port_};
}

Result<std::unique_ptr<SqlClient>> Servers::connect(const std::string& user) const {
  return connect_mysql({.url = "tcp://127.0.0.1:" + std::to_string(mysql_port_),
                        .user = user,
                        .password = mysql(user).admin_password,
                        .database = "launches"});
}

std::unique_ptr<SqlClient> Servers::sql(const std::string& user) const {
  auto client = connect(user);
  REQUIRE_MESSAGE(client, (client ? "" : to_line(client.error())));
  return std::move(*client);
}

std::unique_ptr<RedisClient> Servers::redis_client() const {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(connect_socket(socket.get(), "127.0.0.1", redis_port_, Milliseconds(2000)));
  auto client = make_redis_client(std::move(socket), Milliseconds(5000));
  REQUIRE(client);
  return std::move(*client);
}

std::vector<SqlScript> sample_scripts() {
  std::vector<SqlScript> scripts;
  for (const char* file : {"fixtures/launches/schema.sql", "fixtures/launches/seed.sql"}) {
    auto text = read_file(std::string(GONOGO_SOURCE) + "/" + file);
    REQUIRE(text);
    scripts.push_back({file, std::move(*text)});
  }
  return scripts;
}

}  // namespace gonogo::test

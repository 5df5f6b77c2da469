// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/bake_mysql.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emulator/base/text.h"
#include "emulator/image/sql_scripts.h"
#include "emulator/io/digest.h"
#include "emulator/io/interrupt.h"
#include "emulator/io/mysql.h"
#include "emulator/project/mysql_options.h"

namespace gonogo {
namespace {

constexpr Milliseconds start_patience{60'000};
constexpr Milliseconds connect_quantum{5};
constexpr int stop_patience_ms = 60'000;

std::vector<std::string> arguments(const MysqlRoot& root, const Path& data,
                                   const std::vector<std::string>& more) {
  std::vector<std::string> argv = mysqld_from_outside(root.folder);
  argv.insert(argv.end(), {"--no-defaults", "--user=root", "--basedir=" + root.folder + "/usr",
                           "--datadir=" + data.string()});
  for (const auto& options : {mysql_layout_options(), more})
    argv.insert(argv.end(), options.begin(), options.end());
  return argv;
}

/// A mysqld that is reached by a socket in its data directory only and does not outlive this.
class BakingServer {
 public:
  BakingServer(const MysqlRoot& root, const Path& data, Path log)
      : data_(open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), log_(std::move(log)) {
    const Descriptor output(open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    // Relative to the data directory: a store's path may be longer than a socket's may.
    auto child = spawn({.argv = arguments(root, data,
                                          {"--skip-networking", "--socket=s", "--pid-file=pid",
                                           "--performance-schema=OFF",
                                           "--innodb-flush-log-at-trx-commit=0"}),
                        .out = output.get(),
                        .err = output.get(),
                        .die_with_parent = true});
    if (!child) return;
    child_ = std::move(*child);
    ends_ = EndsWithInterrupt(child_.handle.get());
  }
  BakingServer(const BakingServer&) = delete;
  BakingServer& operator=(const BakingServer&) = delete;
  ~BakingServer() { end(SIGKILL); }

  Result<std::unique_ptr<SqlClient>> connect(const Clock& clock, const std::string& database) {
    for (const Moment until = clock.now() + start_patience; clock.now() < until && runs();) {
      auto client = connect_mysql({.url = "unix://" + socket(), .user = "root",
                                   .database = database});
      if (client) return client;
      if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
      SystemClock().sleep(connect_quantum);
    }
    const auto words = read_file(log_);
    return fail({.code = "recipe-failed",
                 .what = "MySQL did not start to take schema and seed",
                 .seen = words ? std::string(trim(*words)) : ""});
  }

  void end(int signal) {
    if (!child_.handle) return;
    syscall(SYS_pidfd_send_signal, child_.handle.get(), signal, nullptr, 0);
    pollfd ended{child_.handle.get(), POLLIN, 0};
    if (poll(&ended, 1, stop_patience_ms) <= 0)
      syscall(SYS_pidfd_send_signal, child_.handle.get(), SIGKILL, nullptr, 0);
    waitpid(child_.pid, nullptr, 0);
    ends_.release();
    child_.handle.close();
  }

 private:
  std::string socket() const { return "/proc/self/fd/" + std::to_string(data_.get()) + "/s"; }
  bool runs() const {
    pollfd ended{child_.handle.get(), POLLIN, 0};
    return child_.handle && poll(&ended, 1, 0) == 0;
  }

  Descriptor data_;
  Path log_;
  Child child_;
  EndsWithInterrupt ends_;
};

Result<Done> fill(BakingServer& server, const Clock& clock, const ServiceEntry& service,
                  const Secret& password, const std::vector<SqlScript>& scripts) {
  auto root = server.connect(clock, "");
  if (!root) return fail(root.error());
  const std::string user = sql_text(service.user) + "@'%'";
  for (const std::string& statement :
       {"CREATE DATABASE " + sql_name(service.database),
        "CREATE USER " + user + " IDENTIFIED BY " + sql_text(password.reveal()),
        "GRANT ALL ON " + sql_name(service.database) + ".* TO " + user})
    if (auto done = execute_sql(**root, statement, service.where); !done) return done;
  auto client = server.connect(clock, service.database);
  if (!client) return fail(client.error());
  for (const SqlScript& script : scripts)
    if (auto done = run_sql_script(**client, script); !done) return done;
  return execute_sql(**root, "SET GLOBAL innodb_fast_shutdown = 0", {});
}

Result<Value> bake(World& world, const Path& folder, const ServiceEntry& service,
                   const Secret& password, const MysqlRoot& root,
                   const std::vector<SqlScript>& scripts) {
  const Path data = folder / "data";
  if (auto done = make_folders(data); !done) return fail(done.error());
  auto made = run_builder(
      world, {.argv = arguments(root, data, {"--initialize-insecure"})}, "recipe-failed",
      "making a MySQL data directory");
  if (!made) return fail(made.error());
  {
    BakingServer server(root, data, folder / "log");
    if (auto done = fill(server, world.clock, service, password, scripts); !done)
      return fail(done.error());
    server.end(SIGTERM);
  }
  const Path target = folder / ("tree" + std::string(mysql_data));
  if (auto done = make_folders(target.parent_path()); !done) return fail(done.error());
  auto copied = run_builder(
      world,
      {.argv = {"cp", "-a", "--sparse=always", data.string(), target.string()}}, "disk-failed",
      "copying a MySQL data directory");
  if (!copied) return fail(copied.error());
  for (const Path& used : {data, folder / "log"}) (void)remove_tree(used);
  return Value::object({{"description", "MySQL " + root.version + " data of " + service.database}});
}

}  // namespace

Result<std::string> bake_mysql(World& world, const Store& store, const Project& project,
                               const ServiceEntry& service, const Secret& password,
                               const MysqlRoot& root, const OnProgress& progress) {
  auto scripts = read_sql_scripts(project, service);
  if (!scripts) return fail(scripts.error());
  Sha256 key;
  for (const std::string& part :
       {root.digest, service.database, service.user, password.reveal(),
        join(mysql_layout_options(), " ")})
    key.add(part + "\n");
  for (const SqlScript& script : *scripts) key.add(script.file + " " + sha256(script.text) + "\n");
  auto entry = find_or_make(world, store, "data", key.finish(), [&](const Path& folder) {
    progress(service.name, "making its data: schema and seed");
    return bake(world, folder, service, password, root, *scripts);
  });
  if (!entry) return fail(entry.error());
  return entry->tree.string();
}

}  // namespace gonogo

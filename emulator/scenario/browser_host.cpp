// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/browser_host.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "emulator/base/text.h"
#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr int slice_ms = 50;
constexpr const char* temporary = "/tmp";
constexpr const char* folder_prefix = "gonogo-browser-";
constexpr int most_removals = 50;

// The wrapper script /usr/bin/chromium adds flags of its own; the shell without a window needs a
// third of the time to start.
constexpr const char* shells[] = {"/usr/lib/chromium/chromium-headless-shell",
                                  "/usr/bin/chromium-headless-shell",
                                  "/usr/lib/chromium/headless_shell"};
constexpr const char* browsers[] = {"/usr/lib/chromium/chromium", "/usr/bin/google-chrome",
                                    "/usr/bin/chromium"};

struct Program {
  std::string path;
  bool is_shell = false;
};

std::optional<Program> find_browser(bool headed) {
  if (!headed)
    for (const char* path : shells)
      if (path_exists(path)) return Program{path, true};
  for (const char* path : browsers)
    if (path_exists(path)) return Program{path, false};
  return std::nullopt;
}

/// The port in "ChromeDriver was started successfully on port 42123."; 0 until that is printed.
std::uint16_t port_in(const std::string& text) {
  constexpr std::string_view before = "started successfully on port ";
  const size_t at = text.find(before);
  std::uint16_t port = 0;
  if (at != std::string::npos && text.find('.', at) != std::string::npos)
    std::from_chars(text.data() + at + before.size(), text.data() + text.size(), port);
  return port;
}

Result<std::uint16_t> wait_for_port(int output, Milliseconds timeout) {
  std::string text;
  for (Milliseconds waited{0}; waited < timeout; waited += Milliseconds(slice_ms)) {
    if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
    pollfd readable{output, POLLIN, 0};
    if (poll(&readable, 1, slice_ms) <= 0) continue;
    char bytes[4096];
    const ssize_t size = read(output, bytes, sizeof bytes);
    if (size <= 0)
      return fail({.code = "browser-lost", .what = "chromedriver ended at once", .seen = text});
    text.append(bytes, static_cast<size_t>(size));
    if (const std::uint16_t port = port_in(text)) return port;
  }
  return fail({.code = "browser-lost", .what = "chromedriver did not start in time", .seen = text});
}

/// Names of the VPC, and nothing else: chromium's own look-ups fail at once instead of being seen
/// as calls of the product.
std::string resolver_rules(const EnvironmentPlan& plan) {
  std::string rules;
  for (const auto& [name, address] : plan.names) rules += "MAP " + name + " " + address + ", ";
  rules += "MAP * ~NOTFOUND";
  for (const auto& [name, address] : plan.names) rules += ", EXCLUDE " + address;
  return rules;
}

std::string window_size(const std::string& size) {
  return "--window-size=" + replace_all(size.empty() ? "1280x800" : size, "x", ",");
}

}  // namespace

Error no_browser(const std::string& what) {
  return {.code = "no-browser",
          .what = what + " is not installed",
          .hint = "apt-get install chromium chromium-driver chromium-headless-shell"};
}

void sweep_browsers() {
  std::error_code error;
  for (std::filesystem::directory_iterator at(temporary, error), end; !error && at != end;
       at.increment(error))
    if (at->path().filename().string().starts_with(folder_prefix))
      (void)remove_unless_held(at->path());
}

Result<std::unique_ptr<BrowserHost>> BrowserHost::start(ScenarioContext& context,
                                                        Milliseconds timeout) {
  if (!find_browser(context.headed)) return fail(no_browser("chromium"));
  std::unique_ptr<BrowserHost> host(new BrowserHost(context));
  if (auto done = host->start_driver(timeout); !done) return fail(done.error());
  return host;
}

Result<Done> BrowserHost::start_driver(Milliseconds timeout) {
  const auto driver = find_program("chromedriver");
  if (!driver) return fail(no_browser("chromedriver"));
  auto folder = HeldFolder::make(Path(temporary) / folder_prefix);
  if (!folder) return because(folder.error(), "the browser's folder");
  folder_ = std::move(*folder);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(system_error("no-resources", "make a pipe", errno));
  const Descriptor output(ends[0]);
  Descriptor input(ends[1]);
  // By default it wants ::1, too, and gives up in a network without IPv6.
  ProgramRequest request{.argv = {driver->string(), "--port=0", "--allowed-ips=127.0.0.1"},
                         .output = input.get()};
  request.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                         {"HOME", folder_->path().string()},
                         {"TMPDIR", folder_->path().string()}};
  for (const char* shown : {"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR"})
    if (context_.headed && !context_.world.variable(shown).empty())
      request.environment[shown] = context_.world.variable(shown);
  auto program = context_.environment.start_program(request);
  if (!program) return fail(program.error());
  program_ = std::move(*program);
  input.close();
  const auto port = wait_for_port(output.get(), timeout);
  if (!port) return fail(port.error());
  port_ = *port;
  return Done{};
}

BrowserHost::~BrowserHost() {
  browsers_.clear();
  program_.close();
  if (!folder_) return;
  // Until the last of its processes has gone something may still be written there.
  for (int i = 0; i < most_removals; ++i) {
    if (remove_tree(folder_->path()) && !path_exists(folder_->path())) return;
    context_.world.clock.sleep(Milliseconds(20));
  }
}

Value BrowserHost::capabilities(const std::string& size) const {
  const Program browser = *find_browser(context_.headed);
  Value arguments = Value::array();
  // Killing the driver then ends the browser too, and the driver needs no port of it.
  for (const char* each : {"--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
                           "--disable-background-networking", "--disable-component-update",
                           "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb"})
    arguments.push(each);
  // In a world of one's own, as its root: chromium refuses its sandbox to root.
  if (geteuid() == 0) arguments.push("--no-sandbox");
  if (!browser.is_shell && !context_.headed) arguments.push("--headless=new");
  arguments.push(window_size(size));
  arguments.push("--host-resolver-rules=" + resolver_rules(context_.environment.plan()));
  return Value::object(
      {{"browserName", browser.is_shell ? "chrome-headless-shell" : "chrome"},
       {"unhandledPromptBehavior", "ignore"},
       {"goog:loggingPrefs", Value::object({{"browser", "ALL"}, {"performance", "ALL"}})},
       {"goog:chromeOptions", Value::object({{"binary", browser.path}, {"args", arguments}})}});
}

Result<Browser*> BrowserHost::browser(const std::string& actor, const std::string& size,
                                      Milliseconds timeout) {
  auto& browser = browsers_[actor];
  if (browser) return browser.get();
  auto opened = std::make_unique<Browser>(
      Browser{.driver = WebDriver(context_.environment.program_http(), port_)});
  if (auto done = opened->driver.begin(capabilities(size), timeout); !done) {
    Error error = done.error();
    if (error.code == "browser-session-not-created") error.code = "browser-lost";
    return fail(std::move(error));
  }
  browser = std::move(opened);
  return browser.get();
}

}  // namespace gonogo

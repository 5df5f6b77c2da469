// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "emulator/scenario/browser_network.h"
#include "emulator/scenario/verbs.h"
#include "emulator/scenario/web_driver.h"

namespace gonogo {

/// One actor's browser.
struct Browser {
  WebDriver driver;
  BrowserNetwork network{};
  bool opened = false;                ///< it was sent somewhere
  Value console = Value::array();     ///< errors of the console, since it was opened
  Value requests = Value::array();    ///< what failed, since then
};

/// Says that a program is missing, and how to get it.
Error no_browser(const std::string& what);

/// Takes away folders of browsers whose command was killed.
void sweep_browsers();

/// One chromedriver inside the VPC's network, with a folder of its own that goes with it, and the
/// browsers of the scenario's actors.
class BrowserHost final : public OpenBrowsers {
 public:
  /// Errors: no-browser where a program is missing, browser-lost, and those of the environment.
  static Result<std::unique_ptr<BrowserHost>> start(ScenarioContext& context, Milliseconds timeout);
  ~BrowserHost() override;

  /// The browser of an actor, opened when it is first asked for. `size` is "1280x800".
  Result<Browser*> browser(const std::string& actor, const std::string& size, Milliseconds timeout);

 private:
  explicit BrowserHost(ScenarioContext& context) : context_(context) {}
  Result<Done> start_driver(Milliseconds timeout);
  Value capabilities(const std::string& size) const;

  ScenarioContext& context_;
  std::optional<HeldFolder> folder_;
  Descriptor program_;  ///< closing it ends the driver and its browsers
  std::uint16_t port_ = 0;
  std::map<std::string, std::unique_ptr<Browser>> browsers_;
};

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "emulator/base/result.h"
#include "emulator/io/files.h"

namespace gonogo {

/// Links, addresses and routes of the caller's network namespace by netlink: some ten times quicker
/// than starting `ip` (facts: engine costs).
class Netlink {
 public:
  static Result<Netlink> open();
  Netlink(Netlink&&) noexcept;
  ~Netlink();

  Result<Done> set_up(const std::string& link);
  Result<Done> add_bridge(const std::string& name);
  /// Makes a pair: `name` here, attached to `bridge`; `peer_name` in the namespace behind `peer`.
  Result<Done> add_pair(const std::string& name, const std::string& bridge,
                        const std::string& peer_name, int peer_namespace);
  /// `address` with its prefix: "198.18.0.20/16".
  Result<Done> add_address(const std::string& link, const std::string& address);
  Result<Done> add_default_route(const std::string& gateway);

 private:
  struct Socket;
  explicit Netlink(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

/// Makes a network namespace, runs `inside` in it and comes back: the namespace lives as long as the
/// descriptor. Only for a process with one thread.
Result<Descriptor> make_network_namespace(const std::function<Result<Done>()>& inside);

/// Runs something in the namespace behind a descriptor and comes back.
Result<Done> in_network_namespace(int network_namespace,
                                  const std::function<Result<Done>()>& inside);

/// Writes a value below /proc/sys/net of the caller's network namespace; what is not there is left.
void set_network_option(const std::string& name, const std::string& value);

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/netlink.h"

#include <fcntl.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/bridge.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>

namespace gonogo {
namespace {

template <typename T, void (*Free)(T*)>
struct Freeing {
  void operator()(T* object) const { Free(object); }
};
using Link = std::unique_ptr<rtnl_link, Freeing<rtnl_link, rtnl_link_put>>;
using Address = std::unique_ptr<nl_addr, Freeing<nl_addr, nl_addr_put>>;
using LinkAddress = std::unique_ptr<rtnl_addr, Freeing<rtnl_addr, rtnl_addr_put>>;
using Route = std::unique_ptr<rtnl_route, Freeing<rtnl_route, rtnl_route_put>>;

Result<Done> checked(int status, const std::string& what) {
  if (status >= 0) return Done{};
  return fail({.code = "network-failed", .what = what + ": " + nl_geterror(status)});
}

Result<Address> parse_address(const std::string& text) {
  nl_addr* address = nullptr;
  if (auto done = checked(nl_addr_parse(text.c_str(), AF_INET, &address), "read " + text); !done)
    return fail(done.error());
  return Address(address);
}

int index_of(const std::string& link) { return static_cast<int>(if_nametoindex(link.c_str())); }

}  // namespace

struct Netlink::Socket {
  nl_sock* handle = nullptr;
  ~Socket() {
    if (handle != nullptr) nl_socket_free(handle);
  }
};

Netlink::Netlink(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
Netlink::Netlink(Netlink&&) noexcept = default;
Netlink::~Netlink() = default;

Result<Netlink> Netlink::open() {
  auto socket = std::make_unique<Socket>();
  socket->handle = nl_socket_alloc();
  if (auto done = checked(nl_connect(socket->handle, NETLINK_ROUTE), "open netlink"); !done)
    return fail(done.error());
  return Netlink(std::move(socket));
}

Result<Done> Netlink::set_up(const std::string& name) {
  const Link link(rtnl_link_alloc());
  rtnl_link_set_ifindex(link.get(), index_of(name));
  const Link change(rtnl_link_alloc());
  rtnl_link_set_flags(change.get(), IFF_UP);
  return checked(rtnl_link_change(socket_->handle, link.get(), change.get(), 0), "set up " + name);
}

Result<Done> Netlink::add_bridge(const std::string& name) {
  const Link bridge(rtnl_link_bridge_alloc());
  rtnl_link_set_name(bridge.get(), name.c_str());
  const int status = rtnl_link_add(socket_->handle, bridge.get(), NLM_F_CREATE | NLM_F_EXCL);
  if (auto done = checked(status, "make the bridge " + name); !done) return done;
  return set_up(name);
}

Result<Done> Netlink::add_pair(const std::string& name, const std::string& bridge,
                               const std::string& peer_name, int peer_namespace) {
  const Link pair(rtnl_link_veth_alloc());
  rtnl_link_set_name(pair.get(), name.c_str());
  rtnl_link_set_master(pair.get(), index_of(bridge));
  rtnl_link_set_flags(pair.get(), IFF_UP);
  const Link peer(rtnl_link_veth_get_peer(pair.get()));
  rtnl_link_set_name(peer.get(), peer_name.c_str());
  rtnl_link_set_ns_fd(peer.get(), peer_namespace);
  const int status = rtnl_link_add(socket_->handle, pair.get(), NLM_F_CREATE | NLM_F_EXCL);
  return checked(status, "make the link " + name);
}

Result<Done> Netlink::add_address(const std::string& name, const std::string& text) {
  auto local = parse_address(text);
  if (!local) return fail(local.error());
  const LinkAddress address(rtnl_addr_alloc());
  rtnl_addr_set_ifindex(address.get(), index_of(name));
  rtnl_addr_set_local(address.get(), local->get());
  return checked(rtnl_addr_add(socket_->handle, address.get(), 0), "give " + name + " " + text);
}

Result<Done> Netlink::add_default_route(const std::string& gateway) {
  auto everywhere = parse_address("0.0.0.0/0");
  auto via = parse_address(gateway);
  if (!everywhere || !via) return fail({.code = "network-failed", .what = "read " + gateway});
  const Route route(rtnl_route_alloc());
  rtnl_route_set_dst(route.get(), everywhere->get());
  rtnl_nexthop* hop = rtnl_route_nh_alloc();  // owned by the route from now on
  rtnl_route_nh_set_gateway(hop, via->get());
  rtnl_route_add_nexthop(route.get(), hop);
  return checked(rtnl_route_add(socket_->handle, route.get(), 0), "route by " + gateway);
}

Result<Done> in_network_namespace(int network_namespace,
                                  const std::function<Result<Done>()>& inside) {
  const Descriptor home(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!home || setns(network_namespace, CLONE_NEWNET) != 0)
    return fail(system_error("network-failed", "enter a network namespace", errno));
  auto done = inside();
  if (setns(home.get(), CLONE_NEWNET) != 0)
    return fail(system_error("network-failed", "leave a network namespace", errno));
  return done;
}

Result<Descriptor> make_network_namespace(const std::function<Result<Done>()>& inside) {
  const Descriptor home(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!home || unshare(CLONE_NEWNET) != 0)
    return fail(system_error("network-failed", "make a network namespace", errno));
  Descriptor made(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  auto done = inside();
  if (setns(home.get(), CLONE_NEWNET) != 0)
    return fail(system_error("network-failed", "leave a network namespace", errno));
  if (!done) return fail(done.error());
  return made;
}

void set_network_option(const std::string& name, const std::string& value) {
  const Descriptor file(::open(("/proc/sys/net/" + name).c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) return;
  // An option that the kernel refuses keeps its default: none of them decides whether packets arrive.
  [[maybe_unused]] const ssize_t written = write(file.get(), value.data(), value.size());
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/refusals.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "emulator/base/text.h"
#include "emulator/engine/engine.h"

namespace gonogo {
namespace {

constexpr size_t most_rows = 1000;

std::string text_of(in_addr_t address) {
  char text[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &address, text, sizeof text);
  return text;
}

struct Call {
  in_addr_t from = 0;
  std::string to;
  size_t quoted = 0;  ///< bytes of it that an answer quotes
};

std::uint16_t internet_checksum(const std::vector<unsigned char>& bytes) {
  std::uint32_t sum = 0;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2)
    sum += static_cast<std::uint32_t>(bytes[i]) << 8U | bytes[i + 1];
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

// A call is TCP's first packet (SYN without ACK) or any of UDP.
bool read_call(const unsigned char* packet, size_t size, Call& call) {
  iphdr ip{};
  if (size < sizeof ip) return false;
  std::memcpy(&ip, packet, sizeof ip);
  const size_t header = static_cast<size_t>(ip.ihl) * 4;
  std::uint16_t port = 0;
  if (ip.protocol == IPPROTO_TCP) {
    tcphdr tcp{};
    if (size < header + sizeof tcp) return false;
    std::memcpy(&tcp, packet + header, sizeof tcp);
    if (tcp.syn == 0 || tcp.ack != 0) return false;
    port = ntohs(tcp.dest);
  } else if (ip.protocol == IPPROTO_UDP) {
    udphdr udp{};
    if (size < header + sizeof udp) return false;
    std::memcpy(&udp, packet + header, sizeof udp);
    port = ntohs(udp.dest);
  } else {
    return false;
  }
  call = {ip.saddr, text_of(ip.daddr) + ":" + std::to_string(port), header + 8};
  return true;
}

// Only packets whose destination (at 16 in the IP header) is outside of the network, and not the
// ECS agent's.
Result<Done> keep_foreign_packets(int socket, const std::string& cidr) {
  const size_t slash = cidr.find('/');
  const int prefix = slash == std::string::npos ? 32 : std::stoi(cidr.substr(slash + 1));
  const std::uint32_t mask = prefix == 0 ? 0 : ~0U << (32 - prefix);
  const std::uint32_t network = ntohl(inet_addr(cidr.substr(0, slash).c_str())) & mask;
  sock_filter code[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16),
                        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ntohl(inet_addr(agent_address)), 2, 0),
                        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask),
                        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, network, 0, 1),
                        BPF_STMT(BPF_RET | BPF_K, 0),
                        BPF_STMT(BPF_RET | BPF_K, 128)};
  const sock_fprog program{static_cast<unsigned short>(std::size(code)), code};
  if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
    return fail(system_error("network-failed", "filter packets", errno));
  return Done{};
}

}  // namespace

Refusals::Refusals(EventLoop& loop, std::map<std::string, std::string> hosts)
    : loop_(loop), hosts_(std::move(hosts)) {}

Refusals::~Refusals() = default;

Result<Done> Refusals::watch_packets(const std::string& link, const std::string& cidr) {
  packets_ = Descriptor(
      socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_IP)));
  if (!packets_) return fail(system_error("network-failed", "watch refused calls", errno));
  if (auto done = keep_foreign_packets(packets_.get(), cidr); !done) return done;
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_IP);
  address.sll_ifindex = static_cast<int>(if_nametoindex(link.c_str()));
  if (bind(packets_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return fail(system_error("network-failed", "watch " + link, errno));
  answers_ = Descriptor(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMP));
  if (!answers_) return fail(system_error("network-failed", "answer refused calls", errno));
  loop_.watch(packets_.get(), [this] { read_packets(); });
  return Done{};
}

// ICMP "network unreachable" (RFC 792), without which the caller would hang. The kernel's own answer
// comes while connect(2) still holds the socket: then it counts as a hint only, and the caller waits
// a second for the next try.
void Refusals::answer(in_addr_t caller, const unsigned char* packet, size_t quoted) {
  constexpr size_t most_quoted = 68;  // the longest IP header and 8 bytes
  quoted = std::min(quoted, most_quoted);
  std::vector<unsigned char> message(8 + quoted + quoted % 2);
  message[0] = ICMP_DEST_UNREACH;
  message[1] = ICMP_NET_UNREACH;
  std::memcpy(message.data() + 8, packet, quoted);
  const std::uint16_t sum = internet_checksum(message);
  message[2] = static_cast<unsigned char>(sum >> 8U);
  message[3] = static_cast<unsigned char>(sum & 0xffU);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = caller;
  // A lost answer is given again at the caller's next try.
  (void)sendto(answers_.get(), message.data(), message.size(), 0,
               reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

void Refusals::read_packets() {
  unsigned char packet[128];
  sockaddr_ll from{};
  socklen_t length = sizeof from;
  for (ssize_t size = 0; (size = recvfrom(packets_.get(), packet, sizeof packet, 0,
                                          reinterpret_cast<sockaddr*>(&from), &length)) > 0;
       length = sizeof from) {
    Call call;
    if (from.sll_pkttype != PACKET_HOST) continue;
    if (!read_call(packet, static_cast<size_t>(size), call)) continue;
    add(text_of(call.from), call.to);
    answer(call.from, packet, std::min(call.quoted, static_cast<size_t>(size)));
  }
}

// "dnsmasq: 7 198.18.0.20/41234 config example.com is NXDOMAIN"; the same question for AAAA follows
// under the next number and is not counted again.
void Refusals::read_resolver_line(const std::string& line) {
  const auto words = split(line, ' ');
  for (size_t i = 3; i + 1 < words.size(); ++i) {
    if (words[i] != "is" || words[i + 1].rfind("NXDOMAIN", 0) != 0) continue;
    const std::string address = words[i - 3].substr(0, words[i - 3].find('/'));
    const std::string query = address + " " + words[i - 1];
    const bool second_half = query == last_query_;
    last_query_ = second_half ? "" : query;
    if (!second_half) add(address, words[i - 1]);
    return;
  }
}

void Refusals::add(const std::string& address, const std::string& to) {
  const auto host = hosts_.find(address);
  const std::pair<std::string, std::string> key{host != hosts_.end() ? host->second : address, to};
  if (rows_.size() < most_rows || rows_.count(key) != 0) ++rows_[key];
}

Value Refusals::to_value() const {
  Value rows = Value::array();
  for (const auto& [key, count] : rows_)
    rows.push(Value::object({{"from", key.first}, {"to", key.second}, {"count", count}}));
  return rows;
}

}  // namespace gonogo

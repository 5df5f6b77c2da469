// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/packet_queue.h"

#include <arpa/inet.h>  // before the kernel's headers, which define the same otherwise

#include <linux/netfilter.h>
#include <netlink/msg.h>
#include <netlink/netfilter/nfnl.h>
#include <netlink/netfilter/queue.h>
#include <netlink/netfilter/queue_msg.h>
#include <netlink/netlink.h>

#include "emulator/base/clock.h"

namespace gonogo {
namespace {

constexpr std::uint32_t longest_queue = 65'536;  // packets: a second of delay on a busy line
constexpr int socket_buffer = 4 << 20;           // bytes

Error no_queue(const std::string& seen) {
  return {.code = "latency-unavailable",
          .what = "this kernel hands out no packets (NFQUEUE), so none can be held back or lost",
          .seen = seen,
          .hint = "load the kernel module nfnetlink_queue, or leave latency and loss out"};
}

}  // namespace

struct PacketQueue::Socket {
  nl_sock* handle = nullptr;
  ~Socket() {
    if (handle != nullptr) nl_socket_free(handle);
  }
};

PacketQueue::PacketQueue(EventLoop& loop, std::vector<Impairment> impairments)
    : loop_(loop), impairments_(std::move(impairments)), socket_(std::make_unique<Socket>()) {}

PacketQueue::~PacketQueue() {
  // The kernel drops what is still in a queue that closes.
  while (!held_.empty()) {
    loop_.cancel(held_.begin()->second);
    release(held_.begin()->first, true);
  }
  if (watch_ != 0) loop_.cancel(watch_);
}

Result<std::unique_ptr<PacketQueue>> PacketQueue::open(EventLoop& loop,
                                                       std::vector<Impairment> impairments) {
  std::unique_ptr<PacketQueue> queue(new PacketQueue(loop, std::move(impairments)));
  if (auto done = queue->bind(); !done) return fail(done.error());
  return queue;
}

Result<Done> PacketQueue::bind() {
  socket_->handle = nfnl_queue_socket_alloc();
  nl_sock* handle = socket_->handle;
  if (handle == nullptr) return fail(no_queue("no memory"));
  if (const int status = nfnl_connect(handle); status < 0)
    return fail(no_queue(nl_geterror(status)));
  nl_socket_set_buffer_size(handle, socket_buffer, socket_buffer);
  nfnl_queue* queue = nfnl_queue_alloc();
  nfnl_queue_set_group(queue, impairment_queue);
  nfnl_queue_set_maxlen(queue, longest_queue);
  nfnl_queue_set_copy_mode(queue, NFNL_QUEUE_COPY_META);
  nfnl_queue_set_copy_range(queue, 0);
  const int made = nfnl_queue_create(handle, queue);
  nfnl_queue_put(queue);
  if (made < 0) return fail(no_queue(nl_geterror(made)));
  nl_socket_disable_seq_check(handle);
  nl_socket_disable_auto_ack(handle);
  nl_socket_set_nonblocking(handle);
  const auto hear = [](nl_msg* message, void* self) -> int {
    nfnl_queue_msg* packet = nullptr;
    if (nfnlmsg_queue_msg_parse(nlmsg_hdr(message), &packet) < 0) return NL_SKIP;
    static_cast<PacketQueue*>(self)->judge(nfnl_queue_msg_get_packetid(packet),
                                           nfnl_queue_msg_get_mark(packet));
    nfnl_queue_msg_put(packet);
    return NL_OK;
  };
  nl_socket_modify_cb(handle, NL_CB_VALID, NL_CB_CUSTOM, hear, this);
  watch_ = loop_.watch(nl_socket_get_fd(handle), [this] {
    // What didn't fit into the socket's buffer is lost, as on a line that is too full.
    nl_recvmsgs_default(socket_->handle);
  });
  return Done{};
}

void PacketQueue::judge(std::uint32_t packet, std::uint32_t mark) {
  Nanoseconds delay{};
  for (size_t i = 0; i < impairments_.size(); ++i) {
    const Impairment& each = impairments_[i];
    if ((mark & (1U << i)) == 0) continue;
    if (each.kind == Impairment::Kind::loss &&
        std::uniform_int_distribution<int>(1, 100)(random_) <= each.percent)
      return release(packet, false);
    if (each.kind != Impairment::Kind::latency) continue;
    const std::int64_t jitter = Nanoseconds(each.jitter).count();
    delay += each.delay +
             Nanoseconds(std::uniform_int_distribution<std::int64_t>(-jitter, jitter)(random_));
  }
  if (delay <= Nanoseconds{}) return release(packet, true);
  held_[packet] =
      loop_.at(SystemClock().now() + delay, [this, packet] { release(packet, true); });
}

void PacketQueue::release(std::uint32_t packet, bool accept) {
  held_.erase(packet);
  nfnl_queue_msg* verdict = nfnl_queue_msg_alloc();
  nfnl_queue_msg_set_group(verdict, impairment_queue);
  nfnl_queue_msg_set_family(verdict, AF_INET);
  nfnl_queue_msg_set_packetid(verdict, packet);
  nfnl_queue_msg_set_verdict(verdict, accept ? NF_ACCEPT : NF_DROP);
  // A packet that the kernel no longer holds needs no verdict.
  (void)nfnl_queue_msg_send_verdict(socket_->handle, verdict);
  nfnl_queue_msg_put(verdict);
}

}  // namespace gonogo

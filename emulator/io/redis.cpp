// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/redis.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

struct FreeReader {
  void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

using ReplyPointer = std::unique_ptr<redisReply, FreeReply>;

std::string_view type_name(int type) {
  switch (type) {
    case REDIS_REPLY_STRING: return "string";
    case REDIS_REPLY_STATUS: return "status";
    case REDIS_REPLY_INTEGER: return "integer";
    case REDIS_REPLY_ARRAY: return "array";
    case REDIS_REPLY_ERROR: return "error";
    default: return "null";
  }
}

Value value_of(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) return static_cast<std::int64_t>(reply.integer);
  if (reply.type == REDIS_REPLY_NIL) return {};
  if (reply.type != REDIS_REPLY_ARRAY) return std::string(reply.str, reply.len);
  Value list = Value::array();
  for (size_t i = 0; i < reply.elements; ++i) list.push(value_of(*reply.element[i]));
  return list;
}

std::string nested_error(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY) return "";
  for (size_t i = 0; i < reply.elements; ++i) {
    const redisReply& each = *reply.element[i];
    if (each.type == REDIS_REPLY_ERROR) return std::string(each.str, each.len);
    if (std::string error = nested_error(each); !error.empty()) return error;
  }
  return "";
}

Result<std::string> format_command(const std::vector<std::string>& words) {
  if (words.empty())
    return fail({.code = "bad-command", .what = "a Redis command must have at least one word"});
  std::vector<const char*> texts;
  std::vector<size_t> lengths;
  for (const std::string& word : words) {
    texts.push_back(word.data());
    lengths.push_back(word.size());
  }
  char* formatted = nullptr;
  const int length = redisFormatCommandArgv(&formatted, static_cast<int>(words.size()),
                                            texts.data(), lengths.data());
  if (length < 0) return fail({.code = "bad-command", .what = "a Redis command is too long"});
  std::string text(formatted, static_cast<size_t>(length));
  redisFreeCommand(formatted);
  return text;
}

/// hiredis formats and parses; the bytes go through calls of our own, which know the whole
/// command's deadline and raise no SIGPIPE.
class RealRedisClient final : public RedisClient {
 public:
  RealRedisClient(Descriptor socket, Milliseconds timeout)
      : socket_(std::move(socket)), timeout_(timeout), reader_(redisReaderCreate()) {}

  Result<RedisReply> command(const std::vector<std::string>& words) override {
    const auto text = format_command(words);
    if (!text) return fail(text.error());
    if (!socket_) return fail(lost("it was closed before"));
    deadline_ = clock_.now() + timeout_;
    Result<RedisReply> reply =
        has_unasked() ? fail(lost("it was closed, or sent what nobody asked")) : exchange(*text);
    // An answer that comes late would be taken for that of the next command.
    if (!reply) socket_.close();
    return reply;
  }

  bool is_usable() override { return socket_ && !has_unasked(); }

  void set_timeout(Milliseconds timeout) override { timeout_ = timeout; }

 private:
  static Error lost(std::string seen) {
    return {.code = "connection-lost",
            .what = "the connection to Redis is lost",
            .seen = std::move(seen)};
  }

  // SUBSCRIBE and MONITOR are answered more than once: the rest is no answer to what comes next.
  bool has_unasked() const {
    pollfd wait{socket_.get(), POLLIN, 0};
    return reader_->pos < reader_->len || poll(&wait, 1, 0) > 0;
  }

  Result<RedisReply> exchange(std::string_view text) {
    if (auto sent = send_all(text); !sent) return fail(sent.error());
    for (;;) {
      void* parsed = nullptr;
      if (redisReaderGetReply(reader_.get(), &parsed) != REDIS_OK)
        return fail(lost(std::string("its answer can't be read: ") + reader_->errstr));
      if (parsed != nullptr) {
        const ReplyPointer reply(static_cast<redisReply*>(parsed));
        return RedisReply{value_of(*reply), std::string(type_name(reply->type)), nested_error(*reply)};
      }
      if (auto received = receive_some(); !received) return fail(received.error());
    }
  }

  Result<Done> await(short events) {
    for (;;) {
      const auto left = std::chrono::ceil<Milliseconds>(deadline_ - clock_.now()).count();
      pollfd waits[] = {{socket_.get(), events, 0}, {interrupt_descriptor(), POLLIN, 0}};
      const int ready = poll(waits, 2, static_cast<int>(std::clamp<long long>(left, 0, 1 << 30)));
      if (waits[0].revents != 0) return Done{};
      if (ready > 0) return fail({.code = "interrupted", .what = "interrupted"});
      if (ready < 0 && errno != EINTR) return fail(system_error("connection-lost", "poll", errno));
      if (clock_.now() >= deadline_)
        return fail({.code = "timed-out", .what = "Redis did not answer in time"});
    }
  }

  Result<Done> send_all(std::string_view text) {
    while (!text.empty()) {
      if (auto ready = await(POLLOUT); !ready) return ready;
      const ssize_t count =
          send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count >= 0)
        text.remove_prefix(static_cast<size_t>(count));
      else if (errno != EAGAIN && errno != EINTR)
        return fail(system_error("connection-lost", "cannot write to Redis", errno));
    }
    return Done{};
  }

  Result<Done> receive_some() {
    if (auto ready = await(POLLIN); !ready) return ready;
    char piece[1U << 14U];
    const ssize_t count = recv(socket_.get(), piece, sizeof piece, MSG_DONTWAIT);
    if (count == 0) return fail(lost("Redis closed it"));
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return Done{};
    if (count < 0) return fail(system_error("connection-lost", "cannot read from Redis", errno));
    redisReaderFeed(reader_.get(), piece, static_cast<size_t>(count));
    return Done{};
  }

  SystemClock clock_;
  Descriptor socket_;
  Milliseconds timeout_;
  Moment deadline_{};
  std::unique_ptr<redisReader, FreeReader> reader_;
};

}  // namespace

Result<std::unique_ptr<RedisClient>> make_redis_client(Descriptor socket, Milliseconds timeout) {
  if (!socket) return fail({.code = "connection-failed", .what = "there is no socket to Redis"});
  return std::make_unique<RealRedisClient>(std::move(socket), timeout);
}

}  // namespace gonogo

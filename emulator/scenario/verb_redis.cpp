// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"
#include "emulator/scenario/shell_words.h"
#include "emulator/scenario/value_text.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {
namespace {

void take_reply(Tried& tried, const RedisReply& reply, Nanoseconds duration) {
  tried.fields.set("type", reply.type);
  tried.fields.set("duration", to_milliseconds(duration));
  tried.fields.set(reply.is_error() ? "error" : "value", reply.value);
  if (!reply.nested_error.empty()) tried.fields.set("error", reply.nested_error);
  tried.response = "(" + reply.type + ") " + printed(reply.value);
}

}  // namespace

Tried try_redis(const Value& body, VerbContext& context, Milliseconds timeout) {
  Tried tried;
  std::vector<std::string> words;
  for (const Value& word : body.find("redis")->items()) words.push_back(text_of(word));
  tried.request = command_line(words);
  Environment& environment = context.context.environment;
  const auto service = find_service(body, environment.plan(), {ServiceEngine::redis}, "Redis");
  if (!service) {
    tried.error = service.error();
    return tried;
  }
  std::vector<std::string> repro{"redis-cli", "-h", (*service)->hostname, "-p",
                                 std::to_string((*service)->port)};
  repro.insert(repro.end(), words.begin(), words.end());
  tried.repro = command_line(repro);
  const Moment started = context.context.world.clock.now();
  const auto client = environment.redis((*service)->name);
  if (client) (*client)->set_timeout(timeout);
  const auto reply = client ? (*client)->command(words) : Result<RedisReply>(fail(client.error()));
  if (reply) {
    take_reply(tried, *reply, context.context.world.clock.now() - started);
  } else {
    tried.error = reply.error();
  }
  return tried;
}

}  // namespace gonogo

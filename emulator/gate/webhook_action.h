// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/secret.h"
#include "emulator/gate/action.h"
#include "emulator/io/http.h"
#include "emulator/project/trigger.h"

namespace gonogo {

/// The headers of a message after https://www.standardwebhooks.com: id, time and
/// `v1,<base64 of HMAC-SHA-256 over "id.time.body">`. A secret that begins with whsec_ is base64 of
/// the key, any other is the key itself; an Error `bad-secret` where it is no base64.
Result<Headers> webhook_headers(const Secret& secret, const std::string& id, WallTime time,
                                const std::string& body);

/// A signed POST of the occasion's variables as JSON, `{"type":"gonogo.go","timestamp","data"}`.
/// Its id is the same for each try, so that a receiver takes a verdict once.
/// References must outlive the action.
TriggerAction webhook_action(const WebhookTrigger& trigger, const Occasion& occasion, World& world,
                      Milliseconds patience = Milliseconds(30'000));

}  // namespace gonogo

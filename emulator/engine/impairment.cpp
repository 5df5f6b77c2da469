// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/impairment.h"

#include <algorithm>

namespace gonogo {
namespace {

std::vector<std::string> protocols_of(const Impairment& impairment) {
  if (!impairment.protocol.empty()) return {impairment.protocol};
  if (impairment.port != 0) return {"tcp", "udp"};
  return {"all"};
}

std::vector<std::string> peers_of(const Impairment& impairment) {
  return impairment.peers.empty() ? std::vector<std::string>{"0.0.0.0/0"} : impairment.peers;
}

// The rules of one impairment stand in a chain of their own: whoever is spared returns from it.
std::string chain_rules(const Impairment& impairment, size_t place) {
  const bool in = impairment.direction == Impairment::Direction::in;
  const std::string chain = "impair" + std::to_string(place);
  const std::string peer = in ? " -s " : " -d ";
  const std::string bit = std::to_string(1U << place);
  const std::string target = impairment.kind == Impairment::Kind::blackhole
                                 ? " -j DROP\n"
                                 : " -j MARK --set-xmark " + bit + "/" + bit + "\n";
  std::string rules = std::string("-A ") + (in ? "INPUT" : "OUTPUT") + " -j " + chain + "\n";
  for (const std::string& spared : impairment.spared)
    rules += "-A " + chain + peer + spared + " -j RETURN\n";
  for (const std::string& address : peers_of(impairment))
    for (const std::string& protocol : protocols_of(impairment))
      rules += "-A " + chain + peer + address + " -p " + protocol +
               (impairment.port != 0 ? " --dport " + std::to_string(impairment.port) : "") + target;
  return rules;
}

}  // namespace

bool needs_queue(const std::vector<Impairment>& impairments) {
  return std::any_of(impairments.begin(), impairments.end(), [](const Impairment& each) {
    return each.kind != Impairment::Kind::blackhole;
  });
}

std::string impairment_rules(const std::vector<Impairment>& impairments) {
  std::string chains;
  std::string rules;
  for (size_t i = 0; i < impairments.size(); ++i) {
    chains += ":impair" + std::to_string(i) + " -\n";
    rules += chain_rules(impairments[i], i);
  }
  // Marks come from other namespaces with no packet, so any mark is ours.
  if (needs_queue(impairments))
    for (const char* chain : {"INPUT", "OUTPUT"})
      rules += std::string("-A ") + chain + " -m mark ! --mark 0 -j NFQUEUE --queue-num " +
               std::to_string(impairment_queue) + "\n";
  return "*mangle\n" + chains + rules + "COMMIT\n";
}

}  // namespace gonogo

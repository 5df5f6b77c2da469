// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/result.h"

namespace gonogo {

std::string to_text(const Location& location) {
  std::string text = location.file;
  if (location.mark.line > 0) {
    if (!text.empty()) text += ":";
    text += std::to_string(location.mark.line);
    if (location.mark.column > 0) text += ":" + std::to_string(location.mark.column);
  }
  return text;
}

std::string to_line(const Error& error) {
  std::string text = to_text(error.where);
  if (!text.empty()) text += ": ";
  text += error.what;
  if (!error.seen.empty()) text += " (" + error.seen + ")";
  if (!error.hint.empty()) text += "; " + error.hint;
  return text;
}

std::string to_text(const Error& error) {
  std::string text = "error: " + error.what + "\n";
  const std::string place = to_text(error.where);
  if (!place.empty() || !error.where.pointer.empty()) {
    text += "  --> " + place;
    if (!place.empty() && !error.where.pointer.empty()) text += "  ";
    text += error.where.pointer + "\n";
  }
  if (!error.seen.empty()) text += "   |  seen:  " + error.seen + "\n";
  if (!error.hint.empty()) text += "   |  try:   " + error.hint + "\n";
  return text;
}

}  // namespace gonogo

// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/html_parts.h"

namespace gonogo {

std::string_view html_script() {
  return R"js(
"use strict";
const all = (what, where = document) => [...where.querySelectorAll(what)];
const one = what => document.querySelector(what);

const scenarios = all(".list > details");
const search = one("#search");
if (search) {
  search.hidden = false;
  const texts = scenarios.map(each => each.textContent.toLowerCase());
  const count = () => {
    const shown = scenarios.filter(each => each.getClientRects().length).length;
    one("#shown").textContent = `${shown} of ${scenarios.length} shown`;
  };
  const filter = () => {
    const words = one("#text").value.toLowerCase().split(/\s+/).filter(Boolean);
    scenarios.forEach((each, i) => {
      each.classList.toggle("unasked", !words.every(word => texts[i].includes(word)));
    });
    count();
  };
  one("#text").addEventListener("input", filter);
  all(".pick").forEach(each => each.addEventListener("change", count));
  count();
}

// A link to a scenario opens it.
const open = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target || target.tagName !== "DETAILS") return;
  target.open = true;
  target.scrollIntoView({block: "center"});
  target.querySelector("summary").focus({preventScroll: true});
};
addEventListener("hashchange", open);
open();
let opened = [];
addEventListener("beforeprint", () => {
  opened = all("section.failures details:not([open])");
  opened.forEach(each => each.open = true);
});
addEventListener("afterprint", () => opened.forEach(each => each.open = false));

const rows = one(".rows");
if (rows) {
  const end = Number(rows.dataset.end);
  const moment = one("#moment");
  const bars = all(".track > *", rows);
  const time = ms => ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
  const show = ms => {
    const there = bars.filter(bar => ms >= bar.dataset.from && ms <= bar.dataset.to);
    rows.style.setProperty("--at", `${100 * ms / end}%`);
    moment.textContent = `at ${time(ms)}: ` +
        (there.map(bar => bar.dataset.now).join(", ") || "nothing runs");
  };
  all(".track", rows).forEach(track => track.addEventListener("mousemove", event => {
    const box = track.getBoundingClientRect();
    show(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * end);
  }));
  const ofRow = all(".track", rows).map(track => [...track.children]).filter(row => row.length);
  ofRow.forEach((row, r) => row.forEach((bar, b) => {
    bar.tabIndex = b === 0 ? 0 : -1;
    bar.addEventListener("focus", () => {
      show((Number(bar.dataset.from) + Number(bar.dataset.to)) / 2);
      row.forEach(each => each.tabIndex = each === bar ? 0 : -1);
    });
    bar.addEventListener("keydown", event => {
      const nearest = other => other.reduce((best, each) =>
        Math.abs(each.dataset.from - bar.dataset.from) <
        Math.abs(best.dataset.from - bar.dataset.from) ? each : best);
      const next = {ArrowRight: row[b + 1], ArrowLeft: row[b - 1], Home: row[0],
        End: row[row.length - 1], ArrowDown: ofRow[r + 1] && nearest(ofRow[r + 1]),
        ArrowUp: ofRow[r - 1] && nearest(ofRow[r - 1])}[event.key];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }));
}
)js";
}

}  // namespace gonogo

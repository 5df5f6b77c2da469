// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/html_parts.h"

namespace gonogo {

std::string_view html_style() {
  return R"css(
:root{color-scheme:light dark;--paper:#fff;--ink:#1c2126;--soft:#5d6772;--line:#d9dee3;--panel:#f5f7f8;
--good:#1a7f3c;--bad:#b3261e;--doubt:#8a5a00;--good-bg:#d5ecdb;--bad-bg:#f6d5d2;--doubt-bg:#f5e3bd;--idle:#c5cdd5}
@media(prefers-color-scheme:dark){:root{--paper:#14181c;--ink:#e4e8ec;--soft:#98a3ae;--line:#323a42;
--panel:#1c2228;--good:#5cc77f;--bad:#ff8a80;--doubt:#e5b44b;--good-bg:#1d4a2c;--bad-bg:#5d2522;--doubt-bg:#54400f;--idle:#46515c}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}
h1{font-size:2.6rem;line-height:1.1;margin:0 0 .4rem;letter-spacing:-.01em}
h2{font-size:1.15rem;margin:2.2rem 0 .7rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
h3{font-size:.95rem;margin:1.2rem 0 .4rem}
p{margin:.3rem 0}
.good{color:var(--good)}.bad{color:var(--bad)}.doubt{color:var(--doubt)}.soft{color:var(--soft)}
.lead{font-size:1.1rem;font-weight:600}
code,pre,.mono{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.86em}
pre{background:var(--panel);border:1px solid var(--line);border-radius:4px;padding:.6rem .75rem;margin:.3rem 0 .8rem;
white-space:pre-wrap;overflow-wrap:anywhere;max-height:28rem;overflow:auto}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:1rem 0 0}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(5,1fr);gap:.6rem;margin:1.3rem 0 0}
.figure{border:1px solid var(--line);border-radius:6px;padding:.55rem .7rem;background:var(--panel)}
.figure b{display:block;font-size:1.55rem;line-height:1.2;font-variant-numeric:tabular-nums}
.figure span{color:var(--soft);font-size:.85rem}
.table{overflow-x:auto;margin:.6rem 0 1.1rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.28rem .8rem .28rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--soft);font-weight:500}
td:first-child,th:first-child{min-width:6.5rem}
details{border:1px solid var(--line);border-radius:6px;margin:.45rem 0;background:var(--paper)}
details>summary{cursor:pointer;padding:.45rem .75rem;display:flex;gap:.8rem;align-items:baseline;list-style:none}
details>summary::-webkit-details-marker{display:none}
details>summary::before{content:"+";color:var(--soft);font-family:ui-monospace,monospace}
details[open]>summary::before{content:"\2212"}
details[open]>summary{border-bottom:1px solid var(--line)}
summary .name{flex:1;min-width:0;overflow-wrap:anywhere}
summary .kind{color:var(--soft);width:6rem;flex:none}
summary .state{flex:none;width:6.5rem;text-align:right;font-weight:600}
summary .time{flex:none;width:4.8rem;text-align:right;color:var(--soft);font-variant-numeric:tabular-nums}
.inside{padding:.5rem .9rem .8rem}
.filters{display:flex;flex-wrap:wrap;gap:.35rem;margin:.2rem 0 .7rem}
.filters label,.pick:focus-visible{cursor:pointer}
.filters label{border:1px solid var(--line);border-radius:999px;padding:.08rem .8rem;color:var(--soft)}
.pick{position:absolute;opacity:0;pointer-events:none}
#all:checked~.filters label[for=all],#notpassed:checked~.filters label[for=notpassed],
#unit:checked~.filters label[for=unit],#regression:checked~.filters label[for=regression],
#acceptance:checked~.filters label[for=acceptance]{background:var(--ink);color:var(--paper);border-color:var(--ink)}
.pick:focus-visible~.filters{outline:2px solid var(--soft);outline-offset:3px;border-radius:6px}
#notpassed:checked~.list>.passed,#unit:checked~.list>:not(.unit),
#regression:checked~.list>:not(.regression),#acceptance:checked~.list>:not(.acceptance){display:none}
.rows{display:grid;grid-template-columns:max-content 1fr;gap:.3rem .9rem;align-items:center}
.rows .who{font-size:.86rem;overflow-wrap:anywhere;max-width:14rem}
.track{position:relative;height:1.1rem;background:var(--panel);border-radius:3px}
.track>*{position:absolute;top:0;height:100%;min-width:3px;border-radius:2px}
.starting{background:var(--idle)}.running{background:var(--good-bg);border:1px solid var(--good)}
.unwell{background:var(--doubt-bg);border:1px solid var(--doubt)}
.passed-bar{background:var(--good)}.failed-bar{background:var(--bad)}.doubt-bar{background:var(--doubt)}
.end{width:3px;background:var(--ink)}.lost{width:5px!important;background:var(--bad)}
.track>:hover::after,.track>:focus::after{content:attr(data-tip);position:absolute;left:0;top:1.4rem;z-index:2;background:var(--ink);
color:var(--paper);padding:.15rem .5rem;border-radius:4px;font-size:.8rem;white-space:nowrap;max-width:80vw;overflow:hidden;text-overflow:ellipsis}
.track>.late:hover::after,.track>.late:focus::after{left:auto;right:0}
.axis{display:flex;justify-content:space-between;color:var(--soft);font-size:.8rem;font-variant-numeric:tabular-nums}
.legend{color:var(--soft);font-size:.85rem;margin-top:.5rem}
.legend span{white-space:nowrap;display:inline-block;margin-right:.9rem}
.legend i{display:inline-block;width:.9rem;height:.7rem;border-radius:2px;margin-right:.3rem}
ul{margin:.3rem 0;padding-left:1.2rem}
li{overflow-wrap:anywhere}
a{color:inherit}
p code{overflow-wrap:anywhere}
footer{margin-top:2.5rem;color:var(--soft);font-size:.85rem}
@media(max-width:640px){main{padding:1rem .8rem 2rem}h1{font-size:2rem}
.figures{grid-template-columns:repeat(auto-fit,minmax(3.9rem,1fr));gap:.35rem}.figure{padding:.4rem .5rem}.figure span{font-size:.78rem}
details>summary{flex-wrap:wrap;gap:.1rem .7rem}summary .kind{width:auto}
summary .name{flex-basis:calc(100% - 2rem)}summary .kind{margin-left:1.4rem}summary .state,summary .time{width:auto}
.rows{grid-template-columns:1fr;gap:.1rem}.rows .who{margin-top:.4rem}
tr{display:block;border-bottom:1px solid var(--line);padding:.3rem 0}tr:first-child{display:none}
td{display:grid;grid-template-columns:5.8rem 1fr;border:0;padding:.05rem 0}td:empty{display:none}
td::before{content:attr(data-head);color:var(--soft)}
dl.facts{grid-template-columns:1fr}dl.facts dd{margin-bottom:.4rem}}
@media print{main{max-width:none;padding:0}.filters,.legend{display:none}pre{max-height:none}
details{break-inside:avoid}body{font-size:11px}}
)css";
}

}  // namespace gonogo

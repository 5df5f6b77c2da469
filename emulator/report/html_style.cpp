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
.override{color:var(--doubt);font-weight:600;border-left:4px solid;padding-left:.6rem}
.lead{font-size:1.1rem;font-weight:600}
code,pre,.mono{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.86em}
pre{background:var(--panel);border:1px solid var(--line);border-radius:4px;padding:.6rem .75rem;margin:.3rem 0 .8rem;
white-space:pre-wrap;overflow-wrap:anywhere;max-height:28rem;overflow:auto}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:1rem 0 0}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
.figures{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:.6rem;margin:1.3rem 0 0}
.figure{border:1px solid var(--line);border-radius:6px;padding:.55rem .7rem;background:var(--panel)}
.figure b{display:block;font-size:1.55rem;line-height:1.2;font-variant-numeric:tabular-nums}
.figure span{color:var(--soft);font-size:.85rem}
.table{overflow-x:auto;margin:.6rem 0 1.1rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.28rem .8rem .28rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere;white-space:pre-wrap}
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
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1.6rem;margin:.2rem 0 .8rem}
.group{display:flex;flex-wrap:wrap;gap:.35rem;align-items:baseline}
.filters .group>label{border:1px solid var(--line);border-radius:999px;padding:.08rem .8rem;color:var(--soft);cursor:pointer}
.filters .search>label{border:0;padding:0;cursor:auto}
.search[hidden]{display:none}
.search input{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.12rem .6rem;width:15rem}
.search output{color:var(--soft);font-size:.85rem}
.pick{position:absolute;opacity:0;pointer-events:none}
#kind-all:checked~.filters label[for=kind-all],#kind-unit:checked~.filters label[for=kind-unit],
#kind-regression:checked~.filters label[for=kind-regression],#kind-acceptance:checked~.filters label[for=kind-acceptance],
#state-all:checked~.filters label[for=state-all],#state-bad:checked~.filters label[for=state-bad],
#state-passed:checked~.filters label[for=state-passed],#state-failed:checked~.filters label[for=state-failed],
#state-flaky:checked~.filters label[for=state-flaky],#state-skipped:checked~.filters label[for=state-skipped]
{background:var(--ink);color:var(--paper);border-color:var(--ink)}
.pick:focus-visible~.filters{outline:2px solid var(--soft);outline-offset:4px;border-radius:6px}
#kind-unit:checked~.list>:not(.unit),#kind-regression:checked~.list>:not(.regression),
#kind-acceptance:checked~.list>:not(.acceptance),#state-bad:checked~.list>.passed,
#state-passed:checked~.list>:not(.passed),#state-failed:checked~.list>:not(.failed,.errored,.not-run),
#state-flaky:checked~.list>:not(.flaky),#state-skipped:checked~.list>:not(.skipped),.list>.unasked{display:none}
details.step{margin:.35rem 0}details.step>summary{padding:.25rem .6rem}
h4{font-size:.82rem;margin:.7rem 0 .2rem;color:var(--soft);font-weight:600}
.step pre{margin:.15rem 0 .4rem;max-height:18rem}
.pictures{display:flex;flex-wrap:wrap;gap:.8rem;margin:.5rem 0}
figure{margin:0;max-width:100%}figure img{max-width:100%;max-height:26rem;border:1px solid var(--line);border-radius:4px;display:block}
figcaption{color:var(--soft);font-size:.8rem}
summary:focus-visible,a:focus-visible,pre:focus-visible,input:focus-visible{outline:2px solid var(--soft);outline-offset:2px}
.rows{display:grid;grid-template-columns:max-content 1fr;gap:.3rem .9rem;align-items:center}
.rows .who{font-size:.86rem;overflow-wrap:anywhere;max-width:14rem}
.track{position:relative;height:calc(.55rem + .5rem*var(--lanes,1));background:var(--panel);border-radius:3px}
.track::before{content:"";position:absolute;top:-.3rem;bottom:0;left:var(--at,-99rem);width:1px;background:var(--soft);z-index:1}
.rows{overflow-x:clip}
.track>:focus-visible{outline:2px solid var(--ink);outline-offset:1px;z-index:2}
#moment{min-height:2.9em;margin:.6rem 0 0;color:var(--soft)}
#moment:empty::before{content:"point at a bar, or move with the arrow keys: what was the case at that moment"}
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
.figures{grid-auto-flow:row;grid-template-columns:repeat(auto-fit,minmax(3.9rem,1fr));gap:.35rem}.figure{padding:.4rem .5rem}.figure span{font-size:.78rem}
details>summary{flex-wrap:wrap;gap:.1rem .7rem}summary .kind{width:auto}
summary .name{flex-basis:calc(100% - 2rem)}summary .kind{margin-left:1.4rem}summary .state,summary .time{width:auto}
.rows{grid-template-columns:1fr;gap:.1rem}.rows .who{margin-top:.4rem}
tr{display:block;border-bottom:1px solid var(--line);padding:.3rem 0}tr:first-child{display:none}
td{display:grid;grid-template-columns:5.8rem 1fr;border:0;padding:.05rem 0}td:empty{display:none}
td::before{content:attr(data-head);color:var(--soft)}
dl.facts{grid-template-columns:1fr}dl.facts dd{margin-bottom:.4rem}}
@media print{@page{margin:14mm 12mm}main{max-width:none;padding:0}body{font-size:10.5px;line-height:1.35}
h1{font-size:2rem}h2{margin:1rem 0 .4rem;break-after:avoid}.figures{margin:.7rem 0 0}
.filters,.legend,#moment,.list .inside,.digests{display:none}pre{max-height:none!important}
details{break-inside:avoid;margin:.15rem 0}details>summary{padding:.12rem .5rem}section.failures details{break-inside:auto}
th,td{padding:.12rem .6rem .12rem 0}.table{margin:.3rem 0 .5rem;overflow:visible}.track{height:.9rem}.rows{gap:.1rem .7rem}
.passed-bar,.failed-bar,.doubt-bar,.starting,.running,.unwell,.end{print-color-adjust:exact;-webkit-print-color-adjust:exact}
:root{color-scheme:light;--paper:#fff;--ink:#1c2126;--soft:#5d6772;--line:#d9dee3;--panel:#f5f7f8;--good:#1a7f3c;
--bad:#b3261e;--doubt:#8a5a00;--good-bg:#d5ecdb;--bad-bg:#f6d5d2;--doubt-bg:#f5e3bd;--idle:#c5cdd5}}
)css";
}

}  // namespace gonogo

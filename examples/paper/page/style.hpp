// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The style of the page: one column on a phone, two of panels on a desk, black
/// on white on paper.

#include <string_view>

namespace paper {

inline constexpr std::string_view style = R"(
:root { color-scheme: light; --ink: #1b1b1b; --soft: #555; --line: #d5d5d5; --blue: #004488; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1060px; padding: 0 16px 48px; background: #fff; color: var(--ink);
  font: 16px/1.5 "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1.6rem 0 .4rem; }
h2 { font-size: 1.3rem; margin: 2.4rem 0 .6rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 0 0 .4rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--blue); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .6rem 0;
  padding: 0; }
.lead { color: var(--soft); }
.tally { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; padding: 0; list-style: none; }
.tally li { border: 1px solid var(--line); border-radius: 6px; padding: .3rem .8rem; }
.tally b { font-size: 1.3rem; margin-right: .3rem; }
.verdict { font-weight: 600; white-space: nowrap; }
.confirmed { color: #004488; }
.contradicted { color: #a3303f; }
.open { color: #555; font-weight: 400; }
.problem { border: 2px solid #a3303f; color: #a3303f; padding: .5rem .8rem; max-width: none; }
.none { color: var(--soft); border: 1px dashed var(--line); padding: .5rem .8rem; }
figure { margin: 2rem 0 2.6rem; }
.panels { display: grid; gap: 10px 16px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); }
.panel svg { display: block; width: 100%; max-width: 520px; height: auto; margin: 0 auto; }
.panel.wide { grid-column: 1 / -1; }
.panel.wide svg { max-width: 760px; }
figcaption { margin-top: .4rem; font-size: .92rem; color: #333; max-width: 52rem; }
figcaption p { margin: .35rem 0; max-width: none; }
code, .runs { font-family: ui-monospace, "DejaVu Sans Mono", Consolas, monospace; font-size: .8rem;
  overflow-wrap: anywhere; }
.runs { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0;
  border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--ink); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
summary { cursor: pointer; color: var(--blue); }
details table { font-size: .8rem; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
@media (max-width: 760px) {
  .cards thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px;
    overflow: hidden; }
  .cards, .cards tbody, .cards tr, .cards td { display: block; width: 100%; }
  .cards tr { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .7rem;
    margin: .7rem 0; }
  .cards td { border: 0; padding: .15rem 0; }
  .cards td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
}
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, summary { display: none; }
  a { color: inherit; text-decoration: none; }
  h2, h3 { break-after: avoid; }
  .panel, tr { break-inside: avoid; }
  figcaption { break-before: avoid; }
  .panels { grid-template-columns: 1fr 1fr; }
  .scroll { overflow: visible; }
}
)";

}  // namespace paper

/** The chart of a run: the keys' lives in the year, and how ends of sessions spread. SVG. */
import { parseRing } from '../session/key-ring.ts';
import { endKinds, type Figures, type Run } from './figures.ts';
import type { Lateness } from './ends.ts';
import { day, playYear, start, yearLength, type Kind } from './year.ts';

const [width, height] = [920, 620];
const plot = { left: 70, right: 900 };
const year = { top: 84, bottom: 272 };
const spread = { top: 368, bottom: 560, seconds: 180 };
const names: { readonly [Name in Kind]?: string } = {
  'sign-out': 'sign-out',
  revocation: 'revoked user',
  emergency: 'emergency',
  'everyone-out': 'everyone out',
};

const scale = (value: number, of: number, from: number, to: number) =>
  (from + (value / of) * (to - from)).toFixed(1);
const text = (x: number | string, y: number | string, content: string, attributes = '') =>
  `<text x="${x}" y="${y}"${attributes && ` ${attributes}`}>${content}</text>`;

export function chart(run: Run, figures: Figures): string {
  const { ordinary } = figures;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="14">
<title id="t">A year of rotations, and how fast ends of sessions spread</title>
<desc id="d">Above: each key of the year as a bar, from standby to signing to retired; two emergencies and everyone out as vertical lines. Below: the share of edges that still let an ended session in, by seconds since the end.</desc>
<style>
  :root { --fg: #1b2420; --quiet: #5c6b64; --line: #c3cec8; --back: #f7faf8; --a: #0b6e4f; --b: #b4500b; --c: #5a3fc0; --d: #b01e5a; --standby: #a9bdb3; }
  @media (prefers-color-scheme: dark) { :root { --fg: #e8efeb; --quiet: #a3b3ab; --line: #3a4842; --back: #0f1512; --a: #5fd0a5; --b: #f0a060; --c: #b3a1ff; --d: #ff86b3; --standby: #5d6f66; } }
  .back { fill: var(--back) } text { fill: var(--fg) } .q { fill: var(--quiet); font-size: 12px } .h { font-weight: 600 }
  .axis { stroke: var(--line) } .standby { stroke: var(--standby) } .signing { stroke: var(--a) } line.key { stroke-width: 2.6 }
  .mark { stroke: var(--b); stroke-dasharray: 4 3; stroke-width: 1.5 }
  .s0 { stroke: var(--a) } .s1 { stroke: var(--c) } .s2 { stroke: var(--b) } .s3 { stroke: var(--d) } polyline { fill: none; stroke-width: 2 }
</style>
<rect class="back" width="${width}" height="${height}" rx="10"/>
${text(20, 32, `A year of keys: ${ordinary.refused} of ${ordinary.requests.toLocaleString('en-US')} requests around rotations wrongly refused`, 'class="h"')}
${yearPanel(run)}
${text(20, spread.top - 44, 'Still let in after the end of a session', 'class="h"')}
${spreadPanel(figures)}
</svg>
`;
}

interface Bar {
  readonly kid: string;
  born: number;
  signs: number | null;
  gone: number;
}

/** When each key was published, began to sign and went, by what the store held. */
function bars({ seed, times }: Run): Bar[] {
  const found = new Map<string, Bar>();
  for (const { at, ring } of playYear(seed, times).system.store.states) {
    const { keys } = parseRing(ring)!;
    for (const { kid, signsFrom } of keys) {
      const bar = found.get(kid) ?? { kid, born: at, signs: null, gone: Infinity };
      bar.signs ??= signsFrom === null ? null : Math.max(signsFrom, at);
      found.set(kid, bar);
    }
    for (const bar of found.values()) {
      if (bar.gone === Infinity && !keys.some(({ kid }) => kid === bar.kid)) bar.gone = at;
    }
  }
  return [...found.values()];
}

function yearPanel(run: Run): string {
  const all = bars(run);
  const x = (time: number) =>
    scale(Math.min(yearLength, Math.max(0, time - start)), yearLength, plot.left, plot.right);
  const lines = all.flatMap(({ born, signs, gone }, number) => {
    const y = scale(number, all.length - 1, year.top, year.bottom);
    const line = (kind: string, from: number, to: number) =>
      `<line class="key ${kind}" x1="${x(from)}" x2="${x(to)}" y1="${y}" y2="${y}"/>`;
    return signs === null || signs >= gone
      ? [line('standby', born, gone)]
      : [line('standby', born, signs), line('signing', signs, gone)];
  });
  const marks = playYear(run.seed, run.times)
    .changes.filter(({ kind }) => kind === 'emergency' || kind === 'everyone-out')
    .map(
      ({ kind, done }) =>
        `<line class="mark" x1="${x(done)}" x2="${x(done)}" y1="${year.top - 14}" y2="${year.bottom + 4}"/>` +
        text(x(done), year.top - 20, names[kind] ?? kind, 'class="q" text-anchor="middle"'),
    );
  const days = [0, 60, 120, 180, 240, 300, 360].map((at) =>
    text(x(start + at * day), year.bottom + 24, String(at), 'class="q" text-anchor="middle"'),
  );
  return [
    `<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${year.bottom + 8}" y2="${year.bottom + 8}"/>`,
    ...lines,
    ...marks,
    ...days,
    text((plot.left + plot.right) / 2, year.bottom + 42, 'days', 'class="q" text-anchor="middle"'),
    text(
      plot.right,
      year.bottom + 42,
      `${all.length} keys, each a bar`,
      'class="q" text-anchor="end"',
    ),
    ...legend(
      [
        ['key standby', 'standby: known to the edges'],
        ['key signing', 'signs, then verifies until the next rotation drops it'],
      ],
      52,
    ),
  ].join('\n');
}

function legend(entries: readonly (readonly [string, string])[], y: number): string[] {
  let x = 20;
  return entries.flatMap(([kind, label]) => {
    const at = x;
    x += 50 + label.length * 6.4;
    return [
      `<line class="${kind}" x1="${at}" x2="${at + 22}" y1="${y - 4}" y2="${y - 4}" stroke-width="3"/>`,
      text(at + 28, y, label, 'class="q"'),
    ];
  });
}

function spreadPanel({ late }: Figures): string {
  const x = (at: number) => scale(at, spread.seconds, plot.left, plot.right);
  const y = (share: number) => scale(share, 1, spread.bottom, spread.top);
  const curve = (sorted: Lateness, number: number) =>
    `<polyline class="s${number}" points="${Array.from({ length: spread.seconds + 1 }, (_, at) => {
      const left = sorted.filter((one) => one > at).length / Math.max(1, sorted.length);
      return `${x(at)},${y(left)}`;
    }).join(' ')}"/>`;
  const across = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${y(share)}" y2="${y(share)}"/>` +
      text(plot.left - 8, Number(y(share)) + 4, `${share * 100} %`, 'class="q" text-anchor="end"'),
  );
  const down = [0, 30, 60, 90, 120, 150, 180].map((at) =>
    text(x(at), spread.bottom + 20, String(at), 'class="q" text-anchor="middle"'),
  );
  return [
    ...across,
    ...down,
    text(
      (plot.left + plot.right) / 2,
      spread.bottom + 40,
      'seconds since the end',
      'class="q" text-anchor="middle"',
    ),
    text(20, spread.top - 22, 'share of edges', 'class="q"'),
    ...endKinds.map((kind, number) => curve(late[kind], number)),
    ...endKinds.map((kind, number) => {
      const at = spread.top + 20 + number * 20;
      return (
        `<line class="s${number}" x1="700" x2="722" y1="${at - 4}" y2="${at - 4}" stroke-width="3"/>` +
        text(728, at, names[kind] ?? kind, 'class="q"')
      );
    }),
  ].join('\n');
}

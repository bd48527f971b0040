/** Line charts as SVG that reads well on light and on dark pages. */
import type { Chart, Point, Series } from './chart.ts';
import { formatNumber } from './table.ts';

const width = 640;
const height = 340;
const plot = { left: 84, right: 24, top: 84, bottom: 52 };
const inner = { width: width - plot.left - plot.right, height: height - plot.top - plot.bottom };

/** Colours that differ in lightness too, and marks that differ in shape. */
const style = `
  text { font: 13px system-ui, sans-serif; fill: #24302b; }
  .title { font-weight: 600; font-size: 16px; }
  .grid { stroke: #d6dedb; }
  .axis { stroke: #55635d; }
  .line { fill: none; stroke-width: 2.5; }
  .s0 { stroke: #0b6b57; } .s1 { stroke: #b3541e; stroke-dasharray: 7 4; }
  .m0 { fill: #0b6b57; } .m1 { fill: #b3541e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6ece9; }
    .grid { stroke: #33413c; }
    .axis { stroke: #9aaba4; }
    .s0 { stroke: #5fcfae; } .s1 { stroke: #f0a36b; }
    .m0 { fill: #5fcfae; } .m1 { fill: #f0a36b; }
  }`;

/** A step between grid lines that is 1, 2 or 5 times a power of ten, for about so many lines. */
export function niceStep(range: number, lines: number): number {
  const rough = range / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}

/** From zero to the first step at or above the greatest value. */
export function ticks(greatest: number, lines: number): number[] {
  const step = niceStep(Math.max(greatest, 1), lines);
  const count = Math.ceil(greatest / step);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const round = (value: number) => Math.round(value * 10) / 10;

interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function marker({ x, y }: Point, index: number): string {
  return index === 0
    ? `<circle class="m0" cx="${x}" cy="${y}" r="4"/>`
    : `<rect class="m1" x="${round(x - 4)}" y="${round(y - 4)}" width="8" height="8"/>`;
}

function drawSeries({ points }: Series, index: number, scale: Scale): string {
  const at = points.map(({ x, y }) => ({ x: round(scale.x(x)), y: round(scale.y(y)) }));
  const path = at.map(({ x, y }) => `${x},${y}`).join(' ');
  const markers = at.map((point) => marker(point, index)).join('');
  return `<polyline class="line s${index}" points="${path}"/>${markers}`;
}

function drawLegend({ name }: Series, index: number): string {
  const x = plot.left + index * 270;
  return `<line class="line s${index}" x1="${x}" y1="54" x2="${x + 34}" y2="54"/>${marker({ x: x + 17, y: 54 }, index)}<text x="${x + 42}" y="58">${escape(name)}</text>`;
}

function drawGrid(yTicks: readonly number[], xTicks: readonly number[], scale: Scale): string {
  const right = width - plot.right;
  const bottom = height - plot.bottom;
  const rows = yTicks.map((value) => {
    const y = round(scale.y(value));
    return `<line class="grid" x1="${plot.left}" y1="${y}" x2="${right}" y2="${y}"/><text x="${plot.left - 8}" y="${y + 4}" text-anchor="end">${formatNumber(value)}</text>`;
  });
  const columns = xTicks.map((value) => {
    const x = round(scale.x(value));
    return `<line class="axis" x1="${x}" y1="${bottom}" x2="${x}" y2="${bottom + 5}"/><text x="${x}" y="${bottom + 20}" text-anchor="middle">${formatNumber(value)}</text>`;
  });
  const axis = `<line class="axis" x1="${plot.left}" y1="${bottom}" x2="${right}" y2="${bottom}"/>`;
  return [...rows, axis, ...columns].join('\n');
}

/** The chart as an SVG document. At most two series. */
export function chartAsSvg(chart: Chart): string {
  const points = chart.series.flatMap((series) => series.points);
  const yTicks = ticks(Math.max(...points.map(({ y }) => y)), 5);
  const xTicks = ticks(Math.max(...points.map(({ x }) => x)), 6);
  const scale: Scale = {
    x: (value) => plot.left + (value / (xTicks.at(-1) ?? 1)) * inner.width,
    y: (value) => height - plot.bottom - (value / (yTicks.at(-1) ?? 1)) * inner.height,
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">${escape(`${chart.title}: ${chart.y} by ${chart.x}`)}</title>
<style>${style}
</style>
<text class="title" x="${plot.left}" y="28">${escape(chart.title)}</text>
${chart.series.map(drawLegend).join('\n')}
${drawGrid(yTicks, xTicks, scale)}
${chart.series.map((series, index) => drawSeries(series, index, scale)).join('\n')}
<text x="${plot.left + inner.width / 2}" y="${height - 10}" text-anchor="middle">${escape(chart.x)}</text>
<text x="18" y="${plot.top + inner.height / 2}" text-anchor="middle" transform="rotate(-90 18 ${plot.top + inner.height / 2})">${escape(chart.y)}</text>
</svg>
`;
}

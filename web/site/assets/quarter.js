/** One quarter of the report: which one is asked for stands in the query, and survives a sign-in. */
import { latchkey } from './site.js';

const { document, location, URLSearchParams } = globalThis;

const asked = new URLSearchParams(location.search);
const figures = document.querySelector('[data-figures]');

function element(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...[content].flat());
  return made;
}

function showAsked() {
  const parts = [...asked].map(([key, value]) => `${key} ${value}`);
  document.querySelector('[data-asked]').textContent =
    parts.length > 0
      ? `You asked for ${parts.join(', ')}. That stands in the address, and a sign-in keeps it whole.`
      : 'You asked for no quarter, so this is the latest.';
}

function chosen({ quarters }) {
  if (!asked.has('year') && !asked.has('quarter')) return quarters[0];
  return quarters.find(
    ({ year, quarter }) =>
      String(year) === asked.get('year') &&
      (!asked.has('quarter') || String(quarter) === asked.get('quarter')),
  );
}

const ordinals = ['1st', '2nd', '3rd', '4th'];
const named = ({ year, quarter }) => `${ordinals[quarter - 1]} quarter ${year}`;

function showQuarters({ quarters }, current) {
  const links = quarters.map((one) => {
    const href = `?year=${one.year}&quarter=${one.quarter}`;
    const here = one === current ? { 'aria-current': 'page' } : {};
    return element('li', element('a', named(one), { href, ...here }));
  });
  document.querySelector('[data-quarters]').replaceChildren(...links);
}

function bar(share) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const rect = document.createElementNS(space, 'rect');
  svg.setAttribute('aria-hidden', 'true');
  rect.setAttribute('width', `${Math.round(share * 100)}%`);
  rect.setAttribute('height', '100%');
  rect.setAttribute('rx', '3');
  svg.append(rect);
  return svg;
}

function table(report, current) {
  const most = Math.max(...report.quarters.flatMap((one) => one.figures));
  const number = { class: 'number' };
  const rows = report.coasts.map((coast, at) => {
    const value = current.figures[at];
    const cells = [
      element('td', value.toLocaleString(), number),
      element('td', bar(value / most), { class: 'bar' }),
    ];
    return element('tr', [element('th', coast, { scope: 'row' }), ...cells]);
  });
  const head = element('tr', [
    element('th', 'Coast', { scope: 'col' }),
    element('th', report.unit, { scope: 'col', ...number }),
    element('td', '', { class: 'bar' }),
  ]);
  return element(
    'table',
    [element('caption', report.note), element('thead', head), element('tbody', rows)],
    { class: 'figures' },
  );
}

async function showReport() {
  const response = await latchkey.fetch('/app/data/report.json');
  if (!response.ok) throw new Error(`The report answered ${response.status}`);
  const report = await response.json();
  const current = chosen(report);
  showQuarters(report, current);
  if (current === undefined) {
    figures.replaceChildren(element('p', 'There is no such quarter. Choose one above.'));
    return;
  }
  document.querySelector('[data-title]').textContent = `${report.title}, ${named(current)}`;
  document.title = `${named(current)} · Northlight Quarterly`;
  figures.replaceChildren(table(report, current));
}

showAsked();
showReport().catch(() => {
  figures.replaceChildren(element('p', 'The report did not arrive. Please load this page again.'));
});

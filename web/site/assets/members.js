/** The members' area: the session's clock, its renewal, and a private file fetched by script. */
import { announcement, timeLeft } from './countdown.js';
import { latchkey, showSession, time, watchSession } from './site.js';

const { document, fetch, setInterval } = globalThis;
const report = '/app/data/report.json';

const clock = document.querySelector('[data-clock]');
const said = document.querySelector('[data-said]');
const output = document.querySelector('[data-output]');

let expiresAt = null;
let announced = null;

watchSession((session) => {
  expiresAt = session?.expiresAt ?? null;
  tick();
});

function tick() {
  if (expiresAt === null) {
    clock.textContent = '–';
    return;
  }
  const seconds = Math.max(0, Math.ceil((expiresAt - Date.now()) / 1000));
  clock.textContent = timeLeft(seconds);
  clock.classList.toggle('low', seconds <= 60);
  const words = announcement(seconds);
  if (words !== null && words !== announced) said.textContent = words;
  announced = words;
}

/** What each button does; each tells what came of it. */
const deeds = {
  renew: async () => {
    if (!(await latchkey.renew())) return 'There is no session to renew.';
    return told('Renewed at the edge, without Cognito.');
  },
  refresh: async () => {
    if ((await latchkey.refresh()) === null) return 'Cognito asks you to sign in again.';
    return told('Cognito vouched for you again.');
  },
  fetch: async () => showAnswer('With your session', await latchkey.fetch(report)),
  'fetch-as-stranger': async () =>
    showAnswer('Without it', await fetch(report, { credentials: 'omit', cache: 'no-store' })),
};

async function told(words) {
  const session = await showSession();
  return session ? `${words} Good until ${time.format(session.expiresAt)}.` : words;
}

async function showAnswer(how, response) {
  const text = await response.text();
  output.querySelector('[data-output-status]').textContent =
    `${how}: ${response.status} ${meaning(response.status)}`;
  output.querySelector('[data-output-body]').textContent = text;
  output.hidden = false;
  return '';
}

function meaning(status) {
  if (status === 200) return 'and the file';
  return status === 401 ? 'and where to sign in' : '';
}

for (const button of document.querySelectorAll('[data-do]')) {
  button.disabled = false;
  button.addEventListener('click', () => void run(button));
}

/** One deed at a time for each button, which keeps the focus meanwhile. */
async function run(button) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  try {
    said.textContent = await deeds[button.dataset.do]();
  } catch {
    said.textContent = 'No answer just now. Please try again.';
  }
  button.setAttribute('aria-disabled', 'false');
}

setInterval(tick, 1000);

/**
 * What every page does: show who is signed in, and keep showing it when another tab signs in or
 * out. The pages read and sign in and out without it.
 */
import { createClient } from './latchkey.js';

const { document, window, Intl } = globalThis;

export const latchkey = createClient();

/** @type {((session: object | null) => void)[]} */
const watchers = [];

/** Calls back with the session, or null, now and whenever it changes. */
export function watchSession(watcher) {
  watchers.push(watcher);
}

/** Asks who is signed in and shows it. A failure leaves the page as it is. */
export async function showSession() {
  try {
    // Anyone may be looking at a public page; only on a private one a lost session is worth Cognito.
    const session = await latchkey.session({ refresh: isPrivate() });
    show(session);
    return session;
  } catch {
    return undefined;
  }
}

export const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function isPrivate() {
  return document.body.dataset.private !== undefined;
}

function show(session) {
  const state = session ? 'signed-in' : 'signed-out';
  for (const part of document.querySelectorAll('[data-when]')) {
    part.hidden = part.dataset.when !== state;
  }
  if (session) showFacts(session);
  showWho(session);
  for (const watcher of watchers) watcher(session);
}

function showFacts({ sub, groups, expiresAt, vouchedAt }) {
  const facts = {
    sub,
    groups: groups.length > 0 ? groups.join(', ') : 'none that a rule asks for',
    expiresAt: time.format(expiresAt),
    vouchedAt: day.format(vouchedAt),
  };
  for (const part of document.querySelectorAll('[data-fact]')) {
    part.textContent = facts[part.dataset.fact];
  }
}

function showWho(session) {
  const who = document.querySelector('[data-who]');
  const link = document.createElement('a');
  link.textContent = session ? 'Sign out' : 'Sign in';
  link.href = session ? '/_auth/logout' : '/_auth/login?return_to=%2Fapp%2F';
  link.addEventListener('click', (event) => leave(event, session));
  const name = document.createElement('span');
  name.textContent = session ? `Signed in as ${session.sub.slice(0, 8)}` : '';
  who.replaceChildren(...(session ? [name, link] : [link]));
}

/** Through the client, so that the other tabs hear of it and the fragment is kept. */
function leave(event, session) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (session) latchkey.signOut();
  else latchkey.signIn(isPrivate() ? {} : { returnTo: '/app/' });
}

function askForSignIn() {
  if (document.querySelector('.notice')) return;
  const notice = document.createElement('div');
  notice.className = 'notice';
  notice.setAttribute('role', 'status');
  const line = document.createElement('p');
  line.className = 'wrap';
  const link = document.createElement('a');
  link.href = '/_auth/login?return_to=%2Fapp%2F';
  link.textContent = 'Sign in and come back here';
  link.addEventListener('click', (event) => leave(event, null));
  line.append('Your session has ended.', link);
  notice.append(line);
  document.querySelector('.top').after(notice);
}

latchkey.subscribe(({ type }) => {
  if (type === 'signed-in') {
    document.querySelector('.notice')?.remove();
    void showSession();
    return;
  }
  if (isPrivate()) askForSignIn();
  show(null);
});

// A page brought back by the browser's Back button may show a session that is gone.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) void showSession();
});

for (const link of document.querySelectorAll('[data-sign-in]')) {
  link.addEventListener('click', (event) => leave(event, null));
}

// After the modules that import this one have said what they want to watch.
globalThis.setTimeout(() => void showSession());

/** Time left as people read it: `1:04:09`, `29:41`, `0:07`. */
export function timeLeft(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown
    .map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':');
}

/** What to say aloud: a clock that spoke every second would be no help to anyone. */
export function announcement(seconds) {
  if (seconds === 0) return 'Your session has ended. The next page will ask for it again.';
  if (seconds <= 60) return 'Less than a minute left.';
  if (seconds <= 300) return 'Less than five minutes left.';
  return null;
}

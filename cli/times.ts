/** Times as people read them. Pure but for the machine's time zone; seconds since 1970. */

const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** As `4 days`: the largest unit of which there are two at least, so as not to be coarse. */
export function duration(seconds: number): string {
  const length = Math.abs(Math.round(seconds));
  const [unit, size] = units.find(([, size]) => length >= 2 * size) ?? ['second', 1];
  const count = Math.round(length / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** As `4 days ago` or `in 20 minutes`. */
export function relative(time: number, now: number): string {
  if (Math.abs(time - now) < 2) return 'now';
  return time < now ? `${duration(now - time)} ago` : `in ${duration(time - now)}`;
}

/** Local time with its zone, and how long ago or ahead: `2026-11-20 19:05:17 GMT+1 (4 days ago)`. */
export function when(time: number, now: number): string {
  return `${localTime(time)} (${relative(time, now)})`;
}

export function localTime(time: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
  }).formatToParts(time * 1000);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}

/** For programs. `0`, which every format takes for "never", is `null`. */
export function iso(time: number | null): string | null {
  return time === null || time === 0 ? null : new Date(time * 1000).toISOString();
}

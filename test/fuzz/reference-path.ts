/** What the design says of paths, read with code of its own. */
import type { CheckedConfig, RuleInput } from '../../functions/compile/check.ts';
import { matches } from './pattern.ts';

/** The path percent-decoded once, or `null` where its meaning is not the same everywhere. */
export function readPath(uri: string, strict: boolean): string | null {
  const bytes: number[] = [];
  for (let i = 0; i < uri.length;) {
    const character = String.fromCodePoint(uri.codePointAt(i)!);
    if (character !== '%') {
      bytes.push(...Buffer.from(character));
      i += character.length;
      continue;
    }
    const hex = uri.slice(i + 1, i + 3);
    if (!/^[0-9a-fA-F]{2}$/.test(hex) || hex.toLowerCase() === '2f') return null;
    bytes.push(parseInt(hex, 16));
    i += 3;
  }
  const path = decodeUtf8(Buffer.from(bytes));
  return path === null || path === '' || isAmbiguous(path) || (strict && isUnclear(uri, path))
    ? null
    : path;
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isAmbiguous(path: string): boolean {
  const segments = path.split('/').slice(1);
  return (
    path.includes('\\') ||
    path.includes('\0') ||
    segments.some((segment) => segment === '.' || segment === '..') ||
    segments.slice(0, -1).includes('')
  );
}

const isUnclear = (uri: string, path: string) =>
  uri.includes('+') || path.includes(';') || /%[0-9a-f][0-9a-f]/i.test(path);

/** Who is let in: everyone, any session, a session in a group, the one subject. */
export type Open =
  | { readonly to: 'everyone' }
  | { readonly to: 'sessions' }
  | { readonly to: 'groups'; readonly groups: readonly string[] }
  | { readonly to: 'owner'; readonly sub: string };

/** What the first rule that matches says; what none matches requires a session. */
export function openTo(path: string, config: CheckedConfig): Open {
  for (const rule of config.rules) {
    const open = ruleSays(rule, path, config.indexDocument);
    if (open) return open;
  }
  return { to: 'sessions' };
}

function ruleSays(rule: RuleInput, path: string, indexDocument: string | null): Open | null {
  const patterns =
    rule.path.endsWith('/') && indexDocument !== null
      ? [rule.path, rule.path + indexDocument]
      : [rule.path];
  for (const pattern of patterns) {
    if (rule.allow === 'owner') {
      const sub = ownerOf(pattern, path);
      if (sub !== null) return { to: 'owner', sub };
    } else if (matches(pattern, path)) {
      if (rule.allow === 'public') return { to: 'everyone' };
      if (rule.allow === 'session') return { to: 'sessions' };
      return { to: 'groups', groups: rule.allow.groups };
    }
  }
  return null;
}

/** The segment that `{sub}` marks, where the rest of the pattern matches around it. */
function ownerOf(pattern: string, path: string): string | null {
  const [before = '', after = ''] = pattern.split('{sub}');
  if (!path.startsWith(before)) return null;
  const [segment = '', ...rest] = path.slice(before.length).split('/');
  const tail = rest.map((part) => `/${part}`).join('');
  return segment !== '' && matches(after, tail) ? segment : null;
}

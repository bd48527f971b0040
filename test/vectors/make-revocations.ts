/** Revocation entries. */
import { hmac, revocation, time } from './format.ts';
import { clock, sid, good, save } from './make-material.ts';


const sids = Array.from({ length: 58 }, (_, i) =>
  hmac('sids', String(i)).toString('base64url').slice(0, 16),
);

save('revocations', {
  clock,
  session: { iat: good.iat, sid },
  readable: [
    { name: 'before alone', entry: { until: clock + 1, before: good.iat, sids: [] }, reason: 'revoked' },
    { name: 'before is one second too early', entry: { until: clock + 1, before: good.iat - 1, sids: [] }, reason: '' },
    { name: 'until has passed', entry: { until: clock - 1, before: clock, sids: [sid] }, reason: '' },
    { name: 'until is now', entry: { until: clock, before: clock, sids: [sid] }, reason: '' },
    { name: 'until is 0', entry: { until: 0, before: clock, sids: [] }, reason: '' },
    { name: 'before is 0, no sid', entry: { until: clock + 1, before: 0, sids: [] }, reason: '' },
    { name: 'one sid', entry: { until: clock + 1, before: 0, sids: [sid] }, reason: 'revoked' },
    { name: 'many sids, this one not', entry: { until: clock + 1, before: 0, sids }, reason: '' },
    { name: 'many sids, this one last', entry: { until: clock + 1, before: 0, sids: [...sids, sid] }, reason: 'revoked' },
    { name: 'many sids, this one first', entry: { until: clock + 1, before: 0, sids: [sid, ...sids] }, reason: 'revoked' },
    { name: 'a sid in another case', entry: { until: clock + 1, before: 0, sids: [sid.toLowerCase()] }, reason: '' },
  ].map((vector) => ({
    ...vector,
    text: revocation(vector.entry.until, vector.entry.before, vector.entry.sids),
  })),
  unreadable: [
    ['empty', ''],
    ['one time', time(clock)],
    ['one time and a space', `${time(clock)} `],
    ['a sid of 15 characters', revocation(clock, 0, [sid.slice(1)])],
    ['a sid of 17 characters', revocation(clock, 0, [`${sid}A`])],
    ['a space after', `${revocation(clock, 0)} `],
    ['a line end after', `${revocation(clock, 0)}\n`],
    ['two spaces', `${time(clock)}  0`],
    ['upper case', revocation(clock, 0).toUpperCase()],
    ['a sid in plain base64', revocation(clock, 0, [`+/${sid.slice(2)}`])],
    ['a time of nine characters', `${'z'.repeat(9)} 0`],
    ['JSON', '{"until":1}'],
  ].map(([name, text]) => ({ name, text })),
});

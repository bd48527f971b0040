/** User's code for the tests, as the compiler would give it to the edge bundle. */

/** @param body of a function of `request` and `session`, in ES5 */
export function own(body: string): string {
  return `function (crypto) { return function (request, session) { ${body} }; }`;
}

/** Serves another path. */
export const rewriteTo = (uri: string) => own(`request.uri = ${asciiJson(uri)}; return request;`);

/** Answers with all that it can see. */
export const showAll = own(
  'return { statusCode: 200, headers: {}, body: JSON.stringify([request, session]) };',
);

/** Leaves a mark: whoever gets it was let in. */
export const mark = 299;
export const leaveMark = own(`return { statusCode: ${mark} };`);

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

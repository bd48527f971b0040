import { decodePath, strictlyUnfit, unfit } from '../functions/path.ts';
import { accentOf, logoOf } from '../token-exchange/pages/index.ts';
import { authPathOf, type LatchkeyProps } from './latchkey-props.ts';
import { ruleFor } from './rule-for.ts';

/** What the pages would leave out of the theme without a word. */
export function checkTheme(props: LatchkeyProps): string[] {
  const { theme = {} } = props;
  const { accent, logoUrl } = theme;
  return [
    ...(accent !== undefined && accentOf(theme) === null
      ? [`theme.accent (${accent}) has to be a colour like #205493 or #fc0`]
      : []),
    ...(logoUrl === undefined ? [] : checkLogo(logoUrl, props)),
  ];
}

function checkLogo(logoUrl: string, props: LatchkeyProps): string[] {
  if (logoOf({ logoUrl }) === null) {
    return [
      `theme.logoUrl (${logoUrl}) has to be a path of this site like /logo.svg, or begin with https://`,
    ];
  }
  return logoUrl.startsWith('/') ? checkOwnLogo(logoUrl, props) : [];
}

/** Whoever is not signed in sees the pages, and the logo has to come through by the rules. */
function checkOwnLogo(logoUrl: string, props: LatchkeyProps): string[] {
  const at = `theme.logoUrl (${logoUrl})`;
  const [asked = ''] = logoUrl.split(/[?#]/);
  const path = decodePath(asked, ...(props.strictPaths === false ? unfit : strictlyUnfit));
  const authPath = authPathOf(props);
  if (path === '') return [`${at} is a path that the edge refuses`];
  if (path.startsWith(`${authPath}/`)) {
    return [`${at} is inside the auth path ${authPath}, where no picture is`];
  }
  return ruleFor(path, props.rules)?.allow === 'public'
    ? []
    : [
        `${at} needs a rule { path: '${path}', allow: 'public' }: its pages are seen without a session`,
      ];
}

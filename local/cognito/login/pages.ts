/** The pages of managed login: small, accessible, without scripts. */

const style = `
  :root { color-scheme: light dark; --bg: #eef1f6; --card: #fff; --fg: #16191f; --line: #c6cad3;
          --field: #687078; --accent: #0a58ca; --on-accent: #fff; --link: #0a58ca;
          --alert: #fdf0f1; --alert-line: #b0182b; }
  @media (prefers-color-scheme: dark) {
    :root { --bg: #0f141c; --card: #192231; --fg: #e9ecf1; --line: #3a4759; --field: #8391a5;
            --link: #8ab4f8; --alert: #3a1b22; --alert-line: #ff8a94; }
  }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 0 1rem; background: var(--bg);
         color: var(--fg); }
  main { max-width: 22rem; margin: 10vh auto; padding: 2rem; background: var(--card);
         border: 1px solid var(--line); border-radius: 12px; }
  h1 { font-size: 1.4rem; margin: 0 0 1rem; }
  label { display: block; font-weight: 600; margin-top: 1rem; }
  input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; margin-top: .25rem;
          border: 1px solid var(--field); border-radius: 6px; background: transparent; color: inherit; }
  button, a.button { font: inherit; display: block; width: 100%; box-sizing: border-box;
          margin-top: 1rem; padding: .6rem; text-align: center; border-radius: 20px;
          border: 2px solid var(--accent); background: var(--accent); color: var(--on-accent);
          cursor: pointer; }
  a.button, button.plain { background: transparent; border-color: var(--link); color: var(--link);
          text-decoration: none; }
  [role=alert] { border-left: 4px solid var(--alert-line); padding: .5rem .75rem;
                 background: var(--alert); overflow-wrap: anywhere; }
  :focus-visible { outline: 3px solid #f5a623; outline-offset: 2px; }`;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

function alert(message: string | undefined): string {
  return message === undefined ? '' : `<p role="alert">${escapeHtml(message)}</p>`;
}

export interface LoginPage {
  readonly username: string;
  readonly message?: string | undefined;
  /** External providers, each with the path that leads to it. */
  readonly providers: readonly { readonly name: string; readonly href: string }[];
}

/** Name or e-mail address, and password; posts to its own URL, fields `username`, `password`. */
export function loginPage({ username, message, providers }: LoginPage): string {
  const links = providers
    .map(
      ({ name, href }) =>
        `<a class="button" href="${escapeHtml(href)}">Continue with ${escapeHtml(name)}</a>`,
    )
    .join('\n');
  return page(
    'Sign in',
    `${alert(message)}
<form method="post">
<label for="username">Username or email address</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" required
       value="${escapeHtml(username)}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>
</form>
${links}`,
  );
}

/** For a user with a temporary password; posts `new_password` to its own URL. */
export function newPasswordPage(message?: string): string {
  return page(
    'Change your password',
    `${alert(message)}
<form method="post">
<label for="new_password">New password</label>
<input id="new_password" name="new_password" type="password" autocomplete="new-password"
       minlength="8" required>
<button type="submit">Change password</button>
</form>`,
  );
}

/** Stands for an external provider that knows everybody: posts the chosen `username`. */
export function corporatePage(provider: string, usernames: readonly string[]): string {
  const buttons = usernames
    .map(
      (name) =>
        `<button class="plain" name="username" value="${escapeHtml(name)}">${escapeHtml(name)}</button>`,
    )
    .join('\n');
  return page(
    'Corporate sign-in',
    `<p>${escapeHtml(provider)} asks: who are you?</p>
<form method="post">
${buttons}
</form>`,
  );
}

/** `code` is an OAuth error code or one of Cognito's. */
export function errorPage(code: string): string {
  const shown = code === 'invalid_redirect_uri' ? 'redirect_mismatch' : code;
  return page(
    'An error was encountered with the requested page.',
    `<p role="alert">${escapeHtml(shown)}</p>`,
  );
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { HttpResponse } from '../../http.ts';
import { externalProvidersOf, identityProviderNamed } from '../clients.ts';
import type { ClientConfig } from '../options.ts';
import type { Pool } from '../pool.ts';
import { checkPassword, passwordProblem, type User } from '../users.ts';
import { corporatePage, errorPage, loginPage, newPasswordPage } from './pages.ts';
import { html, readBody, redirect } from './respond.ts';

type Interaction = InstanceType<Provider['Interaction']>;

/** A step on the way to sign in: the request, and the authorization that waits for it. */
interface Step {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly interaction: Interaction;
  readonly client: ClientConfig;
}

export interface Forms {
  /** `/login`. */
  login(req: IncomingMessage, res: ServerResponse, url: URL): Promise<HttpResponse>;
  /** `/corporate-sign-in`, in place of an external provider. */
  corporate(req: IncomingMessage, res: ServerResponse, url: URL): Promise<HttpResponse>;
}

const refusals = {
  unknown: 'Incorrect username or password.',
  wrong: 'Incorrect username or password.',
  disabled: 'User is disabled.',
  unconfirmed: 'User is not confirmed.',
} as const;

/** The forms that people fill in between authorize and callback. */
export function createForms(pool: Pool, provider: Provider): Forms {
  /** Sub of who gave a temporary password, by interaction. */
  const changing = new Map<string, string>();

  async function showLogin(step: Step): Promise<HttpResponse> {
    if (step.req.method !== 'POST') return html(200, form(step));
    const fields = new URLSearchParams((await readBody(step.req)).toString());
    const newPassword = fields.get('new_password');
    if (newPassword !== null) return changePassword(step, newPassword);
    const username = fields.get('username')?.trim() ?? '';
    const verdict = checkPassword(pool.users, username, fields.get('password') ?? '');
    if (!verdict.ok) return html(200, form(step, username, refusals[verdict.reason]));
    if (verdict.user.status === 'CONFIRMED') return finish(step, verdict.user, 'COGNITO');
    changing.set(step.interaction.uid, verdict.user.sub);
    return html(200, newPasswordPage());
  }

  async function changePassword(step: Step, password: string): Promise<HttpResponse> {
    const user = pool.users.bySub(changing.get(step.interaction.uid) ?? '');
    if (!user?.enabled) return html(200, form(step));
    const problem = passwordProblem(password);
    if (problem !== undefined) return html(200, newPasswordPage(problem));
    changing.delete(step.interaction.uid);
    const changed = pool.users.update(user.sub, { password, status: 'CONFIRMED' });
    return finish(step, changed, 'COGNITO');
  }

  async function showCorporate(step: Step): Promise<HttpResponse> {
    const { params } = step.interaction;
    const named = params['identity_provider'] ?? params['idp_identifier'];
    const name = identityProviderNamed(step.client, named);
    if (name === undefined) return html(400, errorPage('invalid_request'));
    if (step.req.method === 'POST') {
      const fields = new URLSearchParams((await readBody(step.req)).toString());
      const user = pool.users.get(fields.get('username') ?? '');
      if (user?.enabled) return finish(step, user, name);
    }
    const known = pool.users.all().filter((user) => user.enabled);
    return html(
      200,
      corporatePage(
        name,
        known.map((user) => user.username),
      ),
    );
  }

  async function finish(step: Step, user: User, providerName: string): Promise<HttpResponse> {
    const { interaction, client } = step;
    await switchUser(provider, step, user);
    interaction.result = {
      login: { accountId: user.sub, ts: Math.floor(pool.settings.now() / 1000) },
    };
    // The browser session may have ended while the form was open; that must not fail the sign-in.
    interaction.session = undefined;
    await interaction.persist();
    pool.events.emit({
      type: 'signed-in',
      username: user.username,
      clientId: client.clientId,
      provider: providerName,
    });
    return redirect(interaction.returnTo);
  }

  const withStep =
    (show: (step: Step) => Promise<HttpResponse>) =>
    async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<HttpResponse> => {
      const interaction = await provider.Interaction.find(
        url.searchParams.get('interaction') ?? '',
      );
      const client = pool.clients.get(String(interaction?.params['client_id']));
      if (!interaction || !client) return startOver(url);
      return show({ req, res, url, interaction, client });
    };
  return { login: withStep(showLogin), corporate: withStep(showCorporate) };
}

/** As with Cognito, /login can be where it begins; and what has expired begins anew. */
function startOver(url: URL): HttpResponse {
  const query = new URLSearchParams(url.searchParams);
  query.delete('interaction');
  if (!query.has('client_id')) return html(400, errorPage('invalid_request'));
  return redirect(`/oauth2/authorize?${query.toString()}`);
}

function form(step: Step, username?: string, message?: string): string {
  const { params } = step.interaction;
  const hint = typeof params['login_hint'] === 'string' ? params['login_hint'] : '';
  const providers = externalProvidersOf(step.client).map((name) => {
    const query = new URLSearchParams(step.url.searchParams);
    query.delete('interaction');
    query.set('identity_provider', name);
    return { name, href: `/oauth2/authorize?${query.toString()}` };
  });
  return loginPage({ username: username ?? hint, message, providers });
}

/** The provider would ask a browser signed in as another user to sign out first; Cognito does not. */
async function switchUser(provider: Provider, { req, res }: Step, user: User): Promise<void> {
  const session = await provider.Session.get(provider.createContext(req, res));
  if (session.accountId === undefined || session.accountId === user.sub) return;
  session.accountId = user.sub;
  session.authorizations = {};
  await session.persist();
}

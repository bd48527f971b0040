import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import {
  Distribution,
  type AddBehaviorOptions,
  type BehaviorOptions,
  type IDistribution,
} from 'aws-cdk-lib/aws-cloudfront';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ConfigError } from '../functions/compile/compile.ts';
import type { Deployment } from '../token-exchange/settings.ts';
import { ownCodeOf } from './after-authorize.ts';
import { protectedBehavior } from './behavior.ts';
import { applyBoundary } from './boundary.ts';
import { checkLatchkey } from './check.ts';
import { checkPlace } from './check-places.ts';
import { checkDistributions } from './check-distributions.ts';
import { checkNamesakes } from './check-namesakes.ts';
import { Edge } from './edge.ts';
import { Keys } from './keys.ts';
import {
  authPathOf,
  edgeConfigOf,
  lifetimesOf,
  observabilityOf,
  rotationIntervalOf,
  settingsOf,
  type LatchkeyProps,
} from './latchkey-props.ts';
import { Observability } from './observability.ts';
import { addOutputs } from './outputs.ts';
import { Sharing } from './sharing.ts';
import { SignOuts } from './sign-outs.ts';
import { TokenExchange } from './token-exchange.ts';
import { SignIn } from './user-pool.ts';

export type { LatchkeyProps } from './latchkey-props.ts';

/**
 * Cognito's sign-in in front of any number of CloudFront distributions:
 *
 * ```ts
 * const latchkey = new Latchkey(this, 'Latchkey', { audience: 'docs', rules: [] });
 * const distribution = new Distribution(this, 'Distribution', {
 *   defaultBehavior: latchkey.protect({ origin }),
 *   additionalBehaviors: { [latchkey.authPathPattern]: latchkey.authBehavior() },
 * });
 * latchkey.addDistribution(distribution);
 * ```
 */
export class Latchkey extends Construct {
  /** Names the deployment. */
  readonly audience: string;
  readonly edge: Edge;
  readonly keys: Keys;
  readonly tokenExchange: TokenExchange;
  readonly signIn: SignIn;
  /** `null` where a sign-out ends nothing but the cookies. */
  readonly signOuts: SignOuts | null;
  /** What it has in common with the deployments that share its store. */
  readonly sharing: Sharing;
  /** `null` where it is not asked for. */
  readonly observability: Observability | null;
  /** The pattern of the behavior that {@link authBehavior} is for. */
  readonly authPathPattern: string;
  /** The name of the SSM parameter that tells the token exchange of its deployment. */
  readonly deploymentParameter: string;
  readonly #hosts: string[];
  readonly #distributions: IDistribution[] = [];
  #imported = 0;

  /** @throws {ConfigError} with every fault of the props */
  constructor(scope: Construct, id: string, props: LatchkeyProps) {
    super(scope, id);
    const faults = checkLatchkey(this, props);
    if (faults.length > 0) throw new ConfigError(faults, Latchkey);
    this.audience = props.audience;
    const authPath = authPathOf(props);
    const lifetimes = lifetimesOf(props);
    this.authPathPattern = `${authPath}/*`;
    this.deploymentParameter = settingsOf(props).deploymentParameter;
    this.#hosts = [...(props.domainNames ?? [])];

    const { shareWith, userPool: existing, ...options } = props;
    this.sharing = shareWith?.sharing ?? new Sharing();
    this.sharing.add(props.audience, lifetimes);
    this.edge = new Edge(this, 'Edge', {
      config: edgeConfigOf(props),
      after: ownCodeOf(props),
      ...(shareWith && { store: shareWith.edge.store }),
    });
    const { store } = this.edge;
    this.signOuts =
      props.tellEdgesOfSignOuts === false
        ? null
        : this.sharing.writer(() => {
            const reserveWriter = props.reserveSignOutWriter ?? true;
            const rest = { store, maxAge: this.sharing.longest('maxAge'), reserveWriter };
            return new SignOuts(this, 'SignOuts', { ...props, ...rest });
          });
    this.signIn = new SignIn(this, 'SignIn', {
      ...options,
      ...props.signIn,
      ...(existing && { existing }),
      ...(shareWith && !existing && { sharedWith: shareWith.signIn }),
      signInAge: Duration.seconds(lifetimes.signInAge),
      callbackUrls: this.urls(`${authPath}/callback`),
      logoutUrls: this.urls(`${authPath}/logout`),
    });
    this.keys = new Keys(this, 'Keys', {
      ...props,
      store,
      userPool: this.signIn.userPool,
      lifetimes: { ...lifetimes, signInAge: this.sharing.longest('signInAge') },
      rotationInterval: rotationIntervalOf(props),
    });
    this.tokenExchange = new TokenExchange(this, 'TokenExchange', {
      ...props,
      settings: settingsOf(props),
      ringSecret: this.keys.ringSecret,
      store,
      sharesStore: this.sharing.isShared(),
      signOutQueue: this.signOuts?.queue ?? null,
      clientSecretIn: this.signIn.hasClientSecret ? this.signIn.userPool : null,
    });
    this.describeDeployment(props);
    const { audience } = props;
    const observability = observabilityOf(props);
    this.observability =
      observability &&
      new Observability(this, 'Observability', {
        ...observability,
        audience,
        latchkey: this,
        rotationInterval: rotationIntervalOf(props).toSeconds(),
      });
    addOutputs(this);
    if (props.permissionsBoundary) applyBoundary(this, props.permissionsBoundary);
    this.node.addValidation({ validate: () => this.check(props) });
  }

  /**
   * Puts the function in front of a behavior.
   *
   * @throws {Error} when the behavior has something of its own there, or can be had without TLS
   */
  protect(options: BehaviorOptions): BehaviorOptions {
    return protectedBehavior(options, this.edge.association);
  }

  /** The behavior of {@link authPathPattern}, for each distribution that protects something. */
  authBehavior(
    options: Pick<AddBehaviorOptions, 'responseHeadersPolicy' | 'realtimeLogConfig'> = {},
  ): BehaviorOptions {
    return { ...this.tokenExchange.behavior(this.edge.association), ...options };
  }

  /**
   * Makes a distribution's hosts known to the token exchange and to the app client. One that is
   * only referred to (`Distribution.fromDistributionAttributes`) is let call the Lambda as well.
   *
   * @param domainNames the hosts that its viewers know it by; by default those of the props, else
   *   the name that CloudFront gave it
   */
  addDistribution(distribution: IDistribution, domainNames: readonly string[] = []): void {
    this.#distributions.push(distribution);
    const isKnown = domainNames.length === 0 && this.#hosts.length > 0;
    if (!isKnown) {
      const own = domainNames.length > 0 ? domainNames : [distribution.distributionDomainName];
      this.#hosts.push(...own.filter((host) => !this.#hosts.includes(host)));
    }
    if (distribution instanceof Distribution) return;
    this.#imported += 1;
    this.tokenExchange.grantInvoke(`Distribution${this.#imported}`, distribution);
  }

  /** The hosts that viewers know the deployment by; more may come until the app is synthesized. */
  get hosts(): readonly string[] {
    return this.#hosts;
  }

  private urls(path: string): string[] {
    return Lazy.list({ produce: () => this.#hosts.map((host) => `https://${host}${path}`) });
  }

  /** Tells the Lambda what exists only after it: see its settings. */
  private describeDeployment(props: LatchkeyProps): void {
    const deployment: Deployment = {
      userPoolId: this.signIn.userPool.userPoolId,
      clientId: this.signIn.clientId,
      clientSecret: this.signIn.hasClientSecret,
      domain: this.signIn.domain,
      hosts: Lazy.list({ produce: () => this.#hosts }),
      exchangeClientIds: props.exchangeClientIds ?? [],
    };
    new StringParameter(this, 'Deployment', {
      parameterName: this.deploymentParameter,
      description: `Latchkey ${props.audience}: what its token exchange works with`,
      stringValue: Stack.of(this).toJsonString(deployment),
    });
  }

  private check(props: LatchkeyProps): string[] {
    const noHosts =
      this.#hosts.length === 0
        ? ['no host is known: give domainNames, or call addDistribution for a distribution']
        : [];
    const misplaced = this.#distributions.flatMap((distribution) => checkPlace(this, distribution));
    return [
      ...noHosts,
      ...misplaced,
      ...checkNamesakes(this),
      ...checkDistributions(this, props.identityHeaders ?? false),
    ];
  }
}

/**
 * oidc-provider, loaded without what it says about the runtime: it names Node 22 as its oldest, and
 * on Node 20, which this project runs on too, it works and warns on every import.
 */
const { warn } = console;
console.warn = (...args: unknown[]) => {
  if (!String(args[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...args);
};
const { Provider, interactionPolicy } = await import('oidc-provider').finally(() => {
  console.warn = warn;
});

export { Provider, interactionPolicy };

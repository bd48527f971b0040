import type { Dependencies } from '../dependencies.ts';
import { linkedStyle } from '../pages/index.ts';
import { css, type Reply } from '../reply.ts';
import type { ExchangeRequest } from '../request.ts';

/** How long a browser does not ask again, in seconds: a new theme is seen as late. */
const keptFor = 3600;

/**
 * `GET style`: the look of the edge's own pages. Nothing is asked of anything for it, and nobody has
 * to be anybody, so that it is there whatever else is not.
 */
export function style(_request: ExchangeRequest, { settings }: Dependencies): Reply {
  return css(linkedStyle(settings.theme), keptFor, 'style');
}

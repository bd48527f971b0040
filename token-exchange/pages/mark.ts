/** The key of web/site/assets/logo.svg, as the path of a picture of 32 by 32. */
export const key =
  'M16 5a6 6 0 0 1 1.5 11.8V19h3.5v2.6h-3.5V24H21v2.6h-6.5V16.8A6 6 0 0 1 16 5z' +
  'm0 3.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z';

/** The logo in the theme's colours. */
export const mark =
  '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"/>' +
  `<path fill-rule="evenodd" d="${key}"/></svg>`;

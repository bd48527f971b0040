/** A line chart, as a figure for the page and as data. */
export interface Chart {
  /** Names its file. */
  readonly id: string;
  readonly title: string;
  /** What runs along the bottom, with its unit. */
  readonly x: string;
  /** What goes up, with its unit. */
  readonly y: string;
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

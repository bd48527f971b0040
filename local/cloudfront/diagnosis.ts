import type { EdgeError, ErrorCode } from './errors.ts';

/** Why CloudFront answered a request with a page of its own; for developers, not for viewers. */
export interface Diagnosis {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly requestId: string;
  readonly code: ErrorCode;
  readonly status: number;
  /** Names of rules and headers, never values. */
  readonly reason: string;
  /** What the origin or the function threw. */
  readonly cause?: unknown;
}

export interface DiagnosisLog {
  add(error: EdgeError, requestId: string): void;
  readonly last: Diagnosis | undefined;
  /** The latest hundred, oldest first. */
  readonly all: readonly Diagnosis[];
}

const kept = 100;

export function createDiagnosisLog(
  now: () => number,
  onDiagnosis: (diagnosis: Diagnosis) => void = () => undefined,
): DiagnosisLog {
  const all: Diagnosis[] = [];
  return {
    all,
    get last() {
      return all.at(-1);
    },
    add(error, requestId) {
      const { code, status, message: reason, cause } = error;
      const diagnosis = { time: now(), requestId, code, status, reason, cause };
      all.push(diagnosis);
      if (all.length > kept) all.shift();
      onDiagnosis(diagnosis);
    },
  };
}

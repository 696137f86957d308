import type { ErrorCode } from '../../contract/errors.ts';

/** From where on somebody should look, the same for CloudWatch's alarms, Prometheus' alerts and the lines in the graphs. */
export const THRESHOLDS = {
  /** Milliseconds to the first audio that 99 of 100 requests stay under: the number that provisioned environments are for. */
  latencyP99Ms: 200,
  /** Of the provisioned environments: at this many in use there is hardly one left for the next caller. */
  provisionedUtilization: 0.8,
  /** Of all requests: those that were broken off, and those that failed inside. */
  failedShare: 0.05,
  /** Of the provisioned environments, over a day: fewer in use, and they are paid for in vain. */
  idleUtilization: 0.1,
  /** Seconds that the figures of `/metrics` may be old. */
  metricsAgeSeconds: 300,
} as const;

/** The codes of what no caller and no source has caused. */
export const FAILS_INSIDE: readonly ErrorCode[] = ['INTERNAL_ERROR', 'FFMPEG_ERROR'];

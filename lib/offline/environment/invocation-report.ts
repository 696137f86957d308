/** How an invocation ended; a handler that throws is done like one that returns. */
export type InvocationEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'exit'; readonly errorType: string };

/** What is known of an invocation that is over; times are milliseconds. */
export interface Invoked {
  readonly requestId: string;
  readonly durationMs: number;
  /** Of the environment's initialisation, where the invocation had to wait for it. */
  readonly initMs: number | undefined;
  readonly memoryMegabytes: number;
  readonly peakBytes: number;
  readonly end: InvocationEnd;
}

export const startLine = (requestId: string): string => `START RequestId: ${requestId} Version: $LATEST`;

function statusOf(end: InvocationEnd): string[] {
  if (end.kind === 'done') return [];
  return end.kind === 'timeout' ? ['Status: timeout'] : ['Status: error', `Error Type: ${end.errorType}`];
}

/**
 * The platform's last lines of an invocation: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 * Billed is every millisecond that was begun, and since August 2025 the initialisation that was waited for as well
 * (aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase).
 */
export function reportLines({ requestId, durationMs, initMs, memoryMegabytes, peakBytes, end }: Invoked): string[] {
  // Of what is printed: 271.003 is no 272 beside 271.00.
  const billed = Math.ceil(Number(durationMs.toFixed(2)) + Number((initMs ?? 0).toFixed(2)));
  const peak = Math.min(memoryMegabytes, Math.ceil(peakBytes / 1024 ** 2));
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billed} ms`,
    `Memory Size: ${memoryMegabytes} MB`,
    `Max Memory Used: ${peak} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...statusOf(end),
  ];
  return [`END RequestId: ${requestId}`, `${fields.join('\t')}\t`];
}

/** USD, us-east-1, x86, without the free tier: https://aws.amazon.com/lambda/pricing/ and /ec2/pricing/on-demand/, as of 2026. */
export const PRICES = {
  /** A GB-second on demand; in an environment that is kept warm; and the keeping itself. */
  gbSecond: 0.0000166667,
  warmGbSecond: 0.0000097222,
  keptGbSecond: 0.0000041667,
  request: 0.2 / 1_000_000,
  /** Of an answer, what is beyond its first 6 MB. */
  streamedGb: 0.008,
  leavingGb: 0.09,
  /** An hour of a vCPU: half an m7g.large. */
  vcpuHour: 0.0816 / 2,
} as const;

export const FREE = { streamedBytes: 6_000_000, leavingGb: 100 } as const;
export const MONTH_SECONDS = 30 * 24 * 3600;

/** The answer of `GET /health`. */
export interface ServiceHealth {
  status: 'healthy' | 'degraded' | 'unhealthy';
  service: 'sluice';
  version: string;
  /** Seconds that the environment which answered has been up. */
  uptime_seconds: number;
  /** As the binary itself says; `null` when it is missing or does not run. */
  ffmpeg_version: string | null;
  /** Of the whole function; `null` when its figures cannot be had, which is `degraded`. */
  active_streams: number | null;
  max_streams: number;
  provisioned?: ProvisionedConcurrency;
}

/** As the Lambda API tells it of the function's alias. */
export interface ProvisionedConcurrency {
  requested: number;
  allocated: number;
  available: number;
  status: string;
}

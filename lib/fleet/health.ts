import type { ProvisionedConcurrency, ServiceHealth } from '../contract/health.ts';

/** What a health check has found out; what could not be had is `undefined`. */
export interface Findings {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly ffmpegVersion: string | undefined;
  readonly maxStreams: number;
  readonly activeStreams: number | undefined;
  readonly provisioned: ProvisionedConcurrency | undefined;
}

function statusOf({ ffmpegVersion, activeStreams, provisioned }: Findings): ServiceHealth['status'] {
  if (ffmpegVersion === undefined) return 'unhealthy';
  const figuresMissing = activeStreams === undefined;
  const fewerReady = provisioned !== undefined && provisioned.allocated < provisioned.requested;
  return figuresMissing || fewerReady ? 'degraded' : 'healthy';
}

/** The findings as the contract tells them. */
export function serviceHealth(findings: Findings): ServiceHealth {
  const { version, uptimeSeconds, ffmpegVersion, maxStreams, activeStreams, provisioned } = findings;
  return {
    status: statusOf(findings),
    service: 'sluice',
    version,
    uptime_seconds: Math.floor(uptimeSeconds),
    ffmpeg_version: ffmpegVersion ?? null,
    active_streams: activeStreams ?? null,
    max_streams: maxStreams,
    ...(provisioned ? { provisioned } : {}),
  };
}

import type { ServiceHealth } from '../../contract/health.ts';
import type { FleetStatus } from './fleet-status.ts';

/** What a health check has found out. */
export interface Findings {
  readonly version: string;
  readonly uptimeSeconds: number;
  /** `undefined` where the binary is missing or does not run. */
  readonly ffmpegVersion: string | undefined;
  readonly fleet: FleetStatus;
  /** Streams at once, where AWS does not say. */
  readonly maxStreams: number;
}

function statusOf({ ffmpegVersion, fleet }: Findings): ServiceHealth['status'] {
  if (ffmpegVersion === undefined) return 'unhealthy';
  const { provisioned, isFresh } = fleet;
  const fewerReady = provisioned !== undefined && provisioned.allocated < provisioned.requested;
  return !isFresh || fewerReady ? 'degraded' : 'healthy';
}

/** The findings as the contract tells them. */
export function serviceHealth(findings: Findings): ServiceHealth {
  const { version, uptimeSeconds, ffmpegVersion, fleet, maxStreams } = findings;
  return {
    status: statusOf(findings),
    service: 'sluice',
    version,
    uptime_seconds: Math.floor(uptimeSeconds),
    ffmpeg_version: ffmpegVersion ?? null,
    active_streams: fleet.activeStreams ?? null,
    max_streams: fleet.maxStreams ?? maxStreams,
    ...(fleet.provisioned ? { provisioned: fleet.provisioned } : {}),
  };
}

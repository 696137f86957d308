/** The response headers that the contract adds to HTTP's own. */
export const HEADERS = {
  transcodeId: 'X-Transcode-Id',
  sourceFormat: 'X-Source-Format',
  sourceCodec: 'X-Source-Codec',
  sourceDuration: 'X-Source-Duration',
  contentDuration: 'X-Content-Duration',
  sampleRate: 'X-Sample-Rate',
  channels: 'X-Channels',
  bitrate: 'X-Bitrate',
  mode: 'X-Transcode-Mode',
  streamDeadline: 'X-Stream-Deadline',
  sourceLive: 'X-Source-Live',
  streamLimit: 'X-Stream-Limit',
} as const;

import { like } from '../signature.ts';
import type { Foreign } from './kind.ts';

const ONE = 'not audio; give the address of one of its entries';

/** Lists of addresses. A byte order mark and white space may stand in front of any. */
export const PLAYLISTS: readonly Foreign[] = [
  // RFC 8216, section 4.3: its tags begin with #EXT-X-, and those of a list of songs do not.
  {
    what: 'an HLS playlist, whose segments Sluice does not put together; give the address of the audio itself',
    matches: like(/^(\xef\xbb\xbf)?\s*#EXTM3U[\s\S]*#EXT-X-/),
  },
  {
    what: 'a DASH manifest, whose segments Sluice does not put together; give the address of the audio itself',
    matches: like(/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<MPD\b/),
  },
  { what: `a playlist, ${ONE}`, matches: like(/^(\xef\xbb\xbf)?\s*(#EXTM3U|\[playlist\]|\[Reference\])/i) },
  { what: `a playlist (ASX), ${ONE}`, matches: like(/^(\xef\xbb\xbf)?\s*<asx\b/i) },
  { what: `a playlist (XSPF), ${ONE}`, matches: like(/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<playlist\b/i) },
  { what: `a playlist (SMIL), ${ONE}`, matches: like(/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<smil\b/i) },
  {
    what: 'a feed, not audio; give the address of one of its enclosures',
    matches: like(/^\s*(<\?xml[^>]*>\s*)?<rss\b/i),
  },
  { what: `a list of addresses, ${ONE}`, matches: like(/^(https?|rtsp|mms):\/\/\S/i) },
];

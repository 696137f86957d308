import { type Box, boxes, findBox, movie } from '../isobmff/boxes.ts';
import { unsigned } from '../unsigned.ts';
import { type Field, firstOf, foundTags, type Tags } from './tags.ts';
import { utf16be } from './utf16.ts';

/** iTunes' item list (Apple, "QuickTime File Format", metadata item list), in front of what QuickTime itself has. */
const ITEMS: Readonly<Record<string, Field>> = { '\xa9nam': 'title', '\xa9ART': 'artist', '\xa9alb': 'album' };
const FALLBACK: Readonly<Record<string, Field>> = { aART: 'artist' };

/** Types of an item's value (ibid., "Well-known types"). */
const UTF8 = 1;
const UTF16 = 2;

export function movTags(head: Buffer): Tags {
  const index = movie(head);
  const user = index && findBox(head, index, 'udta');
  if (!user) return {};
  const list = itemList(head, user);
  const [items, others, plain] = [foundTags(), foundTags(), foundTags()];
  for (const item of list ? boxes(head, list.start, list.end) : []) {
    const field = ITEMS[item.type] ?? FALLBACK[item.type];
    const data = field && findBox(head, item, 'data');
    if (!data?.whole) continue;
    const value = head.subarray(data.start + 8, data.end);
    const type = unsigned(head, data.start, 4);
    const text = type === UTF8 ? value.toString('utf8') : type === UTF16 ? utf16be(value) : '';
    (ITEMS[item.type] ? items : others).note(field, text);
  }
  for (const { type, start, end } of boxes(head, user.start, user.end)) {
    // A length and a language of 16 bits each (ibid., "User data text strings").
    const length = unsigned(head, start, 2);
    if (ITEMS[type] && start + 4 + length <= end)
      plain.note(ITEMS[type], head.toString('utf8', start + 4, start + 4 + length));
  }
  return firstOf(items.tags(), others.tags(), plain.tags());
}

/** The list in `meta`, which has a version and flags in MP4 and none in QuickTime. */
function itemList(head: Buffer, user: Box): Box | undefined {
  const meta = findBox(head, user, 'meta');
  if (!meta) return undefined;
  const isQuickTime = head.toString('latin1', meta.start + 4, meta.start + 8) === 'hdlr';
  return findBox(head, { start: meta.start + (isQuickTime ? 0 : 4), end: meta.end }, 'ilst');
}

/** Which characters may stand in a text as they are. Everything else is escaped or replaced, so that what a reviewer sees is what is there. */

/** True for every code point that YAML's `c-printable` allows, that is no line break for any reader, and that people can see. */
export function isVisible(point: number): boolean {
  if (point < 0x7f) return point >= 0x20;
  if (point <= 0xa0) return false;
  if (point < 0x2000) return point !== 0xad && point !== 0x61c && point !== 0x1680 && point !== 0x180e;
  if (point <= 0x206f) return (point >= 0x2010 && point <= 0x2027) || (point >= 0x2030 && point <= 0x205e);
  if (point >= 0xd800 && point <= 0xdfff) return false;
  if (point > 0xffff) return point < 0xe0000 && (point & 0xfffe) !== 0xfffe;
  return point !== 0x3000 && point !== 0xfeff && point < 0xfff0;
}

/** A text on one line: line breaks, tabs, control and invisible characters become one space, spaces at the ends go. */
export function oneLine(text: string): string {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit >= 0x7f) return replaceHidden(text).trim();
  }
  return text.trim();
}

function replaceHidden(text: string): string {
  let out = "";
  let hidden = false;
  for (const character of text) {
    const visible = isVisible(character.codePointAt(0) ?? 0);
    if (visible) out += character;
    else if (!hidden) out += " ";
    hidden = !visible;
  }
  return out;
}

const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON for a terminal: as it was for every reader, without characters that act on a terminal. Line breaks and spaces of its layout stay. */
export const jsonSafely = (json: string): string => json.replace(HIDDEN, (character) => (character === "\n" ? character : escape(character)));

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * A Go pattern as JavaScript reads it. Go's inline flag `(?i)` has no counterpart, so letters behind it become classes of both cases.
 * Throws for a construct that neither engine shares: a pattern that cannot be checked must not pass unnoticed.
 */
export function portablePattern(pattern: string): string {
  const flag = pattern.indexOf("(?i)");
  const portable = flag < 0 ? pattern : pattern.slice(0, flag) + bothCases(pattern.slice(flag).replaceAll("(?i)", ""));
  new RegExp(portable, "u");
  return portable;
}

function bothCases(pattern: string): string {
  let out = "";
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === "\\") {
      out += character + pattern.charAt(at + 1);
      at += 1;
      continue;
    }
    if (character === "[") inClass = true;
    if (character === "]") inClass = false;
    const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
    if (lower === upper) out += character;
    else if (!inClass) out += `[${lower}${upper}]`;
    else if (pattern.charAt(at + 1) === "-" && pattern.charAt(at + 2) !== "]") {
      const end = pattern.charAt(at + 2);
      out += `${lower}-${end.toLowerCase()}${upper}-${end.toUpperCase()}`;
      at += 2;
    } else out += `${lower}${upper}`;
  }
  return out;
}

/** The lines of an emitted file that an edit can be made to, found without a parser: what is edited shall not depend on what is tested. */

/** `key: value` on one line, outside of block scalars. */
export interface Scalar {
  readonly index: number;
  readonly indent: number;
  readonly key: string;
  readonly value: string;
  /** Keys from the root of its document; undefined inside a list. */
  readonly path: readonly string[] | undefined;
  readonly document: number;
}

const SCALAR = /^( *)([A-Za-z][\w./-]*): ([^\s#|>&*!{["'`@%-][^#]*)$/;

export function scalarsOf(text: string): Scalar[] {
  const scalars: Scalar[] = [];
  let above: { indent: number; key: string; list: boolean }[] = [];
  let [block, document] = [-1, 0];
  text.split("\n").forEach((line, index) => {
    const indent = line.length - line.trimStart().length;
    if (line.trim() === "" || (block >= 0 && indent > block)) return;
    block = -1;
    if (/^(---|#)/.test(line.trimStart())) {
      if (line.startsWith("---")) [above, document] = [[], document + 1];
      return;
    }
    const list = line.trimStart().startsWith("- ");
    above = above.filter((one) => one.indent < indent || (one.indent === indent && list && !one.list));
    const scalar = list ? null : SCALAR.exec(line);
    if (scalar) scalars.push({ index, indent, key: scalar[2] ?? "", value: scalar[3] ?? "", path: above.some((one) => one.list) ? undefined : [...above.map(({ key }) => key), scalar[2] ?? ""], document });
    above.push({ indent, key: /^ *(?:- )?([^\s:]+):/.exec(line)?.[1] ?? "", list });
    if (/(: |- )[|>][-+0-9]*( #.*)?$/.test(line)) block = indent;
  });
  return scalars;
}

/** Fields that say which resource it is: with another value it is another one. */
const IDENTITY = new Set(["kind", "apiVersion", "name", "namespace"]);
/** Scalars whose path is a merge unit of its own. */
export const unitsOf = (text: string): Scalar[] => scalarsOf(text).filter(({ path, key }) => path !== undefined && !IDENTITY.has(key) && path.every((name) => /^[A-Za-z][\w-]*$/.test(name)));

/** Puts lines in place of some: `count` 0 only inserts. */
export function splice(text: string, index: number, count: number, ...put: readonly string[]): string {
  const lines = text.split("\n");
  lines.splice(index, count, ...put);
  return lines.join("\n");
}

export const documentsOf = (text: string): string[] => text.split(/^---\n/m).filter((one) => one.trim() !== "");
export const joinDocuments = (documents: readonly string[]): string => documents.map((one) => `---\n${one}`).join("");

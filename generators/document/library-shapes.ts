import { isAlias, isCollection, isMap, isScalar, parseAllDocuments, visit, type Document, type Pair, type ParsedNode } from "yaml";
import type { DocumentShape, Shape } from "./shape.ts";

/** The documents of any text; undefined when it has a fault, anchors, tags, or keys that are no scalars. */
export function libraryShapes(text: string): readonly DocumentShape[] | undefined {
  const parsed = parseAllDocuments(text, { keepSourceTokens: false, uniqueKeys: true, merge: false, logLevel: "silent" });
  if (!Array.isArray(parsed)) return [];
  if (!parsed.every(isPlain)) return undefined;
  return parsed.map((document) => ({ root: document.contents === null ? undefined : shapeOf(document, document.contents), end: document.range[2] }));
}

function isPlain(document: Document.Parsed): boolean {
  let plain = document.errors.length === 0;
  visit(document, {
    Node(_, node) {
      const { tag, anchor } = node as { tag?: string; anchor?: string };
      if (isAlias(node) || anchor !== undefined || (tag !== undefined && !isCollection(node) && !isScalar(node))) plain = false;
    },
    Pair(_, { key }) {
      if (!isScalar(key)) plain = false;
    },
  });
  return plain;
}

function shapeOf(document: Document.Parsed, node: ParsedNode | null): Shape {
  if (node === null) return { range: undefined, children: [], data: null };
  const data: unknown = node.toJS(document);
  if (!isCollection(node) || node.flow || node.items.length === 0) return { range: node.range[0] === node.range[1] ? undefined : [node.range[0], node.range[1]], children: [], data };
  const range = [node.range[0], node.range[1]] as const;
  if (!isMap(node)) return { range, block: "list", children: (node.items as ParsedNode[]).map((item) => shapeOf(document, item)), data };
  const children = (node.items as Pair<ParsedNode, ParsedNode | null>[]).map(({ key, value }): Shape => ({ key: { text: String((key as { value?: unknown }).value), start: key.range[0], end: key.range[1] }, ...shapeOf(document, value) }));
  return { range, block: "map", children, data };
}

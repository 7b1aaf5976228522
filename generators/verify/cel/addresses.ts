import { BlockList, isIP, isIPv4 } from "node:net";
import { CelScalar, celFunc, celMap, celMethod, mapType, type CelFunc, type CelInput, type CelMap } from "@bufbuild/cel";

/** Addresses, ranges of them and URLs, as the libraries `ip`, `cidr` and `url` of an API server. */
const { BOOL, INT, STRING } = CelScalar;
const MAP = mapType(CelScalar.DYN, CelScalar.DYN);
const [IP, CIDR, LENGTH, LINK] = ["\0ip", "\0cidr", "\0length", "\0url"];

const make = (entries: Record<string, CelInput>): CelMap => celMap(new Map(Object.entries(entries)));

function read(value: CelMap, key: string): string {
  const inner = value.get(key);
  if (typeof inner !== "string") throw new Error(`found no matching overload: ${key.slice(1)} is needed`);
  return inner;
}

/** Neither zones nor addresses of version 4 inside version 6 are taken. */
const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes("%") && !/^::ffff:/i.test(text);

/** One spelling of an address, so that equal ones are equal: eight groups for version 6, compressed as the standard says. */
const canonical = (text: string): string => (isIPv4(text) ? text : new URL(`http://[${text}]`).hostname.slice(1, -1));

function address(text: string): CelMap {
  if (!isAddress(text)) throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  return make({ [IP]: canonical(text) });
}

const family = (text: string): "ipv4" | "ipv6" => (isIPv4(text) ? "ipv4" : "ipv6");

function splitRange(text: string): readonly [address: string, length: number] | undefined {
  const [, start = "", digits = ""] = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text) ?? [];
  return isAddress(start) && Number(digits) <= (isIPv4(start) ? 32 : 128) ? [canonical(start), Number(digits)] : undefined;
}

function range(text: string): CelMap {
  const parts = splitRange(text);
  if (parts === undefined) throw new Error(`network address ${JSON.stringify(text)} parse error during conversion from string`);
  return make({ [CIDR]: parts[0], [LENGTH]: BigInt(parts[1]) });
}

const lengthOf = (value: CelMap): number => Number(value.get(LENGTH));

function contains(value: CelMap, other: string): boolean {
  const [start, length] = [read(value, CIDR), lengthOf(value)];
  if (family(start) !== family(other)) return false;
  const block = new BlockList();
  block.addSubnet(start, length, family(start));
  return block.check(other, family(other));
}

/** The URL of an absolute address, or of an absolute path. */
function link(text: string): URL | undefined {
  if (/[\s\u0000-\u001f\u007f]/.test(text)) return undefined;
  try {
    return text.startsWith("/") ? new URL(text, "path:///") : new URL(text);
  } catch {
    return undefined;
  }
}

const read1 = (value: CelMap): URL => link(read(value, LINK)) as URL;
const scheme = (url: URL): string => (url.protocol === "path:" ? "" : url.protocol.slice(0, -1));
/** As written: the parser drops a port that the scheme has anyway. */
const authority = (text: string): string => /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(text)?.[1] ?? "";

const texts = (name: string, of: (text: string) => string): CelFunc =>
  celMethod(name, MAP, [], STRING, function () {
    return of(read(this, LINK));
  });

export const addresses: readonly CelFunc[] = [
  celFunc("isIP", [STRING], BOOL, isAddress),
  celFunc("ip", [STRING], MAP, address),
  celFunc("ip.isCanonical", [STRING], BOOL, (text) => read(address(text), IP) === text),
  celMethod("family", MAP, [], INT, function () {
    return isIPv4(read(this, IP)) ? 4n : 6n;
  }),
  celMethod("isLoopback", MAP, [], BOOL, function () {
    const text = read(this, IP);
    return text === "::1" || (isIPv4(text) && text.startsWith("127."));
  }),
  celMethod("isUnspecified", MAP, [], BOOL, function () {
    return ["0.0.0.0", "::"].includes(read(this, IP));
  }),
  celFunc("isCIDR", [STRING], BOOL, (text) => splitRange(text) !== undefined),
  celFunc("cidr", [STRING], MAP, range),
  celMethod("containsIP", MAP, [STRING], BOOL, function (other) {
    return contains(this, read(address(other), IP));
  }),
  celMethod("containsIP", MAP, [MAP], BOOL, function (other) {
    return contains(this, read(other, IP));
  }),
  celMethod("containsCIDR", MAP, [STRING], BOOL, function (other) {
    const inner = range(other);
    return lengthOf(inner) >= lengthOf(this) && contains(this, read(inner, CIDR));
  }),
  celMethod("containsCIDR", MAP, [MAP], BOOL, function (other) {
    return lengthOf(other) >= lengthOf(this) && contains(this, read(other, CIDR));
  }),
  celMethod("ip", MAP, [], MAP, function () {
    return address(read(this, CIDR));
  }),
  celMethod("prefixLength", MAP, [], INT, function () {
    return BigInt(lengthOf(this));
  }),
  celFunc("isURL", [STRING], BOOL, (text) => link(text) !== undefined),
  celFunc("url", [STRING], MAP, (text) => {
    if (link(text) === undefined) throw new Error(`URL parse error during conversion from string: ${JSON.stringify(text)}`);
    return make({ [LINK]: text });
  }),
  celMethod("getScheme", MAP, [], STRING, function () {
    return scheme(read1(this));
  }),
  texts("getHost", authority),
  texts("getHostname", (text) => authority(text).replace(/:[0-9]*$/, "").replace(/^\[(.*)\]$/, "$1")),
  texts("getPort", (text) => /:([0-9]+)$/.exec(authority(text))?.[1] ?? ""),
  texts("getEscapedPath", (text) => /^(?:[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?)?([^?#]*)/i.exec(text)?.[1] ?? ""),
  celMethod("getQuery", MAP, [], MAP, function () {
    const query = read1(this).searchParams;
    return make(Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)])));
  }),
];

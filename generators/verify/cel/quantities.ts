import { CelScalar, celFunc, celMap, celMethod, mapType, type CelFunc, type CelMap } from "@bufbuild/cel";

/** Quantities of Kubernetes (`500m`, `1Gi`, `1e3`), exact: a value is a whole number of billionths, the smallest that a server keeps. */
const { BOOL, DOUBLE, INT, STRING } = CelScalar;
const MAP = mapType(CelScalar.DYN, CelScalar.DYN);
const KEY = "\0quantity";

const FORM = /^([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?[0-9]{1,2}))$/;
const BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BILLION = 1_000_000_000n;

/** Billionths of a quantity, rounded away from zero as a server does; undefined when the text is none. */
export function billionths(text: string): bigint | undefined {
  const [, sign, digits, binary, suffix, exponent] = FORM.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const [whole = "", fraction = ""] = digits.split(".");
  const power = 9 - fraction.length + (binary !== undefined ? 0 : exponent !== undefined ? Number(exponent) : (DECIMAL[suffix ?? ""] as number));
  const scaled = BigInt(`${whole}${fraction}`) * (binary === undefined ? 1n : 1024n ** BigInt(BINARY.indexOf(binary) + 1));
  const divisor = power < 0 ? 10n ** BigInt(-power) : 1n;
  const exact = power < 0 ? (scaled + divisor - 1n) / divisor : scaled * 10n ** BigInt(power);
  return sign === "-" ? -exact : exact;
}

const make = (value: bigint): CelMap => celMap(new Map([[KEY, value]]));

function read(value: CelMap): bigint {
  const inner = value.get(KEY);
  if (typeof inner !== "bigint") throw new Error("found no matching overload: a quantity is needed");
  return inner;
}

function parsed(text: string): bigint {
  const value = billionths(text);
  if (value === undefined) throw new Error(`quantities must match the regular expression: ${JSON.stringify(text)}`);
  return value;
}

const isWhole = (value: bigint): boolean => value % BILLION === 0n && BigInt.asIntN(64, value / BILLION) === value / BILLION;

const compare = (a: bigint, b: bigint): bigint => (a < b ? -1n : a > b ? 1n : 0n);

export const quantities: readonly CelFunc[] = [
  celFunc("quantity", [STRING], MAP, (text) => make(parsed(text))),
  celFunc("isQuantity", [STRING], BOOL, (text) => billionths(text) !== undefined),
  celMethod("sign", MAP, [], INT, function () {
    return compare(read(this), 0n);
  }),
  celMethod("isInteger", MAP, [], BOOL, function () {
    return isWhole(read(this));
  }),
  celMethod("asInteger", MAP, [], INT, function () {
    const value = read(this);
    if (!isWhole(value)) throw new Error("cannot convert value to integer");
    return value / BILLION;
  }),
  celMethod("asApproximateFloat", MAP, [], DOUBLE, function () {
    return Number(read(this)) / 1e9;
  }),
  celMethod("add", MAP, [MAP], MAP, function (other) {
    return make(read(this) + read(other));
  }),
  celMethod("add", MAP, [INT], MAP, function (other) {
    return make(read(this) + other * BILLION);
  }),
  celMethod("sub", MAP, [MAP], MAP, function (other) {
    return make(read(this) - read(other));
  }),
  celMethod("sub", MAP, [INT], MAP, function (other) {
    return make(read(this) - other * BILLION);
  }),
  celMethod("isLessThan", MAP, [MAP], BOOL, function (other) {
    return read(this) < read(other);
  }),
  celMethod("isGreaterThan", MAP, [MAP], BOOL, function (other) {
    return read(this) > read(other);
  }),
  celMethod("compareTo", MAP, [MAP], INT, function (other) {
    return compare(read(this), read(other));
  }),
];

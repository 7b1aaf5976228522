export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;

/** Kubernetes quantity of a number of bytes, in the largest binary unit that divides it: `2Gi`, `500Mi`. */
export function bytesText(bytes: number): string {
  for (const [unit, size] of [["Ti", 1024 * GiB], ["Gi", GiB], ["Mi", MiB], ["Ki", KiB]] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

/** Kubernetes quantity of CPU cores: `250m`, `2`. */
export function cpuText(cores: number): string {
  const milli = Math.round(cores * 1000);
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

/** For people: three significant figures and thousands separated, the same on every machine. */
export function figure(value: number): string {
  const rounded = value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  const [whole, fraction] = String(rounded).split(".");
  const grouped = (whole ?? "0").replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Go duration of whole seconds, in one unit: `72h`, `90s`. */
export function goDuration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

export const roundUp = (value: number, step: number): number => Math.ceil(value / step - 1e-9) * step;

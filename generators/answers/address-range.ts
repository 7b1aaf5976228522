import { isIP } from "node:net";

/** What is wrong with a range in CIDR notation, or undefined. Of IPv6 only the outer form is checked. */
export function rangeProblem(range: string): { is: string; remedy: string } | undefined {
  const [address = "", length = ""] = range.split("/");
  const version = isIP(address);
  if (version === 0 || Number(length) > (version === 4 ? 32 : 128)) return { is: "is no address range", remedy: "Correct it, for example `203.0.113.0/24`." };
  if (version === 6) return undefined;
  const bits = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  const network = bits - (bits % size);
  if (network === bits) return undefined;
  const first = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join(".");
  return { is: "names an address inside the range instead of its first one", remedy: `Did you mean \`${first}/${length}\`?` };
}

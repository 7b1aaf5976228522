import { writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { mustRun } from "./process.ts";
import { pathOf } from "./programs.ts";

export interface Certificate {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** A server certificate for the given names and addresses, signed by a certification authority made for it. Needs the program `openssl`. */
export function serverCertificate(folder: string, names: readonly string[]): Certificate {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): string => mustRun(pathOf("openssl"), args);
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...curve, "-days", "2", "-subj", "/CN=checks", "-keyout", at("ca.key"), "-out", at("ca.crt"));
  openssl("req", "-new", ...curve, "-subj", `/CN=${names[0] ?? "localhost"}`.slice(0, 68), "-keyout", at("server.key"), "-out", at("server.csr"));
  writeFileSync(at("server.ext"), `subjectAltName=${names.map((name) => `${isIP(name) === 0 ? "DNS" : "IP"}:${name}`).join(",")}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  openssl("x509", "-req", "-in", at("server.csr"), "-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", at("server.ext"), "-out", at("server.crt"));
  return { caFile: at("ca.crt"), certFile: at("server.crt"), keyFile: at("server.key") };
}

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

/** Signs certificates, as an Issuer of cert-manager does. */
export interface Authority {
  readonly caFile: string;
  /**
   * A certificate with these names and addresses (the first is its common name), for `serverAuth`, `clientAuth` or both.
   * Every call makes another key and another certificate; `name` names their files.
   */
  readonly issue: (name: string, names: readonly string[], usages?: readonly ("serverAuth" | "clientAuth")[]) => Certificate;
}

const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** A certification authority whose files lie in the folder under `ca` or the given name. Needs the program `openssl`. */
export function authority(folder: string, ca = "ca"): Authority {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): string => mustRun(pathOf("openssl"), args);
  openssl("req", "-x509", ...CURVE, "-days", "2", "-subj", `/CN=${ca}`, "-keyout", at(`${ca}.key`), "-out", at(`${ca}.crt`));
  return {
    caFile: at(`${ca}.crt`),
    issue: (name, names, usages = ["serverAuth", "clientAuth"]) => {
      openssl("req", "-new", ...CURVE, "-subj", `/CN=${names[0] ?? "localhost"}`.slice(0, 68), "-keyout", at(`${name}.key`), "-out", at(`${name}.csr`));
      writeFileSync(at(`${name}.ext`), `subjectAltName=${names.map((each) => `${isIP(each) === 0 ? "DNS" : "IP"}:${each}`).join(",")}\nextendedKeyUsage=${usages.join(",")}\n`);
      openssl("x509", "-req", "-in", at(`${name}.csr`), "-CA", at(`${ca}.crt`), "-CAkey", at(`${ca}.key`), "-CAcreateserial", "-days", "2", "-extfile", at(`${name}.ext`), "-out", at(`${name}.crt`));
      return { caFile: at(`${ca}.crt`), certFile: at(`${name}.crt`), keyFile: at(`${name}.key`) };
    },
  };
}

/** A server certificate for the given names and addresses, signed by a certification authority made for it. Needs the program `openssl`. */
export const serverCertificate = (folder: string, names: readonly string[]): Certificate => authority(folder).issue("server", names);

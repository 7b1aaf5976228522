import type { Path } from "../document/index.ts";
import { checkSchema } from "./check-schema.ts";
import { checkText } from "./check-text.ts";
import type { Fault } from "./codes.ts";
import { checkEmitted } from "./not-yet.ts";
import { trace } from "./layers.ts";

/**
 * What is wrong with one value at one place of the answers, by the same rules and in the same words as in a whole file.
 * What only other answers decide is not checked.
 * @param path where the value would stand; for a name, the path that ends with it
 * @param value plain data
 */
export function checkValue(path: Path, value: unknown): Pick<Fault, "code" | "reason" | "remedy"> | undefined {
  const data = path.reduceRight<unknown>((inner, step) => (typeof step === "number" ? [inner] : { [step]: inner }), value);
  const here = JSON.stringify(path).slice(0, -1);
  const concerns = (fault: Fault): boolean => JSON.stringify(fault.path).startsWith(here);
  return checkText(data).find(concerns) ?? checkSchema(data).find(concerns) ?? checkEmitted(trace(data, [], () => false)).find((fault) => here.startsWith(JSON.stringify(fault.path).slice(0, -1)) || concerns(fault));
}

// Node reads TypeScript by itself only from 22.18 on; plop prefers this file to plopfile.ts.
import { register } from "tsx/esm/api";

register();
const { default: plopfile } = await import("./plopfile.ts");
export default plopfile;

/** Model + compiled templates → Tree (path → text). */
export { render } from "./render.ts";
export { scalar } from "./write-scalar.ts";

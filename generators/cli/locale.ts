/** The first of these variables that says something decides, as in every other program; Windows says it otherwise. */
export function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  if (process.platform === "win32") return env["WT_SESSION"] !== undefined || env["TERM_PROGRAM"] === "vscode" || /utf-?8/i.test(locale ?? "");
  return env["TERM"] !== "linux" && /utf-?8/i.test(locale ?? "");
}

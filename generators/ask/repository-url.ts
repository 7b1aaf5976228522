/** The address of a repository as answers take it: `git@host:path`, as Git hosts show it, is the same as ssh. Everything else stays as it is. */
export function repositoryUrl(text: string): string {
  const [, user = "git", host, path = ""] = /^([A-Za-z0-9_-]+)@([A-Za-z0-9.-]+):(?!\/\/)(.+)$/.exec(text) ?? /^()([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+):(?!\/\/)(.+)$/.exec(text) ?? [];
  return host === undefined ? text : `ssh://${user || "git"}@${host}/${path.replace(/^\/+/, "")}`;
}

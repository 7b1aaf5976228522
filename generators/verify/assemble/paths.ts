/** A path relative to a folder of the tree, normalised; undefined when it leaves the repository. */
export function resolve(folder: string, path: string): string | undefined {
  const parts = folder === "" ? [] : folder.split("/");
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") parts.push(step);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

export const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "");

export const join = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/** Addresses that kustomize fetches: a scheme, a Git host, a query or an ssh form. */
export const isRemote = (path: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(path) || /^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]/.test(path) || /^[\w-]+@[\w.-]+:/.test(path) || /[?&]ref=/.test(path);

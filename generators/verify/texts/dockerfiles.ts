import type { Finding } from "../../finding.ts";
import { splitImage } from "../assemble/transform.ts";
import { found } from "../codes.ts";
import type { Texts } from "../read/files.ts";
import { isSecretName, isSecretValue } from "./settings.ts";

const DOCKERFILE = /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$)[\w-]+)?$|\.dockerfile$/;
const FROM = /^(\s*FROM\s+(?:--\S+\s+)*)(\S+)(?:\s+AS\s+(\S+))?/i;
const ARG = /^\s*ARG\s+(\w+)=["']?([^\s"']*)/i;
const SETTING = /^\s*(?:ENV|ARG)\s+/i;

/** Images without a version, and secrets, in what images are built from. A stage of the same file and what an argument leaves open are not judged. */
export function dockerfiles(texts: Texts): Finding[] {
  return [...texts].flatMap(([file, { text }]) => (DOCKERFILE.test(file) ? ofFile(file, text) : []));
}

function ofFile(file: string, text: string): Finding[] {
  const stages = new Set(["scratch"]);
  const given = new Map<string, string>();
  return text.split(/\r?\n/).flatMap((line, index): Finding[] => {
    const place = { file, line: index + 1 };
    const [, name, value] = ARG.exec(line) ?? [];
    if (name !== undefined && value !== undefined) given.set(name, value);
    const [, before = "", written, stage] = FROM.exec(line) ?? [];
    if (stage !== undefined) stages.add(stage.toLowerCase());
    if (written !== undefined) {
      const image = written.replace(/\$\{?(\w+)\}?/g, (whole, argument: string) => given.get(argument) ?? whole);
      const { tag, digest } = splitImage(image);
      if (stages.has(image.toLowerCase()) || image.includes("$") || digest !== "" || (tag !== "" && tag !== "latest")) return [];
      return [found("verify/image-unpinned", { ...place, column: before.length + 1 }, [], `The image \`${image}\` ${tag === "" ? "has no tag, which means `latest`" : "has a tag that moves"}: two builds of one file can be different programs.`, "Name a version, or a digest.")];
    }
    const instruction = SETTING.exec(line)?.[0];
    return instruction === undefined ? [] : secrets(line.slice(instruction.length), instruction.length, place);
  });
}

function secrets(settings: string, before: number, place: { readonly file: string; readonly line: number }): Finding[] {
  return [...settings.matchAll(/(\w+)(?:=|\s+)("[^"]*"|'[^']*'|\S+)/g)].flatMap((match) => {
    const [, name = "", value = ""] = match;
    if (!isSecretName(name) || !isSecretValue(value.replace(/^["']|["']$/g, ""))) return [];
    return [found("verify/plaintext-secret", { ...place, column: before + match.index + 1 }, [], `\`${name}\` is given a literal value, which stays in a layer of the image for whoever can pull it.`, "Mount it while building, `RUN --mount=type=secret`, or hand it over when the container starts; and take the value that was written here out of use.")];
  });
}

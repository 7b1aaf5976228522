/** A word as a shell reads it: in quotes where it would take it apart or look for files (`rules[1]` in zsh). */
export const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The command that takes the platform's file, or its value at one path, to be pasted in the folder of the platform. */
export const takeCommand = (file: string, path = ""): string => `create-temporal-platform update --take ${shellWord(path === "" ? file : `${file}:${path}`)}`;

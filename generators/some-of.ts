/** The first of a list as text, and how many more there are: `a, b, c and 4 more`. */
export const someOf = (all: readonly (string | number)[], most: number): string => all.slice(0, most).join(", ") + (all.length > most ? ` and ${all.length - most} more` : "");

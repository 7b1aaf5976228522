/** What a condition in a template may ask. A list is refused: whether an empty one counts is for the model to say, as a boolean. */
export type Condition = boolean | number | string | null | undefined | (object & { readonly length?: never });

/** True for everything but `false`, `null`, `0` and the empty string; narrows the path that it was asked about. */
export function holds<T extends Condition>(value: T): value is Exclude<T, null | undefined | false> {
  return Boolean(value);
}

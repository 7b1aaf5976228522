/** One value that nobody answered, or that follows from answers: what the summary, the decision record and `explain` show. */
export interface Derivation {
  /** Where the value stands in the model's terms: `temporal.shards`. */
  readonly path: string;
  readonly value: string;
  /** The rule in one sentence, with its figures filled in. */
  readonly because: string;
  /** The answers it follows from, as paths of the answers file. */
  readonly inputs: readonly string[];
  /** Where rule and figures come from. */
  readonly source: string;
  /** True when the value can never change after the first start. */
  readonly permanent: boolean;
}

/** Collects derivations while a model is computed; the functions that derive fill it. */
export interface Notebook {
  readonly derivations: readonly Derivation[];
  readonly note: (derivation: Omit<Derivation, "permanent"> & { permanent?: boolean }) => void;
}

export function notebook(): Notebook {
  const derivations: Derivation[] = [];
  return { derivations, note: (derivation) => void derivations.push({ permanent: false, ...derivation }) };
}

import { emit } from "#build/templates.ts";
import verbatim from "#build/verbatim.json" with { type: "json" };
import type { Model } from "../model/model.ts";
import type { Tree } from "../tree.ts";
import { collect } from "./collect.ts";

/**
 * The repository that a model stands for, before anything on disk is looked at.
 * Throws only for faults of the templates or the model themselves, with the path in the message.
 */
export function render(model: Model): Tree {
  return collect((sink) => emit(model, sink), verbatim, model.repository.prefix);
}

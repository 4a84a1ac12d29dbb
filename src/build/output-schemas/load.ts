/** What the commands of load plans print. */
import { loadResultJsonSchema } from "../../tasks/load/parse-result.js";
import { listOf, nullable, number, object, type Shape, shared, text } from "./shape.js";

export const LOAD_SHARED: { readonly loadResult: Shape } = {
  loadResult: { ...loadResultJsonSchema() },
};

export const LOAD = {
  "fire-webhook --plan": shared("loadResult"),
  "play-round --plan": shared("loadResult"),
  "plan run": shared("loadResult"),
  "plan split": object({ parts: listOf(object({ file: text, planned: nullable(number) })) }),
  "plan merge": shared("loadResult"),
  "plan export": object({ files: listOf(text) }),
};

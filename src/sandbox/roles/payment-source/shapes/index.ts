/** Every shape that the sandbox's game can take. A new one is a file, a line here and its name in `ids.ts`. */
import { shapeA } from "./a.js";
import { shapeB } from "./b.js";
import { shapeC } from "./c.js";
import { shapeD } from "./d.js";
import { shapeE } from "./e.js";
import { shapeF } from "./f.js";
import { shapeG } from "./g.js";
import type { PaymentShapeId } from "./ids.js";
import type { PaymentShape } from "./shape.js";

export const PAYMENT_SHAPES: Readonly<Record<PaymentShapeId, PaymentShape>> = {
  A: shapeA,
  B: shapeB,
  C: shapeC,
  D: shapeD,
  E: shapeE,
  F: shapeF,
  G: shapeG,
};

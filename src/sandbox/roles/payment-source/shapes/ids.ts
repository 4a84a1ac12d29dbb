/** The names of the shapes, apart from the shapes: flags list them without loading anything. */
export const PAYMENT_SHAPE_IDS = ["A", "B", "C", "D", "E", "F", "G"] as const;

export type PaymentShapeId = (typeof PAYMENT_SHAPE_IDS)[number];

/** The one with every capability that the `payments` suite asks about. */
export const DEFAULT_PAYMENT_SHAPE: PaymentShapeId = "A";

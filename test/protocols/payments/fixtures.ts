/** The seven query shapes under fixtures/payments, read from disk. */
import { readFileSync } from "node:fs";
import type { PaymentMapping, PaymentSource } from "../../../src/protocols/payments/mapping.js";

export const SHAPES = ["a", "b", "c", "d", "e", "f", "g"] as const;
export type Shape = (typeof SHAPES)[number];

export interface PaymentsFixture {
  readonly source: PaymentSource;
  readonly map: PaymentMapping;
}

function read(name: string): Buffer {
  return readFileSync(new URL(`../../../fixtures/payments/${name}`, import.meta.url));
}

export function paymentsOf(shape: Shape): PaymentsFixture {
  return JSON.parse(read(`shape-${shape}.json`).toString("utf8")) as PaymentsFixture;
}

export function replyOf(shape: Shape, page: number): Buffer {
  return read(`shape-${shape}.reply-${page}.json`);
}

export function expectedOf(shape: Shape): readonly string[] {
  return read(`shape-${shape}.expected.ndjson`).toString("utf8").trimEnd().split("\n");
}

/** 5 January 2026, midnight UTC. */
export const DAY_MS = Date.UTC(2026, 0, 5);
export const HOUR_MS = 3_600_000;

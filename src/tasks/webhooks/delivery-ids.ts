/** Identifiers of what deliveries are about: of one delivery they belong together, and no two have the same. */
import type { Random } from "../../core/ports.js";
import type { DeliveryMoment } from "./build-delivery.js";

/** One user, campaign and creator for the whole delivery; what each event is about is its own. */
const SHARED_IDS = /\/(userId|campaignId|\w*[cC]reatorKey)$/;

const RUN_BYTES = 6;
const RUNS = 256 ** RUN_BYTES;
const HALF = 2 ** (4 * RUN_BYTES);

/** @returns the identifiers of the nth delivery, from 0 */
export function createDeliveryIds(random: Random): (nth: number) => DeliveryMoment["ids"] {
  const run = Buffer.from(random.bytes(RUN_BYTES)).readUIntBE(0, RUN_BYTES);
  const nameIn = createIdNames();
  return (nth) => {
    const number = (run + nth) % RUNS;
    const text = halfText(Math.floor(number / HALF)) + halfText(number % HALF);
    return (label) => {
      const name = nameIn(label);
      return name === "userId" ? String(number % 1_000_000_000) : `${name}_${text}`;
    };
  };
}

/** V8 writes a number that fits in 31 bits twice as fast as the double that all of it would be. */
function halfText(half: number): string {
  return half.toString(16).padStart(RUN_BYTES, "0");
}

/** @returns of a label such as `0/userId` what an identifier begins with; what events share has one name */
export function createIdNames(): (label: string) => string {
  // All deliveries have the same few labels.
  const names = new Map<string, string>();
  return (label) => {
    const name = names.get(label) ?? SHARED_IDS.exec(label)?.[1] ?? label.replaceAll(/\W+/g, "_");
    names.set(label, name);
    return name;
  };
}

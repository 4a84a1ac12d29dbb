/** What the entries of this family share. */
import { type Fields, isFields } from "../serve.js";
import { table } from "../stranger.js";
import { openReceiver, type ReceiverChanges } from "./receiver.js";

export const { right, wrong, lax, legal } = table<ReceiverChanges>(openReceiver);

export const dataOf = ({ data }: Fields): Fields => (isFields(data) ? data : {});

export const GATEWAY = { format: "gateway" } as const;

export const TIMESTAMPED = { form: "timestamped" } as const;

export const PROBE = { probe: true } as const;

/** Every event that the guides and the SDKs name. */
export const isKnownEvent = ({ event }: Fields): boolean =>
  /^(coupon\.redeemed|payment\.(created|bulk_created|refunded)|sponsor\.(created|ended|changed))$/.test(
    String(event),
  );

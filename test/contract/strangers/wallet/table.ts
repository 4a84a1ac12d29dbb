/** What the entries of this family share. */
import { idText } from "../serve.js";
import { table } from "../stranger.js";
import { type Callback, type Ledger, openOperator, type OperatorChanges } from "./operator.js";

export const { right, wrong, lax, legal } = table<OperatorChanges>(openOperator);

export const betOf = ({ request }: Callback, { bets }: Ledger) =>
  bets.get(idText(request["withdraw_provider_tx_id"]));

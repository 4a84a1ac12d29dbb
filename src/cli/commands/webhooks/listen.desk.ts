/**
 * Keys while `listen` runs at a terminal: one line at the bottom shows the chosen delivery,
 * and a key runs the command that somebody would type for it.
 */
import { Interrupted, Unreachable, UserError } from "../../../core/errors.js";
import { leadsTo } from "../../../core/host.js";
import { urlWithoutCredentials } from "../../../profile/redaction.js";
import type { Key } from "../../../core/keyboard.js";
import { exactLine } from "../../../reports/printable.js";
import { wrapColumns } from "../../../reports/text-width.js";
import type { ReceivedDelivery } from "../../../tasks/webhooks/receive-deliveries.js";
import type { CommandDefinition } from "../../command.js";
import type { Uses } from "../../options.js";
import { CLEAR_LINE } from "../../output/guarded-terminal.js";
import type { LineBatch } from "../../output/line-batch.js";
import type { Session } from "../../session/session.js";
import { deliveriesExport } from "../support/deliveries-export.js";
import { deliveriesShow } from "../support/deliveries-show.js";
import { replay } from "../support/replay.js";
import { verifyWebhook } from "./verify-webhook.js";

export interface Desk {
  /** The lines that are kept back while a command has the terminal. */
  readonly take: (lines: LineBatch) => void;
  /** @param url of this receiver, where nothing is sent again */
  readonly ready: (url: string) => void;
  readonly add: (delivery: ReceivedDelivery, journalId: string | null) => void;
  readonly hide: () => void;
  readonly show: () => void;
  readonly close: () => Promise<void>;
}

interface DeskOrder {
  /** Where a delivery is sent again; null asks. */
  readonly to: string | null;
  /** Stops listening. */
  readonly end: () => void;
}

interface Kept {
  readonly id: string;
  readonly label: string;
}

const MOST_KEPT = 500;

const KEYS = `keys:
  up, down   choose a delivery          Enter  show it whole
  d          say why it was refused     c, C   as a curl line; C puts it on the clipboard
  s          send it again              r      the same, signed anew
  e          change it in $EDITOR, sign and send it
  q          stop listening             ?      these lines`;

export async function openListenDesk(session: Session, order: DeskOrder): Promise<Desk> {
  const keyboard = await session.openKeyboard();
  const kept: Kept[] = [];
  let chosen = -1;
  let isBusy = false;
  let ownUrl = "";
  let to = order.to;
  let lines: LineBatch | null = null;
  const show = () => {
    if (isBusy || session.signal.aborted) return;
    const at = kept[chosen];
    const line =
      at === undefined
        ? "waiting for deliveries · ? keys · q end"
        : `[${chosen + 1}/${kept.length}] ${at.label} · ? keys · Enter show · d why · s again · e edit · c curl · q end`;
    const [fitting = ""] = wrapColumns(exactLine(line), Math.max(1, session.terminal.columns - 1));
    session.terminal.err(`${CLEAR_LINE}${fitting}`);
  };
  const hide = () => {
    if (!isBusy) session.terminal.err(CLEAR_LINE);
  };
  const run = async (
    definition: CommandDefinition,
    id: string,
    given: Readonly<Record<string, Uses>>,
    words: string,
  ) => {
    session.say(`$ playcamp-gw ${definition.name} ${id}${words}`);
    const context = { ...session, command: definition.name };
    await definition.start(context, { arguments: [id], given });
  };
  const target = async () => {
    if (to === null || leadsTo(to, ownUrl)) {
      const prompter = await session.openPrompter({ canGoBack: false });
      to = await prompter.text({
        message: "Send it to which URL?",
        problem: (answer) => urlProblem(answer, ownUrl),
      });
    }
    return to;
  };
  const resend = async (id: string, given: Readonly<Record<string, Uses>>, words: string) => {
    const url = await target();
    await run(replay, id, { ...given, to: [url] }, ` --to ${urlWithoutCredentials(url)}${words}`);
  };
  const actions: Readonly<Record<string, (id: string) => Promise<void>>> = {
    enter: (id) => run(deliveriesShow, id, {}, ""),
    d: (id) => run(verifyWebhook, id, {}, ""),
    s: (id) => resend(id, {}, ""),
    r: (id) => resend(id, { resign: [true] }, " --resign"),
    e: (id) => resend(id, { resign: [true], edit: [true] }, " --edit --resign"),
    c: (id) => run(deliveriesExport, id, { format: ["curl"] }, " --format curl"),
    C: async (id) => {
      let text = "";
      const context = { ...session, result: (said: string) => (text += said) };
      await deliveriesExport.start(context, { arguments: [id], given: { format: ["curl"] } });
      keyboard.copy(session.redact(text));
      session.say("the curl line was handed to the terminal's clipboard");
    },
  };
  const act = async (action: (id: string) => Promise<void>, { id }: Kept) => {
    hide();
    isBusy = true;
    lines?.hold();
    try {
      await keyboard.lend(() => action(id));
    } catch (error) {
      if (error instanceof UserError) session.complain(error);
      else if (error instanceof Unreachable) session.say(error.message);
      // Who breaks off a question wants the deliveries back.
      else if (!(error instanceof Interrupted)) throw error;
    } finally {
      isBusy = false;
      lines?.release();
      show();
    }
  };
  const press = async (key: Key) => {
    const at = kept[chosen];
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (key === "q") order.end();
    else if (key === "up" || key === "down") {
      const next = chosen + (key === "up" ? -1 : 1);
      chosen = Math.max(Math.min(0, kept.length - 1), Math.min(kept.length - 1, next));
      show();
    } else if (key === "?") {
      hide();
      session.say(KEYS);
      show();
    } else if (at !== undefined && action !== undefined) await act(action, at);
  };
  const read = async () => {
    for (;;) {
      const key = await keyboard.next(session.signal);
      if (key === null) return;
      await press(key);
    }
  };
  const reading = read().then(
    () => null,
    (error: unknown) => {
      order.end();
      return { error };
    },
  );
  return {
    take: (batch) => {
      lines = batch;
    },
    ready: (url) => {
      ownUrl = url;
      show();
    },
    add: (delivery, journalId) => {
      if (journalId === null) return;
      // Who looks at an older one stays there.
      const isNewest = chosen === kept.length - 1;
      kept.push({ id: journalId, label: labelOf(delivery) });
      if (isNewest) chosen = kept.length - 1;
      if (kept.length <= MOST_KEPT) return;
      kept.shift();
      chosen = Math.max(0, chosen - 1);
    },
    hide,
    show,
    close: async () => {
      const failed = await reading;
      hide();
      keyboard.close();
      if (failed !== null) throw failed.error;
    },
  };
}

function labelOf({ id, method, status, events }: ReceivedDelivery): string {
  const [event = method, ...more] = events;
  return `#${id} ${event}${more.length === 0 ? "" : ` +${more.length}`} ${status}`;
}

function urlProblem(answer: string, ownUrl: string): string | null {
  if (!/^https?:\/\//i.test(answer) || !URL.canParse(answer)) return "An http:// or https:// URL.";
  return leadsTo(answer, ownUrl) ? "That is this receiver itself." : null;
}

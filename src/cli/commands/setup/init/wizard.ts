/** The conversation: who, what, where the secrets stand, and then each area by itself. */
import type { Choice } from "../../../../core/ports.js";
import type { Draft } from "../../../../tasks/init/draft.js";
import { isPartnerId, PARTNER_ID_RULE } from "../../../../tasks/init/partner.js";
import { askEntry } from "./ask-entry.js";
import { askPayments } from "./ask-payments.js";
import { askSecretHome, type SecretHome } from "./ask-secret.js";
import { askPostback, askWallet } from "./ask-others.js";
import { askWebhook } from "./ask-webhook.js";
import type { InitDesk } from "./desk.js";

type AskArea = (desk: InitDesk, draft: Draft, home: SecretHome) => Promise<Draft>;

/** What somebody may want to write down, in the order in which it is asked for. */
const AREAS: readonly Choice<AskArea>[] = [
  {
    value: askEntry,
    name: "Entry",
    about: "your game opens PlayCamp's WebView by a signed URL",
  },
  {
    value: askWebhook,
    name: "Webhooks",
    about: "your server is told of sponsorships, payments and coupons",
  },
  {
    value: askPayments,
    name: "Payments",
    about: "PlayCamp's gateway polls your game's payment history",
  },
  {
    value: askWallet,
    name: "Wallet",
    about: "a game provider debits and credits your players",
  },
  {
    value: askPostback,
    name: "Reward postback",
    about: "your game reports completed levels to a reward app",
  },
];

/** @param partner null asks for it */
export async function runWizard(desk: InitDesk, partner: string | null): Promise<Draft> {
  const { prompter, say } = desk;
  say(
    "This writes down what you have agreed with PlayCamp. It asks, shows what it would sign,\nand sends nothing to anybody. Nothing is written before the end. Esc (or < in a text) goes back,\nand Ctrl-C leaves: the next playcamp-gw init goes on from there.\n",
  );
  let draft: Draft = {
    partner: partner ?? (await askPartner(desk)),
    sections: {},
    guesses: [],
  };
  const areas = await prompter.chooseSome({
    message: "What do you integrate?",
    choices: AREAS,
    isDefault: (area) => area === askEntry || area === askWebhook,
  });
  const home = await askSecretHome(desk);
  for (const area of areas) {
    const name = AREAS.find(({ value }) => value === area)?.name ?? "";
    say(`\n${name}`);
    draft = await area(desk, draft, home);
  }
  return draft;
}

export function askPartner({ prompter, say }: InitDesk): Promise<string> {
  say("The partner id names you in PlayCamp's URLs: /api/{partner}/sponsor.");
  return prompter.text({
    message: "Partner id",
    problem: (text) => (isPartnerId(text) ? null : PARTNER_ID_RULE),
  });
}

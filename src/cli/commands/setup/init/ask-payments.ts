/** `payments`: proposed from a sample and settled guess by guess, or one of the usual shapes. */
import { UserError } from "../../../../core/errors.js";
import type { Choice } from "../../../../core/ports.js";
import type { PollAuth } from "../../../../protocols/payments/auth-mapping.js";
import { DEFAULT_FINGERPRINT } from "../../../../protocols/payments/fingerprint.js";
import { amended, type Draft, presetSections, withSections } from "../../../../tasks/init/draft.js";
import { variablePrefix } from "../../../../tasks/init/partner.js";
import { firstOf } from "../../../../tasks/init/draft-from-order.js";
import { importPayments } from "../../../../tasks/init/import-payments.js";
import { isAddress, isContent, requestsIn } from "../../../../tasks/init/pasted.js";
import {
  loadPreset,
  PRESET_IDS,
  type PaymentsPresetId,
} from "../../../../tasks/init/presets/index.js";
import { fingerprintSample, renderSample } from "../../../../tasks/init/samples.js";
import { askPresetValues, askValue } from "./ask-values.js";
import { askSecret, type SecretHome } from "./ask-secret.js";
import { type InitDesk, sampleWorld } from "./desk.js";
import { explanation, paymentsOf } from "./ask-field.js";
import { settleGuesses } from "./settle-guesses.js";

type PaymentsShape = "payments" | PaymentsPresetId;

const SHAPES = PRESET_IDS.filter((id): id is PaymentsShape => id.startsWith("payments"));

export async function askPayments(desk: InitDesk, draft: Draft, home: SecretHome): Promise<Draft> {
  const shape = await desk.prompter.choose<PaymentsShape | null>({
    message: "What does your payment query look like?",
    choices: [
      {
        value: null,
        name: "like a reply that I have",
        about: "a mapping is proposed from its records, field by field",
      },
      ...(await Promise.all(SHAPES.map(shapeChoice))),
    ],
  });
  const begun = withSections(draft, await presetSections(shape ?? "payments", draft.partner));
  const shaped = shape === null ? await fromSample(desk, begun) : begun;
  const placed = await askPresetValues(desk, shaped, shape ?? "payments");
  const asked = shape === null ? await askQuery(desk, placed) : placed;
  const keyed = await askKey(desk, asked, home);
  const apiKey = await askSecret(desk, {
    path: "sdkApi.apiKey",
    partner: draft.partner,
    home,
    byDefault: { env: `${variablePrefix(draft.partner)}_PLAYCAMP_KEY` },
    value: "unasked",
  });
  const { sdkApi } = keyed.sections;
  return sdkApi === undefined ? keyed : amended(keyed, { sdkApi: { ...sdkApi, apiKey } });
}

async function shapeChoice(value: PaymentsShape): Promise<Choice<PaymentsShape>> {
  const { title, about } = await loadPreset(value);
  return { value, name: `${title}: ${about}` };
}

/** Asks again until there are records in a sample, then settles what they leave open. */
async function fromSample(desk: InitDesk, draft: Draft): Promise<Draft> {
  for (;;) {
    const forget = desk.mark();
    const answer = await desk.prompter.text({
      message: "File with a reply of your query, or the reply or a record itself, pasted",
      problem: (text) => (text === "" ? "a path or records are needed" : queryProblem(text)),
    });
    try {
      const text = isContent(answer)
        ? answer
        : Buffer.from(await desk.readFile(answer.trim())).toString("utf8");
      const imported = importPayments(text, paymentsOf(draft), true);
      const { records, missing, unused } = imported.proposal;
      const proposed = withSections(draft, imported.sections, imported.guesses);
      desk.say(`\n${explanation(proposed, records)}\n`);
      if (unused !== null) desk.say(`  ${unused}`);
      const settled = await settleGuesses(desk, proposed, records, missing);
      desk.say(`\n${explanation(settled, records)}\n`);
      return settled;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      desk.say(`  ${error.message}. ${error.hint ?? ""}`);
      desk.say("  Esc or < goes back, to choose one of the usual shapes instead.");
      forget();
    }
  }
}

/** Its address or its request is not what it answers. */
function queryProblem(text: string): string | null {
  const url = isAddress(text) ? text.trim() : requestsIn(text).at(0)?.url;
  return url === undefined
    ? null
    : `that is the query (${url.split("?")[0] ?? ""}); what it answers is needed here, and its address is asked for next`;
}

/** What a reply does not tell: how it was asked for. */
async function askQuery(desk: InitDesk, draft: Draft): Promise<Draft> {
  const { prompter } = desk;
  const method = await prompter.choose({
    message: "The query is sent by",
    choices: [
      { value: "GET" as const, name: "GET", about: "parameters in the query" },
      {
        value: "POST" as const,
        name: "POST",
        about: "parameters in a JSON body",
      },
    ],
  });
  const payments = paymentsOf(draft);
  let asked = amended(draft, {
    payments: { ...payments, source: { ...payments.source, method } },
  });
  desk.say("  The range is a from and a to, each a parameter of the query.");
  for (const [name, message] of [
    ["from", "Parameter for the beginning of the range"],
    ["to", "Parameter for its end"],
    ["format", "Format of both: iso, s, ms, or a pattern such as yyyy-MM-dd HH:mm:ss"],
  ] as const)
    asked = await askValue(desk, asked, {
      path: `payments.source.range.${name}`,
      message,
    });
  return askAuth(desk, asked);
}

async function askAuth(desk: InitDesk, draft: Draft): Promise<Draft> {
  const { prompter } = desk;
  const kind = await prompter.choose<AskedKind>({
    message: "How does your server know the gateway?",
    choices: [
      {
        value: "fingerprint",
        name: "fingerprint",
        about: `a signature over time and range in ${DEFAULT_FINGERPRINT.header}: the gateway's default`,
      },
      { value: "bearer", name: "Bearer", about: "Authorization: Bearer <key>" },
      {
        value: "basic",
        name: "Basic",
        about: "a user and the key as password",
      },
      {
        value: "header",
        name: "a header of its own",
        about: "that holds the key",
      },
      { value: "none", name: "not at all", about: "by its address alone" },
    ],
  });
  const auth = await authOf(kind, desk);
  const payments = paymentsOf(draft);
  const { key: _, ...source } = payments.source;
  const key = { env: `${variablePrefix(draft.partner)}_PAYMENTS_KEY` };
  return amended(draft, {
    payments: {
      ...payments,
      source: { ...source, auth, ...(kind === "none" ? {} : { key }) },
    },
  });
}

/** The others are written into the profile by hand, or come with a preset. */
type AskedKind = Exclude<PollAuth["kind"], "signature" | "jwt" | "oauth2">;
type AskedAuth = Extract<PollAuth, { kind: AskedKind }>;

async function authOf(kind: AskedKind, { prompter }: InitDesk): Promise<AskedAuth> {
  const problem = (text: string) => (text === "" ? "a value is needed" : null);
  switch (kind) {
    case "basic":
      return {
        kind,
        user: await prompter.text({
          message: "User",
          byDefault: "playcamp",
          problem,
        }),
      };
    case "header":
      return {
        kind,
        header: await prompter.text({
          message: "Header",
          byDefault: "X-Api-Key",
          problem,
        }),
      };
    case "fingerprint":
    case "bearer":
    case "none":
      return { kind };
  }
}

async function askKey(desk: InitDesk, draft: Draft, home: SecretHome): Promise<Draft> {
  const payments = paymentsOf(draft);
  const { auth, key: before } = payments.source;
  if (auth === undefined || before === undefined) return draft;
  const key = await askSecret(desk, {
    path: "payments.source.key",
    partner: draft.partner,
    home,
    byDefault: firstOf(before),
    value: auth.kind === "fingerprint" ? "useful" : "unasked",
  });
  if (auth.kind === "fingerprint") {
    const world = await sampleWorld(key, desk);
    desk.say("\nA poll of one hour is signed so; your server must find the same:");
    desk.say(`${renderSample(fingerprintSample(auth, draft.partner, world))}\n`);
  }
  return amended(draft, {
    payments: { ...payments, source: { ...payments.source, key } },
  });
}

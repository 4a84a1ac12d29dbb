/** `webhook`: read off a captured delivery, or chosen; with a signed sample to compare. */
import { UserError } from "../../../../core/errors.js";
import type { Profile } from "../../../../profile/schema.js";
import { amended, type Draft, presetSections, withSections } from "../../../../tasks/init/draft.js";
import { firstOf } from "../../../../tasks/init/draft-from-order.js";
import { importWebhook } from "../../../../tasks/init/import-webhook.js";
import { isContent } from "../../../../tasks/init/pasted.js";
import { loadPreset } from "../../../../tasks/init/presets/index.js";
import { renderSample, type SampleWorld, webhookSample } from "../../../../tasks/init/samples.js";
import { askPresetValues } from "./ask-values.js";
import { askSecret, type SecretHome } from "./ask-secret.js";
import { type InitDesk, sampleWorld, signedWith } from "./desk.js";

type WebhookSection = NonNullable<Profile["webhook"]>;

export async function askWebhook(desk: InitDesk, draft: Draft, home: SecretHome): Promise<Draft> {
  const isCaptured = await desk.prompter.choose({
    message: "What do you know of the deliveries?",
    choices: [
      {
        value: false,
        name: "what PlayCamp's documentation says",
        about: "X-Webhook-Signature: HMAC-SHA-256 of the raw body, in hex",
      },
      {
        value: true,
        name: "I have captured one",
        about: "raw HTTP, a curl command, or a HAR from your proxy",
      },
    ],
  });
  // A captured delivery shows its format by itself.
  const preset = isCaptured ? "webhook" : await askFormat(desk);
  const begun = withSections(draft, await presetSections(preset, draft.partner));
  const secret = await askSecret(desk, {
    path: "webhook.secret",
    partner: draft.partner,
    home,
    byDefault: firstOf(webhookOf(begun).secret),
    value: isCaptured ? "needed" : "useful",
  });
  const keyed = amended(begun, { webhook: { ...webhookOf(begun), secret } });
  const world = await sampleWorld(secret, desk);
  const settled = isCaptured
    ? await fromCapture(desk, keyed, world)
    : await askForm(desk, await askPresetValues(desk, keyed, preset));
  sayWebhookSample(desk, settled, world);
  return settled;
}

async function askFormat({ prompter }: InitDesk) {
  const choices = (["webhook", "gateway-webhook"] as const).map(async (value) => {
    const { title, about } = await loadPreset(value);
    return { value, name: title, about };
  });
  return prompter.choose({
    message: "Which format do you get?",
    choices: await Promise.all(choices),
  });
}

function webhookOf({ sections }: Draft): WebhookSection {
  const { webhook } = sections;
  if (webhook === undefined) throw new TypeError("the draft has no webhook");
  return webhook;
}

async function askForm({ prompter }: InitDesk, draft: Draft): Promise<Draft> {
  const signature = await prompter.choose({
    message: "Which signatures does your receiver accept?",
    choices: [
      {
        value: "simple" as const,
        name: "simple",
        about: "hex of the body's HMAC alone: PlayCamp's default",
      },
      {
        value: "timestamped" as const,
        name: "timestamped",
        about: "t=…,v1=…: the time is signed too, so that old ones are refused",
      },
      { value: "both" as const, name: "both", about: "whichever comes" },
    ],
    isDefault: (value) => value === webhookOf(draft).signature,
  });
  return amended(draft, { webhook: { ...webhookOf(draft), signature } });
}

/** Asks again until a capture fits the secret. */
async function fromCapture(desk: InitDesk, draft: Draft, { key }: SampleWorld): Promise<Draft> {
  for (;;) {
    const forget = desk.mark();
    const answer = await desk.prompter.text({
      message: "File with the captured request, or the request itself, pasted",
      problem: (text) => (text === "" ? "a path or a request is needed" : null),
    });
    try {
      const capture = isContent(answer) ? Buffer.from(answer) : await desk.readFile(answer.trim());
      const { sections, guesses, inferred } = importWebhook(capture, key, webhookOf(draft));
      desk.say(
        `  the signature is right: ${inferred.form}, in ${inferred.header}; ${inferred.format} format, ${inferred.events.join(", ")}`,
      );
      return withSections(draft, sections, guesses);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      desk.say(`  ${error.message}. ${error.hint ?? ""}`);
      desk.say("  Esc or < goes back, to type the secret again or choose another way.");
      forget();
    }
  }
}

function sayWebhookSample({ say }: Pick<InitDesk, "say">, draft: Draft, world: SampleWorld): void {
  say(`\nA delivery, ${signedWith(world)}. Your server must accept this body with this header:`);
  say(`${renderSample(webhookSample(webhookOf(draft), world))}\n`);
}

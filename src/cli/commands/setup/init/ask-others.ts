/** `wallet` and `postback`: their presets, and the few values that every partner has of its own. */
import { parseReferrer } from "../../../../protocols/postback/referrer.js";
import {
  amended,
  type Draft,
  presetSections,
  withSections,
  withValues,
} from "../../../../tasks/init/draft.js";
import { firstOf } from "../../../../tasks/init/draft-from-order.js";
import { renderSample, walletSample } from "../../../../tasks/init/samples.js";
import { askSecret, type SecretHome } from "./ask-secret.js";
import { askPresetValues } from "./ask-values.js";
import { type InitDesk, sampleWorld, signedWith } from "./desk.js";

export async function askWallet(desk: InitDesk, draft: Draft, home: SecretHome): Promise<Draft> {
  const { partner } = draft;
  const begun = withSections(draft, await presetSections("wallet", partner));
  const described = await askPresetValues(desk, begun, "wallet");
  const { wallet } = described.sections;
  if (wallet === undefined) return described;
  const secret = await askSecret(desk, {
    path: "wallet.secret",
    partner,
    home,
    byDefault: firstOf(wallet.secret),
    value: "useful",
  });
  const tokenOf = (name: "userToken" | "sessionToken") => {
    const { [name]: token } = wallet.player;
    return typeof token === "string"
      ? Promise.resolve(token)
      : askSecret(desk, {
          path: `wallet.player.${name}`,
          partner,
          home,
          byDefault: token,
          value: "unasked",
        });
  };
  const player = {
    ...wallet.player,
    userToken: await tokenOf("userToken"),
    sessionToken: await tokenOf("sessionToken"),
  };
  const world = await sampleWorld(secret, desk);
  desk.say(
    `\nA balance query, ${signedWith(world)}. Your wallet must accept this body with this header:`,
  );
  desk.say(`${renderSample(walletSample(wallet, world))}\n`);
  return amended(described, { wallet: { ...wallet, secret, player } });
}

export async function askPostback(desk: InitDesk, draft: Draft, home: SecretHome): Promise<Draft> {
  const { partner } = draft;
  const begun = withSections(draft, await presetSections("postback", partner));
  const known = await askReferrer(desk, begun);
  const described = await askPresetValues(desk, known, "postback");
  const { postback } = described.sections;
  if (postback === undefined) return described;
  const secret = await askSecret(desk, {
    path: "postback.secret",
    partner,
    home,
    byDefault: firstOf(postback.secret),
    value: "unasked",
  });
  const auth = await desk.prompter.choose({
    message: "The secret travels in",
    choices: [
      { value: "bearer" as const, name: "Authorization: Bearer" },
      { value: "header" as const, name: "X-Reward-Api-Secret" },
    ],
  });
  return amended(described, { postback: { ...postback, secret, auth } });
}

/** An install referrer has three of the values in it. */
async function askReferrer({ prompter, say }: InitDesk, draft: Draft): Promise<Draft> {
  say("  An install referrer holds pid, uid and gid: they need not be typed.");
  const text = await prompter.text({
    message: "A store URL or referrer (empty: type them)",
    problem: (input) => {
      if (input.trim() === "") return null;
      const reading = parseReferrer(input);
      return reading.ok ? null : reading.findings.map(({ message }) => message).join("; ");
    },
  });
  const reading = text.trim() === "" ? null : parseReferrer(text);
  if (reading === null || !reading.ok) return draft;
  const { pid, uid, gid } = reading;
  return withValues(draft, [
    `postback.pid=${pid}`,
    `postback.gid=${gid}`,
    `postback.uids[0]=${uid}`,
  ]);
}

/** An entry URL by the gateway's default recipe. */
import { DEFAULT_ENTRY_RECIPE } from "../../../protocols/entry/recipe.js";
import type { ProfilePreset } from "./preset.js";

const { ttlMs: _, ...DEFAULT_SIGNATURE } = DEFAULT_ENTRY_RECIPE.signature;

export const entry: ProfilePreset = {
  title: "Entry",
  about: "your game opens PlayCamp's WebView by a signed URL: the gateway's default recipe",
  sections: {
    entry: {
      url: "https://gw.example.com/api/{partner}/sponsor",
      params: { ...DEFAULT_ENTRY_RECIPE.params },
      signature: { ...DEFAULT_SIGNATURE, ttl: "300s" },
      key: { env: "{PARTNER}_SHARED_KEY" },
    },
  },
  questions: [
    {
      path: "entry.url",
      message: "The gateway's entry URL",
      about: "PlayCamp gives it to you; {partner} in it stands for your partner id",
    },
  ],
};

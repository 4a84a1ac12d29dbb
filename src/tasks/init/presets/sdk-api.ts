/** PlayCamp's SDK API. */
import { SDK_API, type ProfilePreset } from "./preset.js";

export const sdkApi: ProfilePreset = {
  title: "PlayCamp's SDK API",
  about: "manages webhooks and takes payments; here its sandbox",
  sections: SDK_API,
  questions: [
    {
      path: "sdkApi.url",
      message: "The SDK API's URL",
      about: "PlayCamp's sandbox, or its live API",
    },
  ],
};

/** The reward app's postback. */
import { LOCAL, type ProfilePreset } from "./preset.js";

export const postback: ProfilePreset = {
  title: "Reward postback",
  about: "your game reports completed levels to a reward app, which credits coins",
  sections: {
    postback: {
      url: `${LOCAL}/api/postback`,
      secret: { env: "{PARTNER}_POSTBACK_SECRET" },
      auth: "bearer",
      pid: "your-partner-id",
      gid: "your-game-id",
      uids: ["00000000-0000-4000-8000-000000000001"],
    },
  },
  questions: [
    {
      path: "postback.url",
      message: "The reward app's postback URL",
      about: "ends in /api/postback",
    },
    {
      path: "postback.pid",
      message: "pid",
      about: "the partner that the reward app knows you as",
    },
    {
      path: "postback.gid",
      message: "gid",
      about: "the game, as the reward app knows it",
    },
    {
      path: "postback.uids[0]",
      message: "uid of a test user",
      about: "a UUID; the checks use up one user in each run",
    },
  ],
};

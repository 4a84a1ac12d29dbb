/** What the entries of this family share. */
import { table } from "../stranger.js";
import { type AppChanges, openApp } from "./app.js";

export const { right, wrong, lax, legal } = table<AppChanges>(openApp);

export const BALANCE = { balance: true } as const;

export const HEADER = { auth: "header" } as const;

/** What makes a secret's value unlikely to be the one that was agreed. No message shows the value. */

interface Oddity {
  /** `fail`: no counterpart can have agreed on this. */
  readonly status: "fail" | "warn";
  /** @returns what is odd, or null */
  readonly find: (value: string) => string | null;
  readonly fix: string;
}

const SHORTEST_PLAUSIBLE = 16;

const PLACEHOLDER =
  /^(?:change[-_ ]?me|replace[-_ ]?me|todo|tbd|fixme|x{3,}|\*{3,}|\.{3}|none|null|undefined|secret|password|passwd|example|placeholder|dummy|test|key|abc123|123456\d*|your[-_ ].*|my[-_ ]?secret|insert[-_ ].*|<.*>|\[.*\])$/i;

const ODDITIES: readonly Oddity[] = [
  {
    status: "fail",
    find: (value) => (/[\r\n]$/.test(value) ? "ends in a line break" : null),
    fix: "Store it without the line break: printf %s instead of echo.",
  },
  {
    status: "fail",
    find: (value) =>
      /^(["'`]).*\1$/s.test(value) ? "stands in quotes that became part of it" : null,
    fix: "Take the quotes away; Docker's env files and some CI variables keep them.",
  },
  {
    status: "fail",
    find: (value) =>
      /^(?:\$\{?\w+\}?|\$\(.*\)|\{\{.*\}\}|%\w+%)$/.test(value)
        ? "is a variable's name that nothing has filled in"
        : null,
    fix: "Put the value itself there; a .env file and CI settings fill nothing in.",
  },
  {
    status: "fail",
    find: (value) => (PLACEHOLDER.test(value.trim()) ? "is placeholder text" : null),
    fix: "Put the agreed value there.",
  },
  {
    status: "warn",
    find: (value) => (/^[ \t]|[ \t]$/.test(value) ? "begins or ends with a space" : null),
    fix: "Take the space away unless it was agreed.",
  },
  {
    status: "warn",
    find: (value) => (/\S\s+\S/.test(value) ? "has white space within it" : null),
    fix: "See whether more than the secret was copied.",
  },
  {
    status: "warn",
    find: (value) =>
      /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2060\ufeff\ufffd]/.test(value)
        ? "has characters that cannot be seen, or that are no text"
        : null,
    fix: "Copy it again as plain text; a byte order mark or another encoding may be in the file.",
  },
  {
    status: "warn",
    find: (value) =>
      /^(?:Bearer|Basic)\s/i.test(value)
        ? "begins with the name of a scheme, which is added when it is sent"
        : null,
    fix: "Leave Bearer out.",
  },
  { status: "warn", find: cutShort, fix: "Copy it again, whole." },
  {
    status: "warn",
    find: (value) =>
      value !== "" && new Set(value).size <= 2 && value.length > 3
        ? "is the same character over and over"
        : null,
    fix: "Agree on a random one: openssl rand -hex 32.",
  },
  {
    status: "warn",
    find: (value) =>
      value.length < SHORTEST_PLAUSIBLE
        ? `has ${value.length} ${value.length === 1 ? "character" : "characters"}, which can be guessed`
        : null,
    fix: `Agree on at least ${SHORTEST_PLAUSIBLE}, better 32: openssl rand -hex 32.`,
  },
];

/** Lengths that an encoding cannot have. */
function cutShort(value: string): string | null {
  const { length } = value;
  if (/^[\da-f]{20,}$/i.test(value) && length % 2 === 1)
    return `has ${length} hex digits, an odd number: one is missing or too many`;
  if (/^[A-Za-z0-9+/]{20,}={1,2}$/.test(value) && length % 4 !== 0)
    return `has ${length} characters of Base64, which come in fours: some are missing`;
  return null;
}

export interface Implausibility {
  readonly status: "fail" | "warn";
  readonly message: string;
  readonly fix: string;
}

/** Of the keys of PlayCamp's API, which have a form of their own. */
const API_KEY_ODDITIES: readonly Oddity[] = [
  {
    status: "fail",
    find: (value) =>
      /^[^:\s]+:[^:\s]+$/.test(value.trim()) ? null : "has not the form keyId:secret",
    fix: "Write both parts with a colon between them, as PlayCamp shows them.",
  },
  {
    status: "warn",
    find: (value) =>
      value.startsWith("ak_client_")
        ? "is a client key, which may only read: server endpoints answer 403"
        : null,
    fix: "Use the server key, ak_server_….",
  },
];

/** @param path in the profile, such as `entry.key` */
export function implausibilities(path: string, value: string): readonly Implausibility[] {
  const table = path.endsWith(".apiKey") ? [...ODDITIES, ...API_KEY_ODDITIES] : ODDITIES;
  const found = table.flatMap(({ status, find, fix }) => {
    const message = find(value);
    return message === null ? [] : [{ status, message, fix }];
  });
  // Whoever has no secret yet need not hear that it is short.
  const isSurelyWrong = found.some(({ status }) => status === "fail");
  return isSurelyWrong ? found.filter(({ status }) => status === "fail") : found;
}

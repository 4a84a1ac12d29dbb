/** The answers of a conversation that was broken off, until it goes on. No secret and no sample is among them. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseJson } from "../../../../core/json/read.js";
import { isJsonArray, isJsonObject, type JsonValue } from "../../../../core/json/value.js";
import type { TapedAnswer } from "../../../../tasks/init/tape.js";
import type { CommandContext } from "../../../command.js";

export interface KeptAnswers {
  /** Empty where none are kept. */
  readonly read: () => Promise<readonly TapedAnswer[]>;
  /** @returns false where they cannot be kept */
  readonly write: (answers: readonly TapedAnswer[]) => Promise<boolean>;
  readonly remove: () => Promise<void>;
}

const FORMAT = "playcamp-gw/init-answers@1";
const MOST_BYTES = 256 * 1024;

/** @param target the profile that the conversation is about */
export function keptAnswers(target: string, context: CommandContext): KeptAnswers {
  const { files, folders, appendFiles } = context;
  const name = createHash("sha256").update(target).digest("hex").slice(0, 16);
  const path = join(folders.state, "init", `${name}.json`);
  return {
    read: async () => {
      // What cannot be read is begun anew.
      const bytes = await files.readBytes(path, MOST_BYTES).catch(() => null);
      return bytes === null ? [] : parseAnswers(Buffer.from(bytes).toString("utf8"));
    },
    write: async (answers) => {
      const kept = answers.map(({ question, answer, isPrivate }) => ({
        question,
        answer: isPrivate ? null : answer,
      }));
      try {
        const text = JSON.stringify({ format: FORMAT, answers: kept }, null, 2);
        await files.writePrivate(path, `${context.redact(text)}\n`);
        return true;
      } catch {
        return false;
      }
    },
    remove: async () => {
      await appendFiles.remove(path).catch(() => undefined);
    },
  };
}

function parseAnswers(text: string): readonly TapedAnswer[] {
  const document = parseJson(text);
  if (!document.ok || !isJsonObject(document.value)) return [];
  const { format, answers = null } = document.value;
  if (format !== FORMAT || !isJsonArray(answers)) return [];
  return answers.flatMap((each) => {
    if (!isJsonObject(each) || typeof each["question"] !== "string") return [];
    return { question: each["question"], answer: givenOf(each["answer"]), isPrivate: false };
  });
}

function givenOf(value: JsonValue | undefined): TapedAnswer["answer"] {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value === undefined || !isJsonArray(value)) return null;
  const texts = value.filter((each) => typeof each === "string");
  return texts.length === value.length ? texts : null;
}

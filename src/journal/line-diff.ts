/** What changed from one text to another, line by line. */
import { diffArrays } from "diff";

export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Texts with more differences are shown as replaced: exact, only less clever, and in bounded time. */
const MOST_CHANGES = 4_000;

export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before === "" ? [] : before.split("\n");
  const b = after === "" ? [] : after.split("\n");
  const parts = diffArrays(a, b, { maxEditLength: MOST_CHANGES });
  if (parts === undefined) {
    return [...a.map((text) => line("removed", text)), ...b.map((text) => line("added", text))];
  }
  return parts.flatMap(({ added, removed, value }) =>
    value.map((text) => line(added ? "added" : removed ? "removed" : "same", text)),
  );
}

function line(kind: DiffLine["kind"], text: string): DiffLine {
  return { kind, text };
}

/** `-` and `+` before what changed; long unchanged stretches are left out. */
export function renderDiff(lines: readonly DiffLine[], context = 2): string {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== "same"),
  );
  const marks = { same: "  ", removed: "- ", added: "+ " } as const;
  return lines
    .flatMap(({ kind, text }, at) => {
      if (near[at] === true) return [marks[kind] + text];
      return near[at - 1] === true ? ["  …"] : [];
    })
    .join("\n");
}

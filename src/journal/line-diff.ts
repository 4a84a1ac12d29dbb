/** What changed from one text to another, line by line. */

export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Beyond this many cells the middle is shown as replaced: exact, only less clever. */
const MOST_CELLS = 4_000_000;

export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before === "" ? [] : before.split("\n");
  const b = after === "" ? [] : after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  return [
    ...a.slice(0, head).map((text) => line("same", text)),
    ...diffMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map((text) => line("same", text)),
  ];
}

function diffMiddle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  if (a.length * b.length > MOST_CELLS) {
    return [...a.map((text) => line("removed", text)), ...b.map((text) => line("added", text))];
  }
  const width = b.length + 1;
  // Length of the longest common subsequence of what follows each pair of places.
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      lines.push(line("same", left));
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(line("removed", left));
      i += 1;
    } else {
      lines.push(line("added", right ?? ""));
      j += 1;
    }
  }
  return lines;
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

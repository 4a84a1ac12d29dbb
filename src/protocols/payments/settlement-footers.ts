/** What stands below the rows of a settlement file and is none of them: when it was made, how many there are. */
import type { TableRow } from "./settlement-table.js";

export interface Footer {
  readonly row: number;
  readonly text: string;
  /** How many rows it says that there are; null where it says nothing of that. */
  readonly count: number | null;
}

const NOTE =
  /^[※*#☆★-]|^(?:end of|eof\b|generated|created|exported|printed|downloaded|report\b|note\b|notes\b|page\b|disclaimer|copyright|©)|^(?:출력|생성|작성|조회|다운로드|이하|이상|끝|비고|참고|주의|문의)/i;
const COUNT =
  /^(?:(?:total|number of|row|record|transaction|line)s?[ _]?)+(?:count)?(?:\s*[:=])?\s*([\d,]{1,15})(?: rows?| records?)?$|^(?:총|전체|합계)?\s*([\d,]{1,15})\s*(?:rows?|records?|lines?|transactions?|payments?|건)$|^(?:총\s*)?(?:건수|행수)(?:\s*[:=])?\s*([\d,]{1,15})건?$/i;

/**
 * The footers at the file's end, from the last row upwards. One is a row with a
 * single text in it that no id looks like: a row that was cut off is none.
 *
 * @param isTotal whether a row tells of sums: such may stand among them
 * @param isSum whether it holds one in the amounts' column: its number is then no count of rows
 */
export function footersOf(
  rows: readonly TableRow[],
  isTotal: (cells: readonly string[]) => boolean,
  isSum: (cells: readonly string[]) => boolean,
): readonly Footer[] {
  const footers: Footer[] = [];
  for (const { row, cells } of rows.toReversed()) {
    const texts = cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
    const [text] = texts;
    if (text === undefined || (isTotal(cells) && isSum(cells))) continue;
    const footer = footerOf(row, texts.join(" "), texts.length);
    if (footer !== null) footers.push(footer);
    else if (!isTotal(cells)) break;
  }
  return footers.toReversed();
}

function footerOf(row: number, text: string, cells: number): Footer | null {
  const match = COUNT.exec(text);
  const number = match === null ? undefined : (match[1] ?? match[2] ?? match[3]);
  // A name and its number may stand in two cells.
  if (number !== undefined && cells <= 2)
    return { row, text, count: Number(number.replaceAll(",", "")) };
  const isSentence = /\S\s+\S/.test(text) && /\p{L}{2}/u.test(text);
  return cells === 1 && (NOTE.test(text) || isSentence) ? { row, text, count: null } : null;
}

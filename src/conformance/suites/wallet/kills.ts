/** Which defects of the sandbox's wallet each check catches. */
const CATCHES: Readonly<Record<string, readonly string[]>> = {};

export function killsOf(checkId: string): readonly string[] {
  return Object.keys(CATCHES).filter((fault) =>
    CATCHES[fault]?.includes(checkId),
  );
}

export function mayCatchOf(_checkId: string): readonly string[] {
  return [];
}

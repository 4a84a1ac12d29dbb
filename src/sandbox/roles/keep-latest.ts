/** Maps that a long-running sandbox cannot grow without bound. */

/** Sets a key, and forgets the one that was set longest ago once there are more than `most`. */
export function keepLatest<Value>(
  map: Map<string, Value>,
  most: number,
  key: string,
  value: Value,
): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.size > most ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}

/** What stands in the request line. */

/** Path and query exactly as given: a signed URL must not be re-encoded on its way. */
export function pathAsWritten(url: string): string {
  const afterAuthority = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? "";
  return afterAuthority.startsWith("/") ? afterAuthority : `/${afterAuthority}`;
}

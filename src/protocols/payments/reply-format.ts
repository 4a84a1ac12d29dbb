/** In which forms a payment query may answer; what reads them is loaded only where it is needed. */

export const REPLY_FORMATS = ["json", "csv", "tsv", "xml"] as const;
export type ReplyFormat = (typeof REPLY_FORMATS)[number];

/** What a request says that it takes. */
export const ACCEPTED: Readonly<Record<ReplyFormat, string>> = {
  json: "application/json",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  xml: "application/xml",
};

/** The causes that a report names before its checks, in words. */
import type { ConformanceReport, Diagnosis } from "../core/report.js";
import { oneLine } from "./printable.js";

export interface DiagnosisNotice {
  /** Such as `Likely cause`. */
  readonly label: string;
  readonly text: string;
  readonly next: string;
}

/** The most urgent first. */
export function diagnosisNotices(report: ConformanceReport): readonly DiagnosisNotice[] {
  const { diagnosis, furtherDiagnoses = [] } = report;
  return [...(diagnosis === undefined ? [] : [diagnosis]), ...furtherDiagnoses].map(describe);
}

function describe({ text, certainty, next }: Diagnosis): DiagnosisNotice {
  return {
    label: certainty === "proved" ? "Cause" : "Likely cause",
    text: oneLine(text),
    next: oneLine(next),
  };
}

/** Plain lines: for formats that know no markup. */
export function diagnosisLines(report: ConformanceReport): readonly string[] {
  return diagnosisNotices(report).flatMap(({ label, text, next }) => [
    `${label.toUpperCase()}: ${text}`,
    `next: ${next}`,
  ]);
}

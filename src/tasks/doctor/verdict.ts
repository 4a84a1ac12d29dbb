/** What the doctor's lines come to. */
import { DOCTOR_STATUSES, type DoctorLine, type DoctorStatus } from "./line.js";

/** `incomplete`: nothing is wrong here, but somebody could not be reached. */
export type DoctorVerdict = "healthy" | "unhealthy" | "incomplete";

export function verdictOf(lines: readonly DoctorLine[]): DoctorVerdict {
  const failed = lines.filter(({ status }) => status === "fail");
  if (failed.some((line) => line.unreachable !== true)) return "unhealthy";
  return failed.length > 0 || lines.some(({ status }) => status === "blocked")
    ? "incomplete"
    : "healthy";
}

export function countStatuses(
  lines: readonly DoctorLine[],
): Readonly<Record<DoctorStatus, number>> {
  return Object.fromEntries(
    DOCTOR_STATUSES.map((status) => [
      status,
      lines.filter((line) => line.status === status).length,
    ]),
  ) as Record<DoctorStatus, number>;
}

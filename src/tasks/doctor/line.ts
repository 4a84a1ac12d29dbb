/** One line of the doctor's findings. What is examined is in the files beside this one. */

export const DOCTOR_STATUSES = ["pass", "warn", "fail", "blocked", "na"] as const;
/** `blocked` could not be examined; `na` does not apply here. */
export type DoctorStatus = (typeof DOCTOR_STATUSES)[number];

export interface DoctorLine {
  /** What kind of thing was examined, such as `secret` or `tls`; part of the public interface. */
  readonly check: string;
  /** Which one of them, such as `entry.key` or `gw.example.com:443`. */
  readonly subject: string;
  readonly status: DoctorStatus;
  readonly message: string;
  /** What to do; only where there is something to do. */
  readonly fix?: string;
  /** A failure because nobody was there: nothing is known of the target. */
  readonly unreachable?: true;
}

export interface Place {
  readonly check: string;
  readonly subject: string;
}

export function pass(place: Place, message: string): DoctorLine {
  return { ...place, status: "pass", message };
}

export function warn(place: Place, message: string, fix: string): DoctorLine {
  return { ...place, status: "warn", message, fix };
}

export function fail(place: Place, message: string, fix: string): DoctorLine {
  return { ...place, status: "fail", message, fix };
}

export function unreachable(place: Place, message: string, fix: string): DoctorLine {
  return { ...fail(place, message, fix), unreachable: true };
}

export function notApplicable(place: Place, message: string): DoctorLine {
  return { ...place, status: "na", message };
}

export function blocked(place: Place, message: string, fix: string): DoctorLine {
  return { ...place, status: "blocked", message, fix };
}

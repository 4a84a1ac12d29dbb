/** Environments that hardly do what they are there for. */
import { isLoopbackHost } from "../core/http.js";
import { hostsIn } from "./environments.js";
import { inEnvironment } from "./inspect.js";
import { isPlainObject } from "./overrides.js";
import { type ProfileProblem } from "./problems.js";

const LIVE_NAME = /^(live|prod|production)$/i;

/** @param environments as written, by name */
export function environmentWarnings(
  environments: Readonly<Record<string, unknown>>,
): readonly ProfileProblem[] {
  return Object.entries(environments).flatMap(([name, override]) => {
    const problem = environmentProblem(name, override);
    return problem === null ? [] : [inEnvironment(name, { path: "", ...problem })];
  });
}

function environmentProblem(name: string, override: unknown): Omit<ProfileProblem, "path"> | null {
  if (!isPlainObject(override)) return null;
  if (override["live"] === true) {
    return hostsIn(override).some((host) => !isLoopbackHost(host))
      ? null
      : {
          message:
            "is live but names no host, so nothing is guarded while another environment is active",
          hint: "Give it the URLs of the live systems.",
        };
  }
  if (LIVE_NAME.test(name)) {
    return {
      message: 'is called like a live environment, but is not "live": true',
      hint: 'Set "live": true, so that sending there needs --allow-live.',
    };
  }
  return Object.keys(override).length === 0
    ? { message: "overrides nothing", hint: "Leave it out, or fill it." }
    : null;
}

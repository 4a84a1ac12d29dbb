/** How a call deviates: the calls of a name, their bodies, their key, what is repeated. */
import {
  type CallBody,
  type CallerPolicy,
  isTransient,
  type PlannedCall,
  RIGHT,
} from "./policy.js";

type Change = (call: PlannedCall, keys: { readonly clientKey: string }) => Partial<PlannedCall>;

/** Changes the calls whose name begins so. */
export function onCalls(name: string, change: Change): Partial<CallerPolicy> {
  return {
    shape: (call, keys) => (call.name.startsWith(name) ? { ...call, ...change(call, keys) } : call),
  };
}

/** Changes members of the bodies of such calls; undefined leaves one out. */
export function onBodies(
  name: string,
  change: (body: CallBody) => CallBody,
): Partial<CallerPolicy> {
  return onCalls(name, ({ body }) => ({ body: body === null ? null : change(body) }));
}

export function withKey(call: PlannedCall, value: string | null): Partial<PlannedCall> {
  const others = call.headers.filter(([name]) => name !== "Authorization");
  return { headers: value === null ? others : [...others, ["Authorization", value]] };
}

export function withQuery({ target }: PlannedCall, text: string): Partial<PlannedCall> {
  return { target: `${target}${target.includes("?") ? "&" : "?"}${text}` };
}

export const repeatsAlso = (which: (name: string) => boolean): Pick<CallerPolicy, "repeats"> => ({
  repeats: (call, answer, attempt) =>
    RIGHT.repeats(call, answer, attempt) ||
    (which(call.name) && (answer.status === null || isTransient(answer.status)) && attempt < 3),
});

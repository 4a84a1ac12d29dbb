/**
 * Examines everything that a run of this tool stands on, side by side. Sends one
 * request without credentials to each role's path: nothing that moves money.
 */
import { UserError } from "../../core/errors.js";
import type { ConnectionSettings, Http } from "../../core/http.js";
import { hostOf, isAmongHosts } from "../../core/host.js";
import type { Clock } from "../../core/ports.js";
import type { LookAtFile, NetworkProbe } from "../../core/probes.js";
import { proxyFor, type ProxySettings } from "../../core/proxy.js";
import { profileRedactor } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { useProblems } from "../../profile/use-checks.js";
import { clockRules } from "./clock.js";
import { blocked, type DoctorLine, fail, notApplicable, pass, warn } from "./line.js";
import { examineWay } from "./network.js";
import { examinePermissions, type Surroundings } from "./permissions.js";
import { askRole, judgeAnswer, judgeClock } from "./reach.js";
import { type Role, roleConnection, rolesOf, settingsOf } from "./roles.js";
import { examineSecrets } from "./secrets.js";

export interface DoctorPorts {
  readonly http: Http;
  readonly network: NetworkProbe;
  readonly look: LookAtFile;
  readonly clock: Clock;
  readonly proxy: ProxySettings;
  readonly signal: AbortSignal;
}

export interface DoctorOrder {
  readonly profile: ResolvedProfile;
  /** The profile is the sandbox's own: its secrets are published and it has no files. */
  readonly isSandbox: boolean;
  readonly allowLive: boolean;
  readonly surroundings: Surroundings;
}

const PROBE_TIMEOUT_MS = 5_000;

export async function examine(
  order: DoctorOrder,
  ports: DoctorPorts,
): Promise<readonly DoctorLine[]> {
  const { profile, isSandbox, surroundings } = order;
  const own = isSandbox
    ? [
        notApplicable(
          { check: "secret", subject: "all" },
          "the sandbox's own, which everyone knows",
        ),
      ]
    : [
        ...(await examinePermissions(profile, surroundings, ports.look)),
        ...(await examineSecrets(profile)),
      ];
  return [...profileLines(profile), ...own, ...(await examineTargets(order, ports))];
}

function profileLines({
  origin,
  environment,
  environments,
  profile,
}: ResolvedProfile): readonly DoctorLine[] {
  const unusable = useProblems(profile).map(({ path, message, hint }) =>
    fail({ check: "profile", subject: path }, message, hint ?? "Mend it."),
  );
  if (unusable.length > 0) return unusable;
  const chosen = environment ?? "the base";
  const all = ["the base", ...environments].join(", ");
  return [
    pass(
      { check: "profile", subject: origin },
      `valid; partner ${profile.partner}, environment ${chosen}${environments.length === 0 ? "" : ` of ${all}`}`,
    ),
  ];
}

/** Everything that is asked of one origin in one way. */
interface Target {
  readonly origin: string;
  readonly connection: ConnectionSettings;
  readonly roles: readonly [Role, ...Role[]];
}

async function examineTargets(
  order: DoctorOrder,
  ports: DoctorPorts,
): Promise<readonly DoctorLine[]> {
  const { profile, allowLive } = order;
  const lines: DoctorLine[] = [];
  const targets = new Map<string, Target>();
  for (const role of rolesOf(profile)) {
    const host = hostOf(role.url);
    if (!allowLive && isAmongHosts(host, profile.liveHosts)) {
      lines.push(liveLine(role, host));
      continue;
    }
    try {
      const connection = await roleConnection(profile, role);
      addRole(targets, role, connection);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const place = { check: "role", subject: role.section };
      lines.push(fail(place, error.message, error.hint ?? "Mend the profile."));
    }
  }
  const all = [...targets.values()];
  if (all.length === 0 && lines.length === 0)
    return [
      warn(
        { check: "role", subject: "none" },
        "the profile names no counterpart",
        "Add a section such as entry, webhook or wallet.",
      ),
    ];
  const examined = await Promise.all(all.map((target) => examineTarget(target, order, ports)));
  const origins = [...new Set(all.map(({ origin }) => origin))];
  return [...proxyLines(origins, ports.proxy), ...withoutRepeats(examined.flat()), ...lines];
}

function liveLine({ section, title }: Role, host: string): DoctorLine {
  return blocked(
    { check: "role", subject: section },
    `${title}: ${host} is live, so nothing was sent`,
    "Pass --allow-live: doctor sends one request without credentials, and moves nothing.",
  );
}

/** The way to roles that are reached in the same way is examined once. */
function addRole(targets: Map<string, Target>, role: Role, connection: ConnectionSettings): void {
  const { origin } = new URL(role.url);
  const key = JSON.stringify([origin, connection.headers, connection.tls]);
  const known = targets.get(key);
  targets.set(key, {
    origin,
    connection: known?.connection ?? connection,
    roles: known === undefined ? [role] : [...known.roles, role],
  });
}

async function examineTarget(
  { origin, connection, roles }: Target,
  { profile }: DoctorOrder,
  ports: DoctorPorts,
): Promise<readonly DoctorLine[]> {
  const redactor = profileRedactor(profile, "own");
  const section = settingsOf(roles[0].section);
  const { network, proxy, clock } = ports;
  const timeoutMs = profile.timeoutMs ?? PROBE_TIMEOUT_MS;
  const [way, outcomes] = await Promise.all([
    examineWay(
      { origin, section, tls: connection.tls },
      { network, proxy, timeoutMs, nowMs: clock.nowMs() },
    ),
    Promise.all(roles.map((role) => askRole(role, connection, { ...ports, redactor }))),
  ]);
  const rules = clockRules(profile.profile).filter((rule) =>
    roles.some((role) => role.rules === rule.section),
  );
  const answered = outcomes.find(({ reply }) => reply !== null);
  const clockLine = answered === undefined ? null : judgeClock(origin, answered, rules);
  return [
    ...way,
    ...(clockLine === null ? [] : [clockLine]),
    ...roles.flatMap((role, at) => {
      const outcome = outcomes[at];
      return outcome === undefined ? [] : judgeAnswer({ role, outcome });
    }),
  ];
}

function proxyLines(origins: readonly string[], settings: ProxySettings): readonly DoctorLine[] {
  return origins.flatMap((origin) => {
    const route = proxyFor(origin, settings);
    const place = { check: "proxy", subject: new URL(origin).host };
    if (route.kind === "direct")
      return route.why === "bypassed" ? [pass(place, "none: NO_PROXY names the host")] : [];
    const { protocol, host } = new URL(route.url);
    return [
      warn(
        place,
        `${protocol}//${host}; races go straight to the target, past any proxy`,
        "If this machine reaches the host without it, add the host to NO_PROXY; else leave the race checks out (--skip).",
      ),
    ];
  });
}

/** Two roles at one origin with other headers see the same network. */
function withoutRepeats(lines: readonly DoctorLine[]): readonly DoctorLine[] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const key = ["dns", "tcp"].includes(line.check)
      ? `${line.check} ${line.subject}`
      : JSON.stringify(line);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

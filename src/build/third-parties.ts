/** The packages that a bundle holds: each with its licence text, and all of them as a bill of materials. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** SPDX, as the package declares it. */
  readonly licence: string;
  readonly licenceText: string;
}

/** A licence whose text is the same for everybody, from a file that carries it. */
const COMMON_TEXTS: Readonly<Record<string, string>> = {
  "Apache-2.0": "node_modules/typescript/LICENSE.txt",
  MIT: "LICENSE",
};

/**
 * @param inputs paths of bundled modules, relative to `root`
 * @throws {Error} for a package that declares no licence, or whose text is nowhere to be had
 */
export async function thirdPartiesOf(
  root: string,
  inputs: readonly string[],
): Promise<readonly ThirdParty[]> {
  const folders = new Set(
    inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []),
  );
  return Promise.all([...folders].sort().map((folder) => thirdPartyIn(root, folder)));
}

async function thirdPartyIn(root: string, folder: string): Promise<ThirdParty> {
  const about = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
    readonly author?: string | { readonly name: string };
  };
  const { name, version, license: licence, author } = about;
  if (licence === undefined) throw new Error(`${folder} declares no licence`);
  const own = (await readdir(join(root, folder))).find((file) => /^licen[cs]e/i.test(file));
  const path = own === undefined ? COMMON_TEXTS[licence] : `${folder}/${own}`;
  if (path === undefined) throw new Error(`${folder} has no text of its licence, ${licence}`);
  const text = (await readFile(join(root, path), "utf8")).trim();
  if (own !== undefined) return { name, version, licence, licenceText: text };
  const holder = typeof author === "string" ? author : (author?.name ?? `the authors of ${name}`);
  // A common text is theirs, not of whom the file that it comes from names.
  const licenceText = text.replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
  return { name, version, licence, licenceText };
}

export function renderLicences(parties: readonly ThirdParty[]): string {
  return parties
    .map(
      ({ name, version, licence, licenceText }) =>
        `${name} ${version} (${licence})\n\n${licenceText}\n`,
    )
    .join(`\n${"-".repeat(72)}\n`);
}

/**
 * CycloneDX 1.6 as JSON. No time and no serial number, so that the same sources give the same file.
 *
 * @source CycloneDX 1.6; package URLs of type npm
 */
export function renderSbom(
  own: { readonly name: string; readonly version: string; readonly licence: string },
  parties: readonly ThirdParty[],
): string {
  const root = componentOf("application", own);
  const components = parties.map((each) => componentOf("library", each));
  const refs = components.map((each) => each["bom-ref"]);
  const sbom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: root },
    components,
    dependencies: [
      { ref: root["bom-ref"], dependsOn: refs },
      ...refs.map((ref) => ({ ref, dependsOn: [] })),
    ],
  };
  return `${JSON.stringify(sbom, null, 2)}\n`;
}

function componentOf(
  type: "application" | "library",
  { name, version, licence }: Pick<ThirdParty, "name" | "version" | "licence">,
) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const [scope = "", rest = name] = name.startsWith("@") ? name.split("/") : [];
  return {
    type,
    "bom-ref": purl,
    ...(scope === "" ? {} : { group: scope }),
    name: rest,
    version,
    licenses: [
      / (OR|AND|WITH) /.test(licence) ? { expression: licence } : { license: { id: licence } },
    ],
    purl,
  };
}

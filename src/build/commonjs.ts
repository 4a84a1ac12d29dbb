/** From the bundler's ES modules to the CommonJS files of the package, in few bytes. */
import { transform } from "esbuild";
import { minify } from "terser";

/**
 * The bundler splits ES modules only; Node starts CommonJS without its module
 * loader, which is a tenth of a short command's time.
 *
 * @param path for messages
 */
export async function asCommonJs(text: string, path: string, target: string): Promise<string> {
  const { code, warnings } = await transform(text, {
    format: "cjs",
    platform: "node",
    target,
    minifyWhitespace: true,
    minifySyntax: true,
    supported: { "dynamic-import": false },
  });
  if (warnings.length > 0) throw new Error(warnings.map((warning) => warning.text).join("\n"));
  return withLiveExports(code, path);
}

/** The bundler defines each of hundreds by a call and copies them all; a literal is the same in a tenth of the time. */
function withLiveExports(code: string, path: string): string {
  const written =
    /var stdin_exports=\{\};__export\(stdin_exports,\{((?:[\w$]+:\(\)=>[\w$.]+,?)*)\}\);module\.exports=__toCommonJS\(stdin_exports\);/;
  const [all, list] = written.exec(code) ?? [];
  if (all === undefined || list === undefined)
    throw new Error(`${path}: the bundler writes its exports in another way now`);
  const getters = list.replaceAll(/([\w$]+):\(\)=>([\w$.]+)/g, "get $1(){return $2}");
  return code.replace(all, () => `module.exports={__proto__:null,${getters}};`);
}

/**
 * Modules that need each other in a circle are in one file, so that whoever requires it does so after it
 * has run: no start has to make hundreds of getters, whose memory brought on a second collection of garbage.
 */
export function withFixedExports(code: string): string {
  const [all, list] = /module\.exports=\{__proto__:null,(get [^;]*)\};/.exec(code) ?? [];
  if (all === undefined || list === undefined) return code;
  const rest = code.replace(all, "");
  const members = list.replaceAll(
    /get ([\w$]+)\(\)\{return ([\w$]+)\}/g,
    (getter: string, name: string, value: string) =>
      isAssignedAgain(value, rest) ? getter : `${name}:${value}`,
  );
  return `${rest}module.exports={__proto__:null,${members}};`;
}

/** Whether a variable is, or may be: of another one with its name this knows nothing. */
export function isAssignedAgain(name: string, code: string): boolean {
  const variable = name.replaceAll("$", "\\$");
  const assignment = new RegExp(
    `(?<![\\w$.])(?:(?:\\+\\+|--)${variable}(?![\\w$])|${variable} *(?:${OPERATOR}?=(?![=>])|\\+\\+|--))`,
    "g",
  );
  return [...code.matchAll(assignment)].length > 1;
}

/** Those that assignments are joined with. */
const OPERATOR = String.raw`(?:[-+*/%|&^]|\*\*|\|\||&&|\?\?|<<|>>>?)`;

/** The bundler puts its few helpers into a file of their own, which each start would have to find, read and compile. */
export function withHelpers(code: string, name: string, helpers: string): string {
  const inlined = code.replaceAll(
    `require("./${name}")`,
    () => `(module=>{${helpers};return module.exports})({})`,
  );
  if (inlined === code) throw new Error("the hot path needs no helpers");
  return inlined;
}

/**
 * Names of variables and functions are a fifth of the packed code; those of classes stay, since errors
 * show them. A stack says where in which file, and the folder's name says of which build: the same
 * sources build the same again. A function stays where it was written: one that is put into another, as
 * the minifier would have it, is made anew by each call, which took a sixth more time for every payment.
 */
export async function shorter(code: string): Promise<string> {
  const { code: short } = await minify(code, {
    compress: {
      toplevel: true,
      passes: 2,
      reduce_funcs: false,
      inline: false,
      keep_classnames: true,
    },
    mangle: { toplevel: true, keep_classnames: true },
    format: { ascii_only: true },
  });
  if (short === undefined) throw new Error("the minifier wrote nothing");
  return short.replace(LEFT_OF_HELPERS, "");
}

/** What the bundler's helpers were made of is read for nothing: the minifier cannot know that it is Node's own. */
const LEFT_OF_HELPERS = /^(?:Object\.(?:[a-zA-Z]+|prototype\.hasOwnProperty)[,;])+/;

/**
 * What a short command needs from its first line to its last. The bundler puts
 * all of it into one file: each further file costs a start half a millisecond.
 */
import "../cli/main.js";
import "../cli/commands/entry/sign-entry.js";
import "../cli/commands/entry/sign-entry.run.js";

/** The package under a name: the built program's chunks hand on no default exports. */
export { default as Conf } from "conf";

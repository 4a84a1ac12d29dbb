// Property tests draw the same cases each time, so that a change is judged by what it
// changed. PROPERTY_SEED=random (or a number) draws others; a failure prints its seed.
import fc from "fast-check";

const FIXED_SEED = 20_260_101;
const wanted = process.env["PROPERTY_SEED"];
fc.configureGlobal(wanted === "random" ? {} : { seed: Number(wanted ?? FIXED_SEED) });

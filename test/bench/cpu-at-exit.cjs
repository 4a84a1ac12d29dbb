// Preloaded into a measured program: leaves behind how long it has used a processor, in microseconds.
"use strict";
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.BENCH_CPU_FILE, String(user + system));
});

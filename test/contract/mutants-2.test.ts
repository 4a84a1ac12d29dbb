import { describeFaults } from "./faults.js";

describeFaults(1, 2);

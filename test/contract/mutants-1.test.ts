import { describeFaults } from "./faults.js";

describeFaults(0, 2);

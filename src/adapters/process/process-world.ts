/** This process as a world for commands. Whatever is heavy loads when it is first used. */
import { setMaxListeners } from "node:events";
import type { AppendFiles } from "../../core/append-file.js";
import type { Folders } from "../../core/folders.js";
import type { HttpClient } from "../../core/http.js";
import {
  type Prompter,
  type Random,
  type SecretStore,
  STORE_KEY_VARIABLE,
  type Terminal,
  type UserSettings,
} from "../../core/ports.js";
import type { MachineFacts, NetworkProbe } from "../../core/probes.js";
import type { WatchFolder } from "../../core/folder-watch.js";
import type { Keyboard } from "../../core/keyboard.js";
import type { EditFile, RunProgram, StartProgram } from "../../core/programs.js";
import { readProxySettings } from "../../core/proxy.js";
import type { RecordFiles } from "../../core/record-files.js";
import type { RunThread } from "../../core/threads.js";
import type { Listen } from "../../core/server.js";
import {
  configFolder,
  journalFolder,
  stateFolder,
  temporaryFolder,
} from "../files/state-folder.js";
import { createUserSettings } from "../files/user-settings.js";
import { nodeExtraCa } from "../http/extra-ca.js";
import { lookAtFile } from "./look-at-file.js";
import { nextTurn, systemClock, systemFiles, systemRandom } from "./system.js";

type Env = Readonly<Record<string, string | undefined>>;

export function createProcessWorld(
  version: string,
  terminal: Terminal,
  signal: AbortSignal,
  atOnce: (lastWords: () => string | null) => void,
) {
  const { env } = process;
  // Every request under way listens for the stop, by signals that follow it too: no leak.
  setMaxListeners(0);
  setMaxListeners(0, signal);
  return {
    ...machinePorts(env),
    terminal,
    clock: systemClock,
    random: systemRandom,
    files: systemFiles,
    env,
    cwd: process.cwd(),
    version,
    signal,
    atOnce,
    openPrompter: async (options: { readonly canGoBack: boolean }): Promise<Prompter> => {
      const { createPrompter } = await import("./prompter.js");
      return createPrompter(signal, options);
    },
    openKeyboard: async (): Promise<Keyboard> => {
      const { openKeyboard } = await import("./keyboard.js");
      return openKeyboard();
    },
    openHttp: async (options: { readonly extraCa: readonly string[] }): Promise<HttpClient> => {
      const { createHttpClient } = await import("../http/http-client.js");
      return createHttpClient({
        extraCa: [...options.extraCa, ...(await nodeExtraCa(env))],
        proxy: readProxySettings(env),
      });
    },
  };
}

/** What the machine offers whoever runs there: its files, folders, programs and network. */
export function machinePorts(env: Env) {
  return {
    machine,
    folders: foldersOf(env),
    listen: listenLazily,
    appendFiles,
    runProgram,
    startProgram,
    runThread,
    extraCa: () => nodeExtraCa(env),
    editFile,
    watchFolder,
    nextTurn,
    userSettings: (): UserSettings | null => {
      const folder = configFolder(env);
      return folder === null ? null : createUserSettings(folder);
    },
    openRecordFiles: async (folder: string, random: Random): Promise<RecordFiles> => {
      const { createJournalStore } = await import("../files/journal-store.js");
      return createJournalStore({ folder, random });
    },
    openSecretStore: async (folder: string): Promise<SecretStore> => {
      const { createSecretStore } = await import("../secrets/secret-store.js");
      const { localDisk } = await import("../files/write-file.js");
      const key = env[STORE_KEY_VARIABLE] ?? "";
      return createSecretStore({ folder, key: key === "" ? null : key, disk: localDisk });
    },
    openNetworkProbe: async (options: {
      readonly extraCa: readonly string[];
    }): Promise<NetworkProbe> => {
      const { createNetworkProbe } = await import("../http/network-probe.js");
      return createNetworkProbe({ extraCa: [...options.extraCa, ...(await nodeExtraCa(env))] });
    },
  };
}

const machine: MachineFacts = {
  nodeVersion: process.version,
  isWindows: process.platform === "win32",
  look: lookAtFile,
};

/** Asked when they are needed: most calls need one of them, or none. */
function foldersOf(env: Env): Folders {
  return {
    get config() {
      return configFolder(env);
    },
    get state() {
      return stateFolder(env);
    },
    get journal() {
      return journalFolder(env);
    },
    get temporary() {
      return temporaryFolder();
    },
  };
}

const listenLazily: Listen = async (options, handler) => {
  const { listenOnNode } = await import("../http/node-server.js");
  return listenOnNode(options, handler);
};

async function diskFiles(): Promise<AppendFiles> {
  const { diskAppendFiles } = await import("../files/append-files.js");
  return diskAppendFiles;
}

const appendFiles: AppendFiles = {
  open: async (path) => (await diskFiles()).open(path),
  remove: async (path) => (await diskFiles()).remove(path),
  replace: async (path, pieces) => (await diskFiles()).replace(path, pieces),
};

const startProgram: StartProgram = async (line, cwd) => {
  const { startBackgroundProgram } = await import("./background-program.js");
  return startBackgroundProgram(line, cwd);
};

const editFile: EditFile = async (path) => {
  const { editInTerminal } = await import("./editor.js");
  return editInTerminal(path);
};

const watchFolder: WatchFolder = async (order) => {
  const { watchWithChokidar } = await import("../files/watch-folder.js");
  return watchWithChokidar(order);
};

const runThread: RunThread = async (order) => {
  const { runLoadThread } = await import("./load-thread.js");
  return runLoadThread(order);
};

const runProgram: RunProgram = async (order) => {
  const { runLineProgram } = await import("./line-program.js");
  return runLineProgram(order);
};

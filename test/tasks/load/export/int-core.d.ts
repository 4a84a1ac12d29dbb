/** What the test calls of Artillery's engine, which comes without types. */
declare module "@artilleryio/int-core" {
  interface Running {
    on(event: "done" | "error", listen: (about: unknown) => void): void;
    run(): void;
    stop(): Promise<void>;
  }
  const core: {
    readonly runner: {
      runner(script: object, payload: null, options: object): Promise<Running>;
      readonly runnerFuncs: {
        loadProcessor(script: object, options: { readonly scriptPath: string }): Promise<object>;
      };
    };
  };
  export default core;
}

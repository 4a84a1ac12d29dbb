/** In front of a sandbox: its WebView becomes a page for browsers, as PlayCamp's is. */
import { onTestFinished } from "vitest";
import { serve } from "../../contract/strangers/serve.js";

/** @returns the origin to use in place of the sandbox's, and what was asked for there */
export async function browserPages(
  sandbox: string,
): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const { origin } = new URL(sandbox);
  const asked: string[] = [];
  const front = await serve(async ({ method, target, path }) => {
    asked.push(target);
    const reply = await fetch(`${origin}${target}`, { method, redirect: "manual" });
    const body = await reply.text();
    const isPage = path.startsWith("/webview") && reply.ok;
    const location = reply.headers.get("location")?.replace(origin, front.url);
    return {
      status: reply.status,
      headers: {
        "Content-Type": "text/html",
        ...(location === undefined ? {} : { Location: location }),
      },
      body: isPage ? "<!doctype html><div id=app></div>" : body,
    };
  });
  onTestFinished(front.close);
  return { url: front.url, asked };
}

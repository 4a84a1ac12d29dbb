/** The README's receivers, each made a program that starts it, sends it deliveries and ends. */

interface Receiver {
  readonly name: string;
  /** Listens at any port, then calls `judge(url)`. */
  readonly around: (code: string) => string;
}

const RECEIVERS: readonly Receiver[] = [
  {
    name: "express",
    around: (code) => `
import express from "express";
const app = express();
${code}
const server = app.listen(0, "127.0.0.1", () => judge("http://127.0.0.1:" + server.address().port));`,
  },
  {
    name: "fastify",
    around: (code) => `
import { fastify } from "fastify";
const app = fastify();
${code}
await judge(await app.listen({ port: 0, host: "127.0.0.1" }));`,
  },
  {
    name: "hono",
    around: (code) => `
import { Hono } from "hono";
import { serve } from "@hono/node-server";
const app = new Hono();
${code}
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => judge("http://127.0.0.1:" + port));`,
  },
  {
    name: "next",
    around: (code) => `
import { serve } from "@hono/node-server";
${code}
serve({ fetch: POST, port: 0, hostname: "127.0.0.1" }, ({ port }) => judge("http://127.0.0.1:" + port));`,
  },
  {
    name: "nest",
    around: (code) => `
import "reflect-metadata";
import { Controller, Headers, HttpCode, Module, Post, Req, UnauthorizedException } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
@Controller()
class Hooks {
${code}
}
@Module({ controllers: [Hooks] })
class AppModule {}
const app = await NestFactory.create(AppModule, { rawBody: true, logger: false });
await app.listen(0, "127.0.0.1");
await judge(await app.getUrl());`,
  },
];

/** A right delivery is applied once, a changed and an unsigned one are refused. */
const JUDGE = `
import { constructWebhookSignature, verifyWebhook } from "playcamp-gw";
const secret = "s3cret";
const applied = [];
const apply = (events) => applied.push(...events);
async function judge(origin) {
  const body = '{"events":[{"event":"sponsor.created",  "data":{"name":"루나 \\\\u00e9"}}]}';
  const send = async (text, headers) =>
    (await fetch(origin + "/hook", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: text,
    })).status;
  const signed = { "x-webhook-signature": constructWebhookSignature(body, secret) };
  const seen = [await send(body, signed), await send(body + " ", signed), await send(body, {})];
  if (seen.join() !== "200,401,401" || applied.length !== 1)
    throw new Error(seen.join() + ", applied " + applied.length);
  process.exit(0);
}
`;

/** @param readme each receiver stands below a comment that names it */
export function createReceivers(
  readme: string,
): readonly { readonly name: string; readonly script: string }[] {
  return RECEIVERS.map(({ name, around }) => {
    const [, code] =
      new RegExp(`<!-- receiver: ${name} -->\\s*\`\`\`\\w+\\n([^]*?)\`\`\``).exec(readme) ?? [];
    if (code === undefined) throw new Error(`the README has no receiver for ${name}`);
    return { name, script: JUDGE + around(code) };
  });
}

import { CRYPTO, EVENT_TYPE, nodeParts } from "./node-parts.js";
import type { Receiver } from "./receiver.js";

export const nestjs: Receiver = {
  title: "NestJS",
  file: "playcamp-webhook.ts",
  install:
    "npm install @nestjs/common @nestjs/core @nestjs/platform-express reflect-metadata rxjs tsx",
  start: "npx tsx playcamp-webhook.ts",
  proof: "judged",
  needs: "a tsconfig.json with experimentalDecorators, as every project of Nest's own has",
  text: `// Takes PlayCamp's webhooks with NestJS. Yours to change: the controller goes into your own module.
import "reflect-metadata";
${CRYPTO}
import { Controller, Module, Post, Req, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";

${EVENT_TYPE}
${nodeParts(true)}
// What Express hands over; @types/express has all of it.
interface Incoming {
  rawBody?: Buffer;
  headers: Record<string, unknown>;
}
interface Outgoing {
  status(code: number): { json(body: object): void };
}

@Controller()
class PlayCampWebhookController {
  @Post("__PATH__")
  take(@Req() request: Incoming, @Res() response: Outgoing): void {
    const body = request.rawBody ?? Buffer.alloc(0);
    const [status, reply] = answer(body, request.headers["x-webhook-signature"]);
    response.status(status).json(reply);
  }
}

@Module({ controllers: [PlayCampWebhookController] })
class AppModule {}

async function main(): Promise<void> {
  // rawBody keeps the bytes as they came: request.body is parsed, and could not be verified.
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    rawBody: true,
    logger: ["error", "warn"],
  });
  app.useBodyParser("json", { limit: "10mb" });
  await app.listen(__PORT__, "127.0.0.1");
  console.log("http://127.0.0.1:__PORT____PATH__");
}

void main();
`,
};

/** Every framework that `init --receiver` writes for. A new one is a file beside this one and a line here. */
import { namesOf } from "../../../core/names-of.js";
import type { Receiver } from "./receiver.js";

const RECEIVERS = {
  express: async () => (await import("./express.js")).express,
  nestjs: async () => (await import("./nestjs.js")).nestjs,
  fastify: async () => (await import("./fastify.js")).fastify,
  hono: async () => (await import("./hono.js")).hono,
  nextjs: async () => (await import("./nextjs.js")).nextjs,
  flask: async () => (await import("./flask.js")).flask,
  fastapi: async () => (await import("./fastapi.js")).fastapi,
  django: async () => (await import("./django.js")).django,
  php: async () => (await import("./php.js")).php,
  laravel: async () => (await import("./laravel.js")).laravel,
  go: async () => (await import("./go.js")).go,
  spring: async () => (await import("./spring.js")).spring,
} as const satisfies Record<string, () => Promise<Receiver>>;

export type ReceiverId = keyof typeof RECEIVERS;

export const RECEIVER_IDS = namesOf(RECEIVERS);

export function loadReceiver(id: ReceiverId): Promise<Receiver> {
  return RECEIVERS[id]();
}

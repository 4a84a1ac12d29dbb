/** Lets few requests be under way at a time, so that a server with one worker can answer each in time. */
import type { Http } from "../core/http.js";

export function limitInFlight(http: Http, most: number): Http {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return async (request, signal) => {
    if (underWay < most) underWay += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await http(request, signal);
    } finally {
      // Who waited longest takes the place.
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
}

/** Captures as strangers bring them: each is read whole, or refused with the reason; none is sent as if it were whole. */
import { describe, expect, it } from "vitest";
import { displayText } from "../../../src/journal/redacted.js";
import { readCapture } from "../../../src/journal/read-messages.js";

const BODY = '{"events":[{"event":"sponsor.created","data":{"name":"민수"}}]}';
const SIGNED = "X-Webhook-Signature";

function read(text: string) {
  const { kind, messages } = readCapture(Buffer.from(text));
  const requests = messages.map(({ request: { method, url, headers, body } }) => ({
    line: `${method} ${displayText(url)}`,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, displayText(value)])),
    body: body === null ? null : displayText(body),
  }));
  return { kind, requests };
}

const postman = (request: unknown, more: object = {}) =>
  JSON.stringify({
    info: {
      _postman_id: "1",
      name: "x",
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    item: [{ name: "folder", item: [{ name: "a", request }] }],
    ...more,
  });
const POSTMAN = {
  method: "POST",
  header: [
    { key: SIGNED, value: "{{sig}}" },
    { key: "X-Off", value: "1", disabled: true },
  ],
  body: { mode: "raw", raw: BODY, options: { raw: { language: "json" } } },
  url: { raw: "{{base}}/hook", host: ["{{base}}"], path: ["hook"] },
};
const VARIABLES = [
  { key: "base", value: "{{scheme}}://game.test" },
  { key: "scheme", value: "https" },
  { key: "sig", value: "ab12" },
];
const insomnia = (request: object) =>
  JSON.stringify({
    _type: "export",
    __export_format: 4,
    resources: [
      { _type: "workspace" },
      { _type: "environment", data: { base: "https://game.test", keys: { sig: "ab12" } } },
      {
        _type: "request",
        method: "POST",
        url: "{{ _.base }}/hook",
        headers: [{ name: SIGNED, value: "{{ _.keys.sig }}" }],
        body: { mimeType: "application/json", text: BODY },
        ...request,
      },
    ],
  });
const bru = (body: string, line = "body: json\n  auth: none") =>
  `meta {\n  name: a\n  type: http\n  seq: 1\n}\n\npost {\n  url: https://game.test/hook\n  ${line}\n}\n\nheaders {\n  ${SIGNED}: ab12\n  ~X-Off: 1\n}\n\n${body}`;
const TICK = "`";

const EXPECTED = { line: "POST https://game.test/hook", sig: "ab12", body: BODY };

const CURL = `curl -X POST https://game.test/hook -H '${SIGNED}: ab12' -d '${BODY}'`;
const RAW = `POST /hook HTTP/1.1\nHost: game.test\n${SIGNED}: ab12\n\n${BODY}`;
const FENCE = TICK.repeat(3);

describe("is read whole:", () => {
  it.each<[string, string, string]>([
    [
      "curl behind the prompt of cmd",
      "curl",
      `C:\\Users\\kim>curl -X POST "https://game.test/hook" ^\r\n  -H "${SIGNED}: ab12" ^\r\n  -d "${BODY.replaceAll('"', String.raw`\"`)}"\r\n`,
    ],
    ["curl behind the prompt of a server", "curl", `[root@game ~]# ${CURL}\n`],
    ["curl behind the prompt of Ubuntu", "curl", `kim@game-01:~/app$ ${CURL}\n`],
    ["curl in a chat", "curl", `웹훅이 401 나와요 🙏\n${FENCE}bash\n${CURL}\n${FENCE}\n감사합니다`],
    [
      "curl below a sentence that begins as a request",
      "curl",
      `POST /webhooks/playcamp 가 401 나와요\n${FENCE}\n${CURL}\n${FENCE}\n`,
    ],
    [
      "a .bru file whose docs have a fence",
      "bruno",
      `${bru(`body:json {\n  ${BODY}\n}\n`)}\ndocs {\n  ${FENCE}json\n  {}\n  ${FENCE}\n}\n`,
    ],
    ["raw HTTP in a chat", "http", `안녕하세요\r\n${FENCE}\r\n${RAW}\r\n${FENCE}\r\n`],
    [
      "a Postman collection with its variables",
      "postman",
      postman(POSTMAN, { variable: VARIABLES }),
    ],
    [
      "one of format 2.0, its headers a text",
      "postman",
      postman({ ...POSTMAN, header: `${SIGNED}: ab12`, url: "https://game.test/hook" }),
    ],
    ["an Insomnia export with its environment", "insomnia", insomnia({})],
    ["a .bru file", "bruno", bru(`body:json {\n  ${BODY}\n}\n`)],
    [
      "a .bru file of Windows",
      "bruno",
      bru(`body:json {\n  ${BODY}\n}\n`).replaceAll("\n", "\r\n"),
    ],
    [
      "an export of Bruno",
      "bruno",
      JSON.stringify({
        name: "c",
        version: "1",
        environments: [
          { name: "e", variables: [{ name: "base", value: "https://game.test", enabled: true }] },
        ],
        items: [
          {
            type: "http-request",
            request: {
              method: "POST",
              url: "{{base}}/hook",
              headers: [
                { name: SIGNED, value: "ab12", enabled: true },
                { name: "X-Off", value: "1", enabled: false },
              ],
              body: { mode: "json", json: BODY },
              auth: { mode: "none" },
            },
          },
        ],
      }),
    ],
    [
      "what Chrome copies for PowerShell",
      "powershell",
      `$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.UserAgent = "Mozilla/5.0"\nInvoke-WebRequest -UseBasicParsing -Uri "https://game.test/hook" ${TICK}\n-Method "POST" ${TICK}\n-WebSession $session ${TICK}\n-Headers @{\n"accept"="*/*"\n  "${SIGNED}"="ab12"\n} ${TICK}\n-ContentType "application/json" ${TICK}\n-Body ([System.Text.Encoding]::UTF8.GetBytes("${BODY.replaceAll('"', `${TICK}"`).replace("민수", "$([char]48124)$([char]49688)")}"))`,
    ],
    [
      "what people write for PowerShell",
      "powershell",
      `$headers = @{ '${SIGNED}' = 'ab12'; 'X-B' = "1" }\n$body = @'\n${BODY}\n'@\n$r = Invoke-RestMethod 'https://game.test/hook' -Method Post -Headers $headers -Body $body -ContentType 'application/json' | ConvertTo-Json`,
    ],
    [
      "what browsers copy as fetch",
      "fetch",
      `fetch("https://game.test/hook", {\n  "headers": {\n    "accept": "*/*",\n    "${SIGNED}": "ab12"\n  },\n  "body": ${JSON.stringify(BODY)},\n  "method": "POST",\n  "mode": "cors"\n});`,
    ],
    [
      "fetch as people write it",
      "fetch",
      `const res = await fetch('https://game.test/hook', {\n  method: 'POST', // signed\n  headers: { '${SIGNED}': 'ab12', accept: \`*/*\`, },\n  body: JSON.stringify({ events: [{ event: 'sponsor.created', data: { name: '민수' } }] }),\n})`,
    ],
    [
      "HTTPie with a body of its own",
      "httpie",
      `http POST https://game.test/hook ${SIGNED}:ab12 --raw '${BODY}'`,
    ],
    [
      "HTTPie with a body piped in",
      "httpie",
      `echo -n '${BODY}' | https game.test/hook ${SIGNED}:ab12`,
    ],
    [
      "xh with fields",
      "httpie",
      `xhs post game.test/hook ${SIGNED}:ab12 events:='[{"event": "sponsor.created", "data": {"name": "민수"}}]'`,
    ],
    [
      "wget",
      "wget",
      `wget -qO- --header='${SIGNED}: ab12' --post-data='${BODY}' https://game.test/hook`,
    ],
    [
      "wget with a method",
      "wget",
      `wget --method=POST --body-data '${BODY}' --header "${SIGNED}: ab12" -O - https://game.test/hook`,
    ],
    [
      "curl.exe of PowerShell",
      "curl",
      `curl.exe -X POST ${TICK}\n  -H '${SIGNED}: ab12' ${TICK}\n  -d '${BODY}' https://game.test/hook`,
    ],
    [
      "Lambda's format 2",
      "event",
      JSON.stringify({
        version: "2.0",
        rawPath: "/hook",
        rawQueryString: "",
        headers: { host: "game.test", [SIGNED]: "ab12" },
        requestContext: { http: { method: "POST" } },
        body: BODY,
        isBase64Encoded: false,
      }),
    ],
    [
      "Lambda's format 1, in Base64",
      "event",
      JSON.stringify({
        httpMethod: "POST",
        path: "/hook",
        headers: { Host: "game.test", [SIGNED]: "ab12" },
        multiValueHeaders: null,
        body: Buffer.from(BODY).toString("base64"),
        isBase64Encoded: true,
      }),
    ],
    [
      "a load balancer's event",
      "event",
      JSON.stringify({
        requestContext: { elb: {} },
        httpMethod: "POST",
        path: "/hook",
        queryStringParameters: {},
        headers: { host: "game.test", [SIGNED]: "ab12" },
        body: BODY,
        isBase64Encoded: false,
      }),
    ],
    [
      "events one a line, as logs have them",
      "event",
      `${JSON.stringify({ method: "POST", url: "https://game.test/hook", headers: { [SIGNED]: "ab12" }, body: BODY })}\n`,
    ],
    [
      "a list of them",
      "event",
      JSON.stringify([
        {
          method: "POST",
          url: "https://game.test/hook",
          headers: { [SIGNED]: "ab12" },
          body: BODY,
        },
      ]),
    ],
    [
      "an event with the raw body beside the parsed one",
      "event",
      JSON.stringify({
        method: "POST",
        url: "https://game.test/hook",
        headers: { [SIGNED]: "ab12" },
        body: {},
        rawBody: BODY,
      }),
    ],
    [
      "an event with a Buffer",
      "event",
      JSON.stringify({
        method: "POST",
        url: "https://game.test/hook",
        headers: { [SIGNED]: "ab12" },
        body: Buffer.from(BODY),
      }),
    ],
  ])("%s", (_, kind, text) => {
    const seen = read(text);
    expect(seen.kind).toBe(kind);
    const [request] = seen.requests;
    const sig = Object.entries(request?.headers ?? {}).find(
      ([name]) => name.toLowerCase() === SIGNED.toLowerCase(),
    )?.[1];
    expect({ line: request?.line, sig, body: request?.body }).toEqual(EXPECTED);
    expect(Object.keys(request?.headers ?? {})).not.toContain("X-Off");
  });

  it.each<[string, string, string, string | null]>([
    ["HTTPie's short address", "http :3000/hook a==1", "GET http://localhost:3000/hook?a=1", null],
    [
      "HTTPie's fields, as Python writes them",
      "http POST game.test/x name=민수 level:=10",
      "POST http://game.test/x",
      '{"name": "\\ubbfc\\uc218", "level": 10}',
    ],
    ["HTTPie's form", "http -f POST game.test/x 'a=1 2'", "POST http://game.test/x", "a=1+2"],
    ["echo's line break", "echo '{}' | http POST game.test/x", "POST http://game.test/x", "{}\n"],
    [
      "a query in a load balancer's event, as it came",
      JSON.stringify({
        requestContext: { elb: {} },
        httpMethod: "GET",
        path: "/s",
        queryStringParameters: { usn: "a%7Cb" },
        headers: { host: "g.test" },
        body: "",
      }),
      "GET https://g.test/s?usn=a%7Cb",
      null,
    ],
    [
      "a query in Lambda's event, encoded again",
      JSON.stringify({
        httpMethod: "GET",
        path: "/s",
        queryStringParameters: { usn: "a|b" },
        headers: { host: "g.test" },
        body: null,
      }),
      "GET https://g.test/s?usn=a%7Cb",
      null,
    ],
    [
      "Postman's path variables and form",
      postman({
        method: "PUT",
        url: { raw: "https://g.test/u/:id?x=1", variable: [{ key: "id", value: "7" }] },
        body: { mode: "urlencoded", urlencoded: [{ key: "a", value: "1 2" }] },
      }),
      "PUT https://g.test/u/7?x=1",
      "a=1+2",
    ],
    [
      "fences in a body",
      `POST /hook HTTP/1.1\nHost: g.test\n\n${FENCE}\n{}\n${FENCE}\n`,
      "POST https://g.test/hook",
      `${FENCE}\n{}\n${FENCE}`,
    ],
    ["Postman's shortest request", postman("https://g.test/x"), "GET https://g.test/x", null],
  ])("%s", (_, text, line, body) => {
    expect(read(text).requests).toMatchObject([{ line, body }]);
  });
});

describe("is refused, with the reason:", () => {
  it.each<[string, string, RegExp]>([
    ["a variable without a value", postman(POSTMAN), /variable \{\{\w+\}\} has no value/],
    [
      "a variable made anew",
      postman({ ...POSTMAN, url: "https://g.test/{{$guid}}" }),
      /\{\{\$guid\}\}/,
    ],
    [
      "variables in a circle",
      postman(POSTMAN, {
        variable: [
          { key: "base", value: "{{sig}}" },
          { key: "sig", value: "{{base}}" },
        ],
      }),
      /has no value/,
    ],
    [
      "a body in a file",
      postman({ ...POSTMAN, body: { mode: "file", file: { src: "x" } } }),
      /stands in a file/,
    ],
    ["a multipart body", postman({ ...POSTMAN, body: { mode: "formdata", formdata: [] } }), /anew/],
    ["credentials made anew", postman({ ...POSTMAN, auth: { type: "oauth1" } }), /oauth1/],
    [
      "an environment of Postman",
      JSON.stringify({ values: [], _postman_variable_scope: "environment" }),
      /environment of Postman/,
    ],
    ["Postman's format 1", JSON.stringify({ id: "1", order: [], requests: [{}] }), /format 1/],
    [
      "an empty collection",
      postman(null).replace(/"item":\[.*/, '"item":[]}'),
      /there is no request/,
    ],
    [
      "Insomnia's body in a file",
      insomnia({ body: { mimeType: "application/octet-stream", fileName: "/x" } }),
      /stands in a file/,
    ],
    ["Insomnia's YAML", "type: collection.insomnia.rest/5.0\nname: x\n", /YAML/],
    [
      "a .bru without its address",
      bru("", "body: none").replace("https://game.test/hook", "{{host}}/hook"),
      /\{\{host\}\}/,
    ],
    [
      "PowerShell with a body that only running makes",
      `Invoke-RestMethod https://g.test -Method Post -Body ($x | ConvertTo-Json)`,
      /-Body/,
    ],
    [
      "PowerShell with an unknown variable in a string",
      `Invoke-RestMethod -Uri "https://g.test/$path" -Method Post`,
      /https:\/\/g\.test\/\$path/,
    ],
    [
      "PowerShell with a file",
      `Invoke-WebRequest https://g.test -Method Post -InFile x.json`,
      /InFile/,
    ],
    [
      "PowerShell with a table for a body",
      `iwr https://g.test -Method Post -Body @{ a = 'b' }`,
      /table/,
    ],
    [
      "PowerShell that is cut off",
      `Invoke-WebRequest -Uri "https://g.test" -Method "POST" -Body "{${TICK}"a`,
      /cut off/,
    ],
    [
      "fetch with a variable",
      `fetch("https://g.test", { method: "POST", body: payload })`,
      /payload/,
    ],
    ["fetch with a template", "fetch(`https://${host}/x`)", /host/],
    [
      "fetch with an indent",
      `fetch("https://g.test", { method: "POST", body: JSON.stringify({a:1}, null, 2) })`,
      /only running/,
    ],
    [
      "fetch that is cut off",
      `fetch("https://g.test", { method: "POST", body: "{\\"a`,
      /literal|only running|cut off/,
    ],
    ["fetch of a path", `fetch("/api/x")`, /no http/],
    ["HTTPie with a file", "http POST g.test @body.json", /stands in a file/],
    ["HTTPie with an option of unknown effect", "http --multipart POST g.test a=1", /--multipart/],
    ["HTTPie with a body from a program", "cat body.json | http POST g.test", /no raw HTTP|cat/],
    ["wget with a file", "wget --post-file=body.json https://g.test", /stands in another file/],
    ["wget with an option of unknown effect", "wget --mirror https://g.test", /--mirror/],
    ["wget with a variable", 'wget --header "X: $SIG" https://g.test', /variable/],
    [
      "a line of nginx",
      '1.2.3.4 - - [05/Jan/2026:10:00:00 +0000] "POST /hook HTTP/1.1" 401 17 "-" "PlayCamp"',
      /access log/,
    ],
    [
      "a line of a load balancer",
      'https 2026-01-05T10:00:00.000Z app/x 1.2.3.4:1 10.0.0.1:80 0 0 0 401 401 34 366 "POST https://g.test:443/hook HTTP/1.1" "PlayCamp" - -',
      /access log/,
    ],
    [
      "a line of a program's log",
      `[2026-11-30 15:00:01 +0900] INFO headers={'${SIGNED}': '00'} body=b'{}'`,
      /a line of a log/,
    ],
    [
      "a log of IIS",
      "#Software: Microsoft Internet Information Services\n#Fields: date time",
      /no raw HTTP|access log/,
    ],
    [
      "an event cut short",
      JSON.stringify({
        httpMethod: "POST",
        path: "/",
        headers: { "content-length": "50" },
        body: "{}",
      }),
      /says 50 bytes, and 2 are there/,
    ],
    [
      "an event whose body was parsed",
      JSON.stringify({ httpMethod: "POST", headers: { a: "b" }, body: { events: [] } }),
      /parsed before it was logged/,
    ],
    ["JSON that is cut off", postman(POSTMAN).slice(0, -9), /is none/],
    ["a call of axios", 'axios.post("https://g.test", {})', /call of a library/],
  ])("%s", (_, text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});

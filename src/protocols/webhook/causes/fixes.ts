/** The lines of code that mend a cause, shared by the causes that have the same remedy. */
import type { Fixes } from "./cause.js";

export const VERIFY_RAW_BODY: Fixes = {
  express:
    'app.post("/webhooks/playcamp", express.raw({ type: "application/json" }), handler) // verify req.body (a Buffer), then JSON.parse it',
  go: "body, err := io.ReadAll(r.Body) // verify these bytes, then json.Unmarshal(body, &payload)",
  spring:
    'ResponseEntity<?> receive(@RequestBody byte[] body, @RequestHeader("X-Webhook-Signature") String signature)',
  php: "$body = file_get_contents('php://input'); // not $_POST, not json_encode(json_decode(...))",
  python: "body = request.get_data()  # Flask; Django: request.body; FastAPI: await request.body()",
  nestjs: "NestFactory.create(AppModule, { rawBody: true }) // verify req.rawBody (a Buffer)",
  fastify:
    'app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_, body, done) => done(null, body))',
  nextjs:
    "const body = await request.text() // App Router; Pages: export const config = { api: { bodyParser: false } }",
  laravel: "$body = $request->getContent(); // not $request->all()",
  aspnet:
    "using var copy = new MemoryStream(); await Request.Body.CopyToAsync(copy); // before any [FromBody]",
  rails: "body = request.raw_post # not params.to_json",
};

export const USE_SECRET_AS_TEXT: Fixes = {
  express:
    'createHmac("sha256", env.PLAYCAMP_WEBHOOK_SECRET.trim()) // the text itself, not decoded',
  go: 'hmac.New(sha256.New, []byte(strings.TrimSpace(os.Getenv("PLAYCAMP_WEBHOOK_SECRET"))))',
  spring: 'new SecretKeySpec(secret.strip().getBytes(StandardCharsets.UTF_8), "HmacSHA256")',
  php: "hash_hmac('sha256', $body, trim(getenv('PLAYCAMP_WEBHOOK_SECRET')))",
  python: 'hmac.new(os.environ["PLAYCAMP_WEBHOOK_SECRET"].strip().encode(), body, hashlib.sha256)',
};

export const LOAD_RIGHT_SECRET: Fixes = {
  express:
    'if (!env.PLAYCAMP_WEBHOOK_SECRET) throw new Error("webhook secret is not set") // and set this environment\'s own',
  go: 'secret, ok := os.LookupEnv("PLAYCAMP_WEBHOOK_SECRET"); if !ok { log.Fatal("webhook secret is not set") }',
  spring:
    '@Value("${playcamp.webhook-secret}") String secret // from this environment\'s configuration',
  php: "$secret = getenv('PLAYCAMP_WEBHOOK_SECRET') ?: throw new RuntimeException('webhook secret is not set');",
  python: 'secret = os.environ["PLAYCAMP_WEBHOOK_SECRET"]  # raises when it is not set',
};

export const SIGN_HMAC_HEX: Fixes = {
  express: 'createHmac("sha256", secret).update(body).digest("hex")',
  go: "mac := hmac.New(sha256.New, []byte(secret)); mac.Write(body); hex.EncodeToString(mac.Sum(nil))",
  spring:
    'mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256")); HexFormat.of().formatHex(mac.doFinal(body))',
  php: "hash_hmac('sha256', $body, $secret)",
  python: "hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()",
};

export const PASS_HEADER_AS_IS: Fixes = {
  express: 'const signature = req.get("X-Webhook-Signature") ?? ""',
  go: 'signature := r.Header.Get("X-Webhook-Signature")',
  spring: '@RequestHeader(name = "X-Webhook-Signature", defaultValue = "") String signature',
  php: "$signature = $_SERVER['HTTP_X_WEBHOOK_SIGNATURE'] ?? '';",
  python: 'signature = request.headers.get("X-Webhook-Signature", "")',
};

export const SIGN_TIMESTAMPED: Fixes = {
  express:
    'createHmac("sha256", secret).update(`${t}.`).update(body).digest("hex") // t in whole seconds, as in the header',
  go: 'mac.Write([]byte(t + ".")); mac.Write(body) // t := strconv.FormatInt(time.Now().Unix(), 10)',
  spring:
    'mac.update((t + ".").getBytes(UTF_8)); mac.doFinal(body) // t = Instant.now().getEpochSecond()',
  php: "hash_hmac('sha256', $t . '.' . $body, $secret) // $t = time()",
  python:
    'hmac.new(secret.encode(), f"{t}.".encode() + body, hashlib.sha256)  # t = int(time.time())',
};

export const ACCEPT_FORM: Fixes = {
  express: "verifyWebhook({ payload, signature, secret }) // tells the two forms apart by itself",
  go: "webhookutil.Verify(webhookutil.VerifyOptions{Payload: body, Signature: signature, Secret: secret})",
  spring: 'boolean timestamped = signature.contains("t=") && signature.contains("v1=");',
  php: "$timestamped = str_contains($signature, 't=') && str_contains($signature, 'v1=');",
  python: 'timestamped = "t=" in signature and "v1=" in signature',
};

export const CHECK_CLOCK: Fixes = {
  express: "nowSec - Number(t) <= 300 // both clocks on NTP",
  go: "time.Now().Unix()-t <= 300 // both clocks on NTP",
  spring: "Instant.now().getEpochSecond() - t <= 300 // both clocks on NTP",
  php: "time() - (int) $t <= 300 // both clocks on NTP",
  python: "time.time() - int(t) <= 300  # both clocks on NTP",
};

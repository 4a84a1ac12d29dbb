/** The lines of code that mend a callback's signature: what webhooks have, as the wallet has it. */
import type { Cause, Fixes } from "../webhook/causes/cause.js";
import {
  LOAD_RIGHT_SECRET,
  PASS_HEADER_AS_IS,
  SIGN_HMAC_HEX,
  SIGN_TIMESTAMPED,
  USE_SECRET_AS_TEXT,
  VERIFY_RAW_BODY,
} from "../webhook/causes/fixes.js";

const SIGN_HMAC_BASE64: Fixes = {
  express: 'createHmac("sha256", secret).update(body).digest("base64") // body: the Buffer',
  go: "mac := hmac.New(sha256.New, []byte(secret)); mac.Write(body); base64.StdEncoding.EncodeToString(mac.Sum(nil))",
  spring:
    'mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256")); Base64.getEncoder().encodeToString(mac.doFinal(body))',
  php: "base64_encode(hash_hmac('sha256', $body, $secret, true)) // true: the bytes, not the hex",
  python: "base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()",
};

const RAW_CALLBACK: Fixes = {
  ...VERIFY_RAW_BODY,
  express:
    'app.post("/withdraw", express.raw({ type: "application/json" }), handler) // verify req.body (a Buffer), then JSON.parse it',
  spring:
    'ResponseEntity<?> withdraw(@RequestBody byte[] body, @RequestHeader("X-Signature") String signature)',
};

const HEADER_AS_IS: Fixes = {
  express: 'const signature = req.get("X-Signature") ?? ""',
  go: 'signature := r.Header.Get("X-Signature")',
  spring: '@RequestHeader(name = "X-Signature", defaultValue = "") String signature',
  php: "$signature = $_SERVER['HTTP_X_SIGNATURE'] ?? '';",
  python: 'signature = request.headers.get("X-Signature", "")',
};

const SECRET_AS_TEXT: Fixes = {
  express: 'createHmac("sha256", env.WALLET_SECRET.trim()) // the text itself, not decoded',
  go: 'hmac.New(sha256.New, []byte(strings.TrimSpace(os.Getenv("WALLET_SECRET"))))',
  spring: 'new SecretKeySpec(secret.strip().getBytes(StandardCharsets.UTF_8), "HmacSHA256")',
  php: "hash_hmac('sha256', $body, trim(getenv('WALLET_SECRET')), true)",
  python: 'hmac.new(os.environ["WALLET_SECRET"].strip().encode(), body, hashlib.sha256)',
};

const RIGHT_SECRET: Fixes = {
  express:
    'if (!env.WALLET_SECRET) throw new Error("wallet secret is not set") // and set this environment\'s own',
  go: 'secret, ok := os.LookupEnv("WALLET_SECRET"); if !ok { log.Fatal("wallet secret is not set") }',
  spring: '@Value("${wallet.secret}") String secret // from this environment\'s configuration',
  php: "$secret = getenv('WALLET_SECRET') ?: throw new RuntimeException('wallet secret is not set');",
  python: 'secret = os.environ["WALLET_SECRET"]  # raises when it is not set',
};

const OWN_LINES: ReadonlyMap<Fixes, Fixes> = new Map([
  [VERIFY_RAW_BODY, RAW_CALLBACK],
  [SIGN_HMAC_HEX, SIGN_HMAC_BASE64],
  [SIGN_TIMESTAMPED, SIGN_HMAC_BASE64],
  [PASS_HEADER_AS_IS, HEADER_AS_IS],
  [USE_SECRET_AS_TEXT, SECRET_AS_TEXT],
  [LOAD_RIGHT_SECRET, RIGHT_SECRET],
]);

/** The same cause with the wallet's lines of code; those of webhooks help nobody here. */
export function withWalletFixes({ fixes, ...cause }: Cause): Cause {
  const own = fixes === undefined ? undefined : OWN_LINES.get(fixes);
  return own === undefined ? cause : { ...cause, fixes: own };
}

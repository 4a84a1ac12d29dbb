import type { Receiver } from "./receiver.js";

export const spring: Receiver = {
  title: "Spring",
  file: "PlayCampWebhookController.java",
  install: null,
  start: null,
  proof: "compiled",
  text: `// Takes PlayCamp's webhooks with Spring MVC and Jackson, Java 17 or newer. Yours to change:
// put it into your application's package.
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class PlayCampWebhookController {
  private static final Pattern FORM = Pattern.compile("(?:t=([0-9]{1,12}),v1=)?([0-9a-f]{64})");

  private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private final String secret = System.getenv("__SECRET__");

  // TODO: keep the keys in your database, with a unique index, in the transaction that has the effect.
  // In memory they are forgotten when the server starts again.
  private final Set<String> applied = ConcurrentHashMap.newKeySet();

  // The bytes as they came: a body that Jackson has read could not be verified.
  @PostMapping("__PATH__")
  public ResponseEntity<Map<String, Object>> take(
      @RequestBody(required = false) byte[] body, @RequestHeader HttpHeaders headers)
      throws GeneralSecurityException {
    if (secret == null || secret.isEmpty()) {
      // Never verify with an empty secret: anybody could sign with it.
      return reply(500, "__SECRET__ is not set");
    }
    if (body == null || body.length == 0) {
      return reply(400, "the body is empty");
    }
    if (!isSigned(body, headers.get("X-Webhook-Signature"))) {
      return reply(401, "the signature is wrong");
    }
    JsonNode events = eventsOf(body);
    if (events == null) {
      return reply(400, "the body is no list of events");
    }
    events.forEach(this::applyOnce);
    return ResponseEntity.ok(Map.of("ok", true));
  }

  // PlayCamp signs the bytes of the body with HMAC-SHA-256, in hex. The header holds that alone,
  // or "t=<unix seconds>,v1=<hex>", which signs "<t>.<body>" and ends after five minutes.
  private boolean isSigned(byte[] body, List<String> signatures) throws GeneralSecurityException {
    if (signatures == null || signatures.size() != 1) {
      return false;
    }
    Matcher parts = FORM.matcher(signatures.get(0));
    if (!parts.matches()) {
      return false;
    }
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String time = parts.group(1);
    if (time != null) {
      long age = Instant.now().getEpochSecond() - Long.parseLong(time);
      if (age > 300 || age < -5) {
        return false;
      }
      mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
    }
    StringBuilder hex = new StringBuilder();
    for (byte each : mac.doFinal(body)) {
      hex.append(String.format("%02x", each));
    }
    return MessageDigest.isEqual(
        hex.toString().getBytes(StandardCharsets.US_ASCII),
        parts.group(2).getBytes(StandardCharsets.US_ASCII));
  }

  // The events of a body, or null where it holds none.
  private JsonNode eventsOf(byte[] body) {
    try {
      JsonNode message = json.readTree(body);
      JsonNode events = message == null ? null : message.get("events");
      if (events == null || !events.isArray()) {
        return null;
      }
      for (JsonNode event : events) {
        if (!event.path("event").isTextual()) {
          return null;
        }
      }
      return events;
    } catch (IOException notJson) {
      return null;
    }
  }

  // An event has no id of its own: this is what identifies it. PlayCamp sends an event again
  // when it got no 2xx, alone or beside others, so each one counts once.
  private static String keyOf(JsonNode event) {
    JsonNode data = event.path("data");
    JsonNode identity =
        data.hasNonNull("transactionId")
            ? data.get("transactionId")
            : data.hasNonNull("usageId") ? data.get("usageId") : event;
    return event.get("event").textValue() + " " + identity;
  }

  private void applyOnce(JsonNode event) {
    if (event.path("isTest").asBoolean()) {
      return; // A test that somebody sent from PlayCamp's console: nothing is to happen.
    }
    String key = keyOf(event);
    if (applied.add(key)) {
      // TODO: what your game does with it, by its name: sponsor.created, payment.created, ...
      // A name that you do not know is no error.
      System.out.println("applied " + key);
    }
  }

  private static ResponseEntity<Map<String, Object>> reply(int status, String problem) {
    return ResponseEntity.status(status).body(Map.of("error", problem));
  }
}
`,
};

import type { Receiver } from "./receiver.js";

export const go: Receiver = {
  title: "Go",
  file: "playcamp_webhook.go",
  install: null,
  start: "go run playcamp_webhook.go",
  proof: "judged",
  text: `// Takes PlayCamp's webhooks with Go's net/http. Yours to change.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"
)

var secret = []byte(os.Getenv("__SECRET__"))

var form = regexp.MustCompile("^(?:t=([0-9]{1,12}),v1=)?([0-9a-f]{64})$")

// isSigned: PlayCamp signs the bytes of the body with HMAC-SHA-256, in hex. The header holds that
// alone, or "t=<unix seconds>,v1=<hex>", which signs "<t>.<body>" and ends after five minutes.
func isSigned(body []byte, headers []string) bool {
	if len(headers) != 1 {
		return false
	}
	parts := form.FindStringSubmatch(headers[0])
	if parts == nil {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	if parts[1] != "" {
		signedAt, _ := strconv.ParseInt(parts[1], 10, 64)
		if age := time.Now().Unix() - signedAt; age > 300 || age < -5 {
			return false
		}
		mac.Write([]byte(parts[1] + "."))
	}
	mac.Write(body)
	signature, err := hex.DecodeString(parts[2])
	return err == nil && hmac.Equal(mac.Sum(nil), signature)
}

type event struct {
	Event  string \`json:"event"\`
	IsTest bool   \`json:"isTest"\`
	Data   struct {
		TransactionID json.RawMessage \`json:"transactionId"\`
		UsageID       json.RawMessage \`json:"usageId"\`
	} \`json:"data"\`
}

// keyOf: an event has no id of its own, this is what identifies it. PlayCamp sends an event again
// when it got no 2xx, alone or beside others, so each one counts once.
func keyOf(name string, e event, raw json.RawMessage) string {
	switch {
	case len(e.Data.TransactionID) > 0:
		return name + " " + string(e.Data.TransactionID)
	case len(e.Data.UsageID) > 0:
		return name + " " + string(e.Data.UsageID)
	}
	return name + " " + string(raw)
}

// TODO: keep the keys in your database, with a unique index, in the transaction that has the effect.
// In memory they are forgotten when the server starts again.
var (
	lock    sync.Mutex
	applied = map[string]bool{}
)

func applyOnce(key string) {
	lock.Lock()
	defer lock.Unlock()
	if applied[key] {
		return
	}
	applied[key] = true
	// TODO: what your game does with it, by its name: sponsor.created, payment.created, ...
	// A name that you do not know is no error.
	fmt.Println("applied", key)
}

// keysOf a body's events; false where it holds none.
func keysOf(body []byte) ([]string, bool) {
	var message struct {
		Events []json.RawMessage \`json:"events"\`
	}
	if json.Unmarshal(body, &message) != nil || message.Events == nil {
		return nil, false
	}
	keys := []string{}
	for _, raw := range message.Events {
		var e event
		if json.Unmarshal(raw, &e) != nil || e.Event == "" {
			return nil, false
		}
		// A test that somebody sent from PlayCamp's console: nothing is to happen.
		if !e.IsTest {
			keys = append(keys, keyOf(e.Event, e, raw))
		}
	}
	return keys, true
}

func takeWebhook(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		reply(w, http.StatusMethodNotAllowed, "POST only")
		return
	}
	// The bytes as they came: what is decoded could not be verified.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 10<<20))
	if err != nil || len(body) == 0 {
		reply(w, http.StatusBadRequest, "the body is empty or too long")
		return
	}
	if !isSigned(body, r.Header.Values("X-Webhook-Signature")) {
		reply(w, http.StatusUnauthorized, "the signature is wrong")
		return
	}
	keys, ok := keysOf(body)
	if !ok {
		reply(w, http.StatusBadRequest, "the body is no list of events")
		return
	}
	for _, key := range keys {
		applyOnce(key)
	}
	reply(w, http.StatusOK, "")
}

func reply(w http.ResponseWriter, status int, problem string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": problem == "", "error": problem})
}

func main() {
	if len(secret) == 0 {
		log.Fatal("__SECRET__ is not set: the webhook secret that PlayCamp showed once")
	}
	http.HandleFunc("__PATH__", takeWebhook)
	fmt.Println("http://127.0.0.1:__PORT____PATH__")
	log.Fatal(http.ListenAndServe("127.0.0.1:__PORT__", nil))
}
`,
};

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Verify tells whether a POST is from Agentbot. The header is X-Agentbot-Signature: "t=123,v1=hash", with two v1 while
// the secret is being rotated. The body is as it came, not parsed. A good tolerance is 5 * time.Minute.
func Verify(header string, rawBody []byte, secret string, tolerance time.Duration) bool {
	var t string
	var given []string
	for _, part := range strings.Split(header, ",") {
		switch key, value, _ := strings.Cut(strings.TrimSpace(part), "="); key {
		case "t":
			t = value
		case "v1":
			given = append(given, value)
		}
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(rawBody)
	expected := hex.EncodeToString(mac.Sum(nil))
	for _, v1 := range given {
		if hmac.Equal([]byte(v1), []byte(expected)) {
			return true
		}
	}
	return false
}

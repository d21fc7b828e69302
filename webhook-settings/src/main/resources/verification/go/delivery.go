// Is this delivery's signature right? AGENTBOT_SECRET='whsec_…' go run delivery.go
package main

import (
	"fmt"
	"math"
	"os"
)

{{imports}}

{{function}}

func main() {
	signature := {{signature}}
	body := {{body}}
	// It was signed a while ago, so any age will do here. In your service keep the five minutes.
	if Verify(signature, []byte(body), os.Getenv("AGENTBOT_SECRET"), math.MaxInt64) {
		fmt.Println("valid")
	} else {
		fmt.Println("invalid")
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		words := strings.Split(lines.Text(), " ")
		header := ""
		if words[0] != "-" {
			header = string(decoded(words[0]))
		}
		if Verify(header, decoded(words[1]), string(decoded(words[2])), 5*time.Minute) {
			fmt.Println("valid")
		} else {
			fmt.Println("invalid")
		}
	}
}

func decoded(word string) []byte {
	bytes, err := base64.StdEncoding.DecodeString(word)
	if err != nil {
		panic(err)
	}
	return bytes
}

package main

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// imageUser is who the program runs as in the image.
const imageUser = 10001

// The image holds the program and what it needs, nothing else, and runs it
// without rights. container_test.go runs the same contents.
func TestImageHoldsNothingElse(t *testing.T) {
	build, image, found := strings.Cut(readText(t, "Dockerfile"), "\nFROM scratch\n")
	if !found || strings.Contains(image, "\nFROM ") {
		t.Fatal("the last stage does not begin with FROM scratch")
	}
	for _, want := range []string{"CGO_ENABLED=0 go build", "/image/etc/ssl/certs/ca-certificates.crt", "-m 700 -o 10001 -g 10001 /image/data"} {
		if !strings.Contains(build, want) {
			t.Errorf("the image is built without %s", want)
		}
	}
	if goes := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readText(t, "go.mod")); !strings.HasPrefix(lastLine(build, "FROM golang:"), goes[1]+"-") {
		t.Errorf("the image is built with another Go than %s", goes[1])
	}
	user := strconv.Itoa(imageUser)
	for instruction, want := range map[string]string{
		"COPY ":        "--from=build /image/ /",
		"USER ":        user + ":" + user,
		"ENV ":         "DATA_DIR=/data LOG_FORMAT=json",
		"VOLUME ":      "/data",
		"ENTRYPOINT ":  `["/jastar"]`,
		"CMD ":         `["serve"]`,
		"HEALTHCHECK ": `--interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["/jastar", "healthcheck"]`,
		"ADD ":         "",
		"RUN ":         "",
	} {
		if got := lastLine(image, instruction); got != want || strings.Count("\n"+image, "\n"+instruction) > 1 {
			t.Errorf("%s%s, want once: %s", instruction, got, want)
		}
	}
}

// Each service of compose.yaml runs without rights on a read-only file system
// and says how it is; only the bot can be reached, from this machine alone.
func TestComposeKeepsServicesApart(t *testing.T) {
	services := composeServices(t)
	for name, text := range services {
		settings := []string{"read_only: true", "cap_drop: [ALL]", `security_opt: ["no-new-privileges:true"]`, "restart: unless-stopped", "stop_grace_period: "}
		if name != "bot" { // its user and its health check are the image's
			settings = append(settings, "user: "+name, "healthcheck:", "networks: [stores]")
		}
		for _, want := range settings {
			if !strings.Contains(text, "\n    "+want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		if name != "bot" && strings.Contains(text, "\n    ports:") {
			t.Errorf("%s can be reached from outside", name)
		}
	}
	if ports := lastLine(services["bot"], "    ports: "); ports != `["127.0.0.1:8080:8080"]` {
		t.Errorf("the bot listens at %s", ports)
	}
}

// compose.yaml gives the bot every variable that is the operator's choice,
// none it does not know, and the secrets by file.
func TestComposePassesEveryChoice(t *testing.T) {
	decided := "HTTP_ADDR DATA_DIR LOG_FORMAT" // by the image
	var want []string
	for f := range reflect.TypeFor[Config]().Fields() {
		name := f.Tag.Get("env")
		switch {
		case name == "TELEGRAM_BOT_TOKEN" || name == "DATABASE_URL":
			want = append(want, name+"_FILE")
		case !strings.Contains(decided, name):
			want = append(want, name)
		}
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^      ([A-Z_]+):`).FindAllStringSubmatch(composeServices(t)["bot"], -1) {
		got = append(got, m[1])
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("compose.yaml sets %v, want %v", got, want)
	}
}

func composeServices(t *testing.T) map[string]string {
	t.Helper()
	_, rest, _ := strings.Cut(readText(t, "compose.yaml"), "\nservices:\n")
	rest, _, _ = strings.Cut(rest, "\nnetworks:\n")
	names := regexp.MustCompile(`(?m)^  (\w+):\n`).FindAllStringSubmatchIndex(rest, -1)
	services := map[string]string{}
	for i, at := range names {
		end := len(rest)
		if i+1 < len(names) {
			end = names[i+1][0]
		}
		services[rest[at[2]:at[3]]] = rest[at[1]-1 : end]
	}
	if len(services) != 3 {
		t.Fatalf("compose.yaml has the services %v, want bot, postgres and redis", services)
	}
	return services
}

// lastLine returns what follows the prefix on the last line that has it.
func lastLine(text, prefix string) (rest string) {
	for line := range strings.Lines(text) {
		if after, found := strings.CutPrefix(line, prefix); found {
			rest = strings.TrimSpace(after)
		}
	}
	return rest
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

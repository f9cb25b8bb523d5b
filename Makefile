# make help lists the targets. Each installs what it needs and the machine lacks (scripts/need.sh).

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
IMAGE   ?= jastar
FLAGS   ?=

.PHONY: help demo run build test check restore-test soak bench image
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## the whole bot on this machine with a page to chat on, no Telegram needed
	@scripts/need.sh stores
	@bin/jastar demo

run: build ## the bot for real; set TELEGRAM_BOT_TOKEN first
	@test -n "$$DATABASE_URL$$DATABASE_URL_FILE" || scripts/need.sh stores
	@bin/jastar serve

build: ## one static program, bin/jastar
	@CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/jastar .

test: ## every test, on a real PostgreSQL and Redis of their own; FLAGS='-run Name' narrows
	@scripts/need.sh stores browser
	@go run ./storage/storagetest/run -- go test -timeout 25m $(FLAGS) ./...

check: ## format, vet, staticcheck, known vulnerabilities, languages, then the tests with the race detector
	@scripts/need.sh stores browser compiler
	@files=$$(gofmt -l .); test -z "$$files" || { echo "not formatted: $$files" >&2; exit 1; }
	@go vet ./...
	@go tool staticcheck ./...
	@scripts/vulncheck.sh
	@go test ./locales/...
	@$(MAKE) --no-print-directory test FLAGS='-race -parallel 3 -timeout 50m'

restore-test: ## a dump made under load, restored into an empty server by the operator's guide, and a bot started on it
	@scripts/need.sh stores
	@go run ./storage/storagetest/run -- go test -count=1 -v -run '^(TestRestore|TestMoveToServers)$$' .

bench: ## speed and cost beside the plain way, on a quiet machine; FLAGS='-million -repeats 5'
	@scripts/need.sh stores
	@go run ./bench $(FLAGS)

soak: build ## people use the bot while replicas are killed and stores stopped; FLAGS='-minutes 10 -seed 7'
	@scripts/need.sh stores
	@go run ./bench/soak $(FLAGS)

image: ## the container image
	@docker build --build-arg VERSION=$(VERSION) -t $(IMAGE) .

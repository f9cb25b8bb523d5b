# The image holds the program, the certificates to trust and two empty folders. Time zones are inside the program.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /image/jastar . \
 && install -D -m 644 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt \
 && install -d -m 1777 /image/tmp \
 && install -d -m 700 -o 10001 -g 10001 /image/data

FROM scratch
COPY --from=build /image/ /
# Only /data is written to; everything else may be mounted read-only.
USER 10001:10001
ENV DATA_DIR=/data LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["/jastar", "healthcheck"]
ENTRYPOINT ["/jastar"]
CMD ["serve"]

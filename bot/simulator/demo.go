package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"jastar/bot/simulator/page"
)

func (s *Simulator) demoRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(page.FS))
	return mux
}

var _ = json.Marshal
var _ = fmt.Sprint
var _ = strconv.Itoa
